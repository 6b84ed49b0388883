"""A roster of invented people, who can be called by direct message."""

from datetime import date, time
from zoneinfo import ZoneInfo

from bot.domain.person import Contact, Method, Person
from bot.domain.policy import Policy, Step, Target, TargetKind
from bot.domain.roster import ContactCheck, address_key, code_key
from bot.domain.rotation import Cadence, Rotation, Unit
from bot.domain.schedule import Layer, Schedule
from bot.duty.standing import Duty
from tests.fakes.nouns import NOON
from tests.fakes.pages import MINUTE

UTC_ZONE = ZoneInfo("UTC")
ANA = Person("ana", "Ana Example", UTC_ZONE, contacts=(Contact(Method.DISCORD_DM, "111111111111111111"),))
BEN = Person("ben", "Ben Example", UTC_ZONE, contacts=(Contact(Method.DISCORD_DM, "222222222222222222"),))
PEOPLE = {p.id: p for p in (ANA, BEN)}
LEADS = Rotation("leads", ("ana",), UTC_ZONE, date(2025, 12, 29), Cadence(Unit.WEEK, at=(time(8),)))
MAIN = Schedule("main", "Team", (Layer("leads", "lead", LEADS),), PEOPLE, UTC_ZONE)
LEAD, SECOND = Target(TargetKind.ROLE, "main/lead"), Target(TargetKind.PERSON, "ben")
POLICY = Policy(
    "default",
    (Step((LEAD,), 10 * MINUTE), Step((SECOND,), 10 * MINUTE)),
    last_resort=(Target(TargetKind.CHANNEL, "desk"),),
)
DUTY = Duty(PEOPLE, {"leads": LEADS}, {"main": MAIN}, {"default": POLICY})


async def confirm_all(stores, duty=DUTY):
    """Everybody has shown that their ways are theirs."""
    for person in duty.people.values():
        for contact in person.contacts:
            key = address_key(contact)
            await stores.contacts.sent(ContactCheck(person.id, key, code_key(person.id, "1"), NOON), [])
            assert await stores.contacts.confirm(person.id, key, "1", NOON) is None
