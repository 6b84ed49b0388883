"""The promises of `pipeline.paging` beside the night of `journeys/test_page.py`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import page as events
from bot.domain.delivery import DeliveryState, Subject
from bot.domain.page import PageState
from bot.domain.paging import PageRefusal
from bot.domain.person import Contact, Method
from bot.domain.policy import Policy, Step, Target, TargetKind
from bot.duty.standing import Duty
from bot.pipeline.calling import Gateways, contact_channels
from bot.pipeline.page_metrics import page_metrics
from bot.pipeline.paging import Paging, PagingPlan, Wish
from bot.pipeline.roster import Roster
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.fakes.clock import FakeClock
from tests.fakes.duty import ANA, BEN, DUTY, confirm_all
from tests.fakes.pages import MINUTE

CALLED = Wish("The vault door is open", "ben")


class Desk:
    """Paging over one memory; `duty` are the settings."""

    def __init__(self, duty: Duty = DUTY) -> None:
        self.base, self.clock, self.duty = Memory(), FakeClock(), duty
        self.stores = self.base.stores
        self.roster = Roster(self.stores.roster, self.stores.contacts, lambda: self.duty, self.clock)
        self.paging = Paging(self.stores, self.roster, lambda: World((), {}, {}), self.clock, PagingPlan("desk"))

    @property
    def rows(self):
        return [(d.channel, d.state) for d in self.base.deliveries]

    async def later(self, span: timedelta) -> None:
        self.clock.advance(span.total_seconds())
        await self.paging.tick()


@pytest.fixture
async def desk():
    made = Desk()
    await confirm_all(made.stores)
    return made


async def test_by_hand(desk):
    """Shown where the plan says, and whoever is on call is called; the reason names who asked."""
    file = await desk.paging.call(CALLED)
    assert [c for c, _ in desk.rows] == ["desk", f"dm:{ANA.contacts[0].address}"]
    assert file.why == "called by hand by Ben Example"
    assert {d.subject for d in desk.base.deliveries} == {Subject.PAGE}


async def test_bad_wishes_are_refused(desk):
    """Each by its name."""
    assert await desk.paging.call(replace(CALLED, title=" ")) is PageRefusal.NO_TITLE
    assert await desk.paging.call(replace(CALLED, policy="none")) is PageRefusal.NO_SUCH_POLICY
    assert await desk.paging.press("none", events.Acked("ana")) is PageRefusal.NO_SUCH_PAGE
    file = await desk.paging.call(CALLED)
    assert await desk.paging.press(file.id, events.Reassigned("ana", "nobody")) is PageRefusal.NO_SUCH_PERSON
    await desk.paging.press(file.id, events.Acked("ana"))
    assert await desk.paging.press(file.id, events.Acked("ana")) is PageRefusal.NOTHING_TO_CHANGE


async def test_nobody_is_called_after_an_answer(desk):
    """I3: a call that is not out yet when somebody answers is taken back."""
    file = await desk.paging.call(CALLED)
    await desk.paging.press(file.id, events.Acked("ben"))
    assert dict(desk.rows)[f"dm:{ANA.contacts[0].address}"] is DeliveryState.DEAD


async def test_unchecked_ways_are_not_used():
    """Nobody confirmed anything: nobody is called, that is said, and the last resort follows at once."""
    desk = Desk()
    await desk.paging.call(CALLED)
    said = [d.card.body for d in desk.base.deliveries if d.head]
    assert said[0].startswith("Nobody can be reached there")
    assert [c for c, _ in desk.rows] == ["desk"] * len(desk.rows)
    assert "last resort" in str([d.card for d in desk.base.deliveries])


async def test_all_that_people_answer(desk):
    """Put off, given to somebody else, over, and not over after all."""
    file = await desk.paging.call(CALLED)
    until = desk.clock.now() + 30 * MINUTE
    assert (await desk.paging.press(file.id, events.Snoozed("ana", until))).page.state is PageState.SNOOZED
    await desk.later(31 * MINUTE)
    assert (await desk.stores.pages.get(file.id)).page.state is PageState.OPEN
    await desk.paging.press(file.id, events.Reassigned("ana", "ben"))
    assert desk.rows[-1][0] == f"dm:{BEN.contacts[0].address}"
    over = await desk.paging.press(file.id, events.Resolved("ben"))
    assert over.resolved_at == desk.clock.now()
    again = await desk.paging.press(file.id, events.Reopened("ana"))
    assert (again.page.state, again.resolved_at) == (PageState.OPEN, None)


async def test_needs_two():
    """With needs = 2 one answer is counted, and the second one ends the calling."""
    desk = Desk(replace(DUTY, policies={"default": replace(DUTY.policies["default"], needs=2)}))
    await confirm_all(desk.stores)
    file = await desk.paging.call(CALLED)
    assert (await desk.paging.press(file.id, events.Acked("ana"))).page.state is PageState.OPEN
    assert (await desk.paging.press(file.id, events.Acked("ben"))).page.state is PageState.ACKED


async def test_every_way_out(desk):
    """Direct message, mention, mail, telephone, webhook and channel: each row names its place, and no address."""
    ways = (
        Contact(Method.EMAIL, "ana@team.example"),
        Contact(Method.SMS, "+37060000000"),
        Contact(Method.DISCORD_MENTION, "111111111111111111"),
        Contact(Method.NTFY, "ntfys://push.example/ana"),
    )
    ana = replace(ANA, contacts=ways)
    targets = (Target(TargetKind.PERSON, "ana"), Target(TargetKind.CHANNEL, "soc"), Target(TargetKind.WEBHOOK, "SOC_HOOK"))
    desk.duty = Duty({"ana": ana}, policies={"default": Policy("default", (Step(targets),))})
    await confirm_all(desk.stores, desk.duty)
    await desk.paging.call(CALLED)
    found = [d.channel for d in desk.base.deliveries]
    assert found == ["desk", "contact:ana/0", "contact:ana/1", "desk", "contact:ana/3", "soc", "webhook:SOC_HOOK"]
    assert [d.mention.user_id for d in desk.base.deliveries if d.mention] == [111111111111111111]
    assert "37060000000" not in str(desk.base.deliveries)
    gates = Gateways("mailtos://u:p@mail.example?to={to}", "sinch://x/{to}")
    channels = contact_channels(desk.duty.people, gates)
    assert channels["contact:ana/0"].secrets["target"] == "mailtos://u:p@mail.example?to=ana@team.example"
    assert channels["contact:ana/1"].short
    assert set(channels) == {"contact:ana/0", "contact:ana/1", "contact:ana/3"}


async def test_metrics(desk):
    """Mean times to acknowledge and to resolve, of the pages of a time; none of nothing."""
    assert page_metrics([]).mtta is None
    first = await desk.paging.call(CALLED)
    await desk.paging.call(replace(CALLED, title="Another"))
    desk.clock.advance(120)
    await desk.paging.press(first.id, events.Acked("ana"))
    desk.clock.advance(120)
    await desk.paging.press(first.id, events.Resolved("ana"))
    found = await desk.paging.metrics(timedelta(days=1))
    assert (found.acked, found.resolved, found.mtta, found.mttr) == (1, 1, 2 * MINUTE, 4 * MINUTE)
