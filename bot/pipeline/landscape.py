"""LANDSCAPE: every hour, read the level of each country and sector; say once what has changed, and why.

timer due -> lease -> stories of the last weeks -> levels (analysis.landscape) -> one transaction: levels, a post, next hour
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

import structlog

from bot.analysis.landscape import LOOK_BACK, readings, turns
from bot.analysis.told import reports_of, told
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.digest import PeriodReason
from bot.domain.filing import StoryFile
from bot.domain.landscape import Area, AreaKind, Reading, Turn
from bot.domain.source import SourceInfo
from bot.domain.story import Story
from bot.domain.timer import PeriodEnd, Timer
from bot.domain.tlp import Tlp
from bot.domain.verdict import Verdict
from bot.pipeline.clearance import visible
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers
from bot.present.chart import MOST, landscape_png
from bot.present.landscape import alt_text, by_excess, turns_card

log = structlog.get_logger(__name__)

TIMER = "landscape"
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LandscapePlan:
    """What the settings say; replaced whole on reload. Changes are said in `channel` ("" for nowhere), of these countries and
    sectors (none named: of all). Only what readers cleared for `tlp` may see is counted.
    """

    channel: str = ""
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    tlp: Tlp = Tlp.CLEAR
    zone: tzinfo = UTC


class Survey:
    """The levels by the clock and on request."""

    def __init__(
        self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], workers: Workers, clock: Clock, plan: LandscapePlan
    ) -> None:
        """`infos` is asked each time, because a reload changes it."""
        self._stores = stores
        self._infos = infos
        self._workers = workers
        self._clock = clock
        self.plan = plan
        self._armed = False

    async def tick(self) -> None:
        """Reads the levels when an hour is over."""
        now = self._clock.now()
        if not self._armed:
            await self._stores.timers.arm([Timer(TIMER, "hourly", now)])
            self._armed = True
        for timer in await self._stores.timers.claim([TIMER], now, LEASE):
            before = {r.area: r for r in await self._stores.landscape.levels()}
            after = await self._read(now, before, self.plan.tlp)
            changed = [t for t in turns(before, after) if _meant(t.reading.area, self.plan)]
            if await self._stores.timers.finish(self._ended(timer, after, changed, now)):
                log.info("landscape.read", areas=len(after), changed=len(changed))

    async def view(self, kind: AreaKind | None = None, code: str = "", clearance: Tlp = Tlp.RED) -> list[Reading]:
        """The levels at this instant, by what readers with this clearance may see: of one kind, of one area, or of all; the
        highest above its usual first. Stores nothing.
        """
        before = {r.area: r for r in await self._stores.landscape.levels()}
        level = min(clearance, self.plan.tlp, key=lambda t: t.strictness)
        found = await self._read(self._clock.now(), before, level)
        return by_excess([r for r in found if kind in (None, r.area.kind) and code in ("", r.area.code)])

    async def picture(self, shown: Sequence[Reading], title: str) -> tuple[bytes, str]:
        """A PNG of the first of them, drawn in a process of its own, and the words for those who do not see it. Raises
        `Transient` when the process takes too long.
        """
        alt = alt_text(shown[:MOST], self.plan.zone)
        return await self._workers.heavy(landscape_png, list(shown[:MOST]), title, alt), alt

    async def _read(self, now: datetime, before: Mapping[Area, Reading], clearance: Tlp) -> list[Reading]:
        stories: list[Story] = []
        async for files in self._stores.landscape.each(now - LOOK_BACK):
            stories += await self._workers.light(_stories, files, self._infos(), clearance)
        since = await self._stores.landscape.looking_since()
        return await self._workers.light(readings, stories, now, since, before)

    def _ended(self, timer: Timer, after: Sequence[Reading], changed: Sequence[Turn], now: datetime) -> PeriodEnd:
        said = self._said(timer, changed, now) if changed and self.plan.channel else ()
        return PeriodEnd(
            timer_id=timer.id,
            due_at=timer.due_at,
            next_due=_next_hour(now),
            done_at=now,
            reason=PeriodReason.SENT if said else PeriodReason.NOTHING_NEW,
            detail=", ".join(f"{t.reading.area.code} {t.reading.level}" for t in changed),
            deliveries=said,
            levels=tuple(after),
        )

    def _said(self, timer: Timer, changed: Sequence[Turn], now: datetime) -> tuple[Delivery, ...]:
        there = self.plan.channel
        row_id = delivery_id(f"{TIMER}/{timer.due_at.isoformat()}", there)
        card = turns_card(changed, now, self.plan.zone)
        return (Delivery(row_id, Subject.LANDSCAPE, "", there, card, now, now, priority=1),)


def _stories(files: Sequence[StoryFile], sources: Mapping[str, SourceInfo], clearance: Tlp) -> list[Story]:
    """As readers with this clearance may see them, without what is not weighed: thousands are held at once."""
    seen = ((file, visible(reports_of(file, sources), clearance)) for file in files)
    return [_bare(told(file.id, reports, closed=file.closed)) for file, reports in seen if reports]


def _bare(story: Story) -> Story:
    """With its first address alone of all that its reports say."""
    first = next((r for r in story.reports if r.url), None)
    return replace(story, claims=(), reports=(replace(first, verdict=_NOTHING, text="", copies=()),) if first else ())


_NOTHING = Verdict(is_alert=True, score=0.0, kind="", kinds=(), severity=0, lang="", summary="")


def _meant(area: Area, plan: LandscapePlan) -> bool:
    """Whether changes of it are to be said."""
    if not plan.countries and not plan.sectors:
        return True
    return area.code in (plan.countries if area.kind is AreaKind.COUNTRY else plan.sectors)


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR
