"""Places of people: a delivery names one way of one person as its channel, and it is looked up when it is sent.

"dm:7" is a Discord account, "person:ana/1" the second contact of Ana. The address itself stands in no row.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.delivery import Delivery
from bot.domain.person import Method, Person
from bot.domain.route import Channel, Mention
from bot.domain.watch import DIRECT, direct

PERSON = "person:"


def reached_by(row: Delivery, person: Person, number: int, channel: str) -> Delivery:
    """The row, for this contact of the person; `channel` is where somebody is mentioned who is reached in no other way."""
    contact = person.contacts[number]
    if contact.method is Method.DISCORD_DM:
        return replace(row, channel=f"{DIRECT}{contact.address}")
    if contact.method is Method.DISCORD_MENTION:
        return replace(row, channel=channel, mention=Mention(person.name, user_id=int(contact.address)))
    return replace(row, channel=f"{PERSON}{person.id}/{number}")


def place_of(name: str, people: Mapping[str, Person]) -> Channel | None:
    """The channel behind such a name; None where it is none, or the person or contact is there no more."""
    if not name.startswith(PERSON):
        return direct(name)
    who, _, number = name.removeprefix(PERSON).rpartition("/")
    person = people.get(who)
    if person is None or not number.isdigit() or int(number) >= len(person.contacts):
        return None
    contact = person.contacts[int(number)]
    return Channel(name, "apprise", secrets={"target": contact.address}, short=contact.method in (Method.SMS, Method.VOICE))
