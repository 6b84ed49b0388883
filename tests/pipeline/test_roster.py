"""The promises of `pipeline.roster`: what people change about who is on call makes sense, or is refused by name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit import AuditAction
from bot.domain.paging import PageRefusal
from bot.domain.person import Contact, Method
from bot.domain.policy import Target, TargetKind
from bot.domain.roster import RosterKind
from bot.domain.route import Mention
from bot.pipeline.roster import Roster, Stretch
from bot.storage.memory import Memory
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.duty import ANA, DUTY

HOUR = timedelta(hours=1)
NIGHT = Stretch("main", "lead", MONDAY + HOUR, MONDAY + 9 * HOUR)
ROLE = Target(TargetKind.ROLE, "main/lead")


@pytest.fixture
def base():
    return Memory()


@pytest.fixture
def roster(base):
    ids = iter(f"c{n}" for n in range(1, 99))
    return Roster(base.stores.roster, base.stores.contacts, lambda: DUTY, FakeClock(), lambda: next(ids), lambda: "123456")


def on(roster, hours):
    """Who leads, so many hours from the beginning."""
    return [p.id for p in roster.current.who(ROLE, MONDAY + hours * HOUR)]


async def test_an_override_counts_while_it_lasts(roster, base):
    """From its first instant to before its last; taken back it counts no more."""
    made = await roster.override(NIGHT, "ben", "ana")
    assert [on(roster, h) for h in (0, 1, 8.99, 9)] == [["ana"], ["ben"], ["ben"], ["ana"]]
    assert (await roster.end(made.id, "ana")).ended_by == "ana"
    assert on(roster, 2) == ["ana"]
    assert await roster.end(made.id, "ana") is PageRefusal.NO_SUCH_ENTRY
    trail = [line.action for line in reversed(await base.stores.audit.find())]
    assert trail == [AuditAction.ROSTER_ADDED, AuditAction.ROSTER_ENDED]


@pytest.mark.parametrize(
    ("stretch", "person", "refusal"),
    [
        (replace(NIGHT, schedule="none"), "ben", PageRefusal.NO_SUCH_SCHEDULE),
        (replace(NIGHT, role="none"), "ben", PageRefusal.NO_SUCH_ROLE),
        (replace(NIGHT, end=NIGHT.start), "ben", PageRefusal.ENDS_TOO_EARLY),
        (replace(NIGHT, start=MONDAY - 9 * HOUR, end=MONDAY - HOUR), "ben", PageRefusal.ENDS_TOO_EARLY),
        (replace(NIGHT, end=NIGHT.start + timedelta(days=400)), "ben", PageRefusal.LASTS_TOO_LONG),
        (NIGHT, "nobody", PageRefusal.NO_SUCH_PERSON),
    ],
)
async def test_what_cannot_be_meant(roster, stretch, person, refusal):
    """Each by its name, and nothing is stored."""
    assert await roster.override(stretch, person, "ana") is refusal
    assert await roster.entries() == []


async def test_a_swap_counts_once_it_is_accepted(roster):
    """Asked by who is on; answered once by who is asked; both halves count, each only while the other would be on."""
    assert await roster.swap(NIGHT, "ana", "ben") is PageRefusal.NOT_YOURS
    back = MONDAY + 20 * HOUR, MONDAY + 30 * HOUR
    await roster.override(replace(NIGHT, start=back[0], end=back[1]), "ben", "ana")
    asked = await roster.swap(NIGHT, "ben", "ana", back)
    assert on(roster, 2) == ["ana"]
    assert await roster.answer(asked.id, "ana", accepted=True) is PageRefusal.NOT_YOURS
    assert (await roster.answer(asked.id, "ben", accepted=True)).value.accepted
    await roster.refresh()
    assert [on(roster, h) for h in (0, 2, 10, 22)] == [["ana"], ["ben"], ["ana"], ["ana"]]
    assert await roster.answer(asked.id, "ben", accepted=False) is PageRefusal.ANSWERED_ALREADY
    assert await roster.answer("none", "ben", accepted=True) is PageRefusal.NO_SUCH_ENTRY


async def test_a_refused_swap_changes_nothing(roster):
    """No is an answer."""
    asked = await roster.swap(NIGHT, "ben", "ana")
    assert (await roster.answer(asked.id, "ben", accepted=False)).value.accepted is False
    await roster.refresh()
    assert on(roster, 2) == ["ana"]


async def test_leave_takes_nobody_off_duty(roster):
    """It is known, and that is all."""
    made = await roster.leave("ana", MONDAY, MONDAY + 48 * HOUR, "ana")
    assert made.kind is RosterKind.LEAVE
    assert (on(roster, 2), roster.current.leaves) == (["ana"], (made.value,))
    assert await roster.leave("nobody", MONDAY, MONDAY + HOUR, "ana") is PageRefusal.NO_SUCH_PERSON


async def test_a_way_is_checked_by_a_code(roster, base):
    """The code goes out by that way alone; typed back the way is used; ways and people that are not there are refused."""
    assert await roster.send_code("nobody", 1) is PageRefusal.NO_SUCH_PERSON
    assert await roster.send_code("ana", 2) is PageRefusal.NO_SUCH_CONTACT
    assert await roster.verify("nobody", "1") is PageRefusal.NO_SUCH_PERSON
    assert await roster.verify("ana", "123456") is PageRefusal.NO_CODE
    assert await roster.send_code("ana", 1) is None
    [sent] = base.deliveries
    assert sent.channel == f"dm:{ANA.contacts[0].address}"
    assert "123456" in sent.card.body
    assert await roster.verify("ana", "1") is PageRefusal.WRONG_CODE
    await roster.refresh()
    assert not roster.current.people["ana"].contacts[0].urgencies
    assert await roster.verify("ana", "123456") is None
    assert roster.current.people["ana"].contacts[0].urgencies


async def test_a_mention_needs_no_code(roster):
    """There is nothing to send it by, either."""
    roster._duty = lambda: replace(DUTY, people={"ana": replace(ANA, contacts=(Contact(Method.DISCORD_MENTION, "1" * 18),))})
    assert await roster.send_code("ana", 1) is PageRefusal.NO_SUCH_CONTACT


def test_a_mention_is_whoever_is_on_duty(roster):
    """Their Discord id in place of the role's; the target as it stands where nobody is on, or has none."""
    mention = Mention("duty", role_id=7, schedule="main", role="lead")
    assert roster.on_duty(mention) == replace(mention, name="Ana Example", role_id=0, user_id=int(ANA.contacts[0].address))
    assert roster.on_duty(replace(mention, schedule="none")).role_id == 7
    assert roster.on_duty(replace(mention, role="none")).role_id == 7
    assert roster.on_duty(Mention("x", role_id=8)) == Mention("x", role_id=8)
