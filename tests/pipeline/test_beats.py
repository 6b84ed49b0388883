"""The promises of `pipeline.beats` and `pipeline.auditor`: silence calls people, and somebody watches the watcher."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import TocsinError, Transient
from bot.domain.heartbeat import Heartbeat
from bot.domain.page import PageState, Timer, TimerKind
from bot.domain.paging import PageMove, PageRefusal
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.pipeline.auditor import Auditor, AuditPlan
from bot.pipeline.beats import Beats
from tests.contracts.made import notice
from tests.fakes.duty import DUTY, confirm_all
from tests.fakes.memory import FakeMemory
from tests.fakes.pages import MINUTE, page_file
from tests.fakes.sink import FakeSink
from tests.pipeline.test_paging import Desk

HOUR = timedelta(hours=1)
BACKUP = Heartbeat("backup", "Nightly backup", HOUR, 5 * MINUTE)


@pytest.fixture
async def desk():
    made = Desk()
    await confirm_all(made.stores)
    return made


async def test_silence_is_one_page(desk):
    """One page for each silence, with its reason, over restarts; the next beat resolves it; the next silence is another."""
    memory = FakeMemory()

    def beats():
        return Beats(memory, desk.paging, lambda: {"backup": BACKUP}, desk.clock)

    await beats().tick()
    assert await beats().beat("backup") is None
    desk.clock.advance(3600 + 299)
    await beats().tick()
    assert await desk.stores.pages.find() == []
    desk.clock.advance(2)
    for _ in range(3):
        await beats().tick()
    [file] = await desk.stores.pages.find()
    assert (file.title, file.page.severity) == ("Nightly backup is silent", 3)
    assert "reports every 1 h 0 min and has not since 2026-01-05 08:00 UTC" in file.why
    await beats().beat("backup")
    await beats().tick()
    assert [f.page.state for f in await desk.stores.pages.find()] == [PageState.RESOLVED]
    desk.clock.advance(3600 + 301)
    await beats().tick()
    assert len(await desk.stores.pages.find()) == 2


async def test_an_unknown_heartbeat_is_refused(desk):
    """A typing error is not a sign of life."""
    beats = Beats(FakeMemory(), desk.paging, dict, desk.clock)
    assert await beats.beat("nope") is PageRefusal.NO_SUCH_HEARTBEAT


class Watched:
    """An auditor over a desk, with a last resort and an address outside."""

    def __init__(self, desk: Desk, channel: str = "") -> None:
        self.sink, self.pulses, self.desk = FakeSink(), 0, desk
        channels = {"desk": Channel("desk", "fake")}
        self.auditor = Auditor(
            desk.stores.pages,
            {"fake": self.sink},
            lambda: channels,
            lambda: DUTY,
            desk.clock,
            AuditPlan(channel=channel),
            self.pulse,
        )

    async def pulse(self) -> None:
        self.pulses += 1
        if self.pulses == 2:
            raise Transient(FailReason.TIMEOUT)


async def test_all_well_is_told_outside(desk):
    """Once a minute, also after one that was not taken."""
    watched = Watched(desk)
    for _ in range(8):
        assert await watched.auditor.check() == []
        desk.clock.advance(30)
    assert watched.pulses == 4
    assert watched.sink.posts == []


@pytest.mark.parametrize("what", ["delivery", "page"])
async def test_what_is_late_takes_the_last_resort(desk, what):
    """More than two minutes late: told straight, once an hour, and nothing is told outside meanwhile."""
    watched, now = Watched(desk), desk.clock.now()
    await watched.auditor.check()
    if what == "delivery":
        await desk.stores.outbox.add([notice("late", due_at=now)])
    else:
        file = page_file()
        page = replace(file.page, timers=(Timer(now, TimerKind.STEP),))
        await desk.stores.pages.put(PageMove(replace(file, page=page)))
    pulses = watched.pulses
    for _ in range(30):
        desk.clock.advance(60)
        await watched.auditor.check()
    assert [d.card.title for _, d in watched.sink.posts] == ["Tocsin is late"]
    assert what in watched.sink.posts[0][1].card.body
    assert watched.pulses - pulses <= 2
    desk.clock.advance(3600)
    await watched.auditor.check()
    assert len(watched.sink.posts) == 2


async def test_a_start_is_no_alarm(desk):
    """What became due while nothing ran is given two minutes."""
    await desk.stores.outbox.add([notice("late", due_at=desk.clock.now() - HOUR)])
    watched = Watched(desk)
    assert await watched.auditor.check() == []


async def test_a_database_that_cannot_be_asked_is_late(desk, monkeypatch):
    """No report outside, and after two minutes the last resort; a channel that does not take it is tried again."""
    watched = Watched(desk, "desk")

    async def down(*_: object) -> None:
        raise TocsinError("away")

    monkeypatch.setattr(watched.auditor, "_pages", type("Down", (), {"late": down})())
    watched.sink.fails.append(Transient(FailReason.TIMEOUT))
    for _ in range(8):
        await watched.auditor.check()
        desk.clock.advance(30)
    assert watched.pulses == 0
    assert [d.card.body[:29] for _, d in watched.sink.posts] == ["1 thing late: the database ca"]
