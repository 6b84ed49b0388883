"""Places of people: a delivery names one way of one person as its channel, and it is looked up when it is sent.

"dm:7" is a Discord account, "contact:ana/1" the second contact of Ana. The address itself stands in no row.
"""

from dataclasses import replace

from bot.domain.delivery import Delivery
from bot.domain.person import Method, Person
from bot.domain.route import Mention
from bot.domain.watch import DIRECT

CONTACT = "contact:"


def reached_by(row: Delivery, person: Person, number: int, channel: str) -> Delivery:
    """The row, for this contact of the person; `channel` is where somebody is mentioned who is reached in no other way."""
    contact = person.contacts[number]
    if contact.method is Method.DISCORD_DM:
        return replace(row, channel=f"{DIRECT}{contact.address}")
    if contact.method is Method.DISCORD_MENTION:
        return replace(row, channel=channel, mention=Mention(person.name, user_id=int(contact.address)))
    return replace(row, channel=f"{CONTACT}{person.id}/{number}")
