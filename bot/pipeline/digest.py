"""DIGEST: at its period, say what is new, open and changed in a channel; say nothing when there is nothing to say.

    timer due -> lease -> stories of its channel -> what was not told yet -> one transaction: post, what it told, next due time

The timer is a row, the post's id follows from the period, and what was told is kept with the period: a restart, a second
process or a change of the clock neither loses a period nor repeats one. Periods that were slept through are told as one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

import structlog

from bot.analysis.edition import OPEN_FOR, edition, heard
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.digest import Digest, Edition, Heard, PeriodReason
from bot.domain.filing import StoryFile
from bot.domain.period import Schedule, parse
from bot.domain.reasons import RouteReason
from bot.domain.route import Channel, Route
from bot.domain.source import SourceInfo
from bot.domain.story import Story
from bot.domain.timer import PeriodEnd, Timer
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import visible
from bot.pipeline.matching import matches
from bot.pipeline.routing import Context, Rules, decide_routes
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers
from bot.present.digest import digest_card

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
OVERLAP = timedelta(days=3)
"""How far behind the last edition is looked for what was fetched before it and settled after it, as after an outage: nothing may
fall in between.
"""
ON_REQUEST = "now"
"""The id of the digest that is made where none is set up."""


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """What the settings say; replaced whole on reload. `zone` is that of a digest that is asked for where none is set up."""

    digests: tuple[Digest, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a digest has come: when the last edition was made, from which time of fetching on something may be untold, and
    what was told since that time.
    """

    since: datetime
    untold_from: datetime
    told: frozenset[str] = frozenset()


class Digests:
    """Digests by the clock and on request."""

    def __init__(
        self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], workers: Workers, clock: Clock, plan: DigestPlan
    ) -> None:
        """`infos` is asked each time, because a reload changes it."""
        self._stores = stores
        self._infos = infos
        self._workers = workers
        self._clock = clock
        self.plan = plan
        self._armed: frozenset[tuple[str, str]] = frozenset()

    async def tick(self) -> None:
        """Makes every digest that is due."""
        plan, now = self.plan, self._clock.now()
        wanted = {d.timer_id: d for d in plan.digests if d.channel in plan.channels}
        await self._arm(wanted.values(), now)
        due = await self._stores.timers.claim(list(wanted), now, LEASE) if wanted else []
        made = [(wanted[timer.id], await self._mark(wanted[timer.id], timer.due_at)) for timer in due]
        editions = await self._editions(made, now) if made else []
        for timer, (digest, _), found in zip(due, made, editions, strict=True):
            if await self._stores.timers.finish(_ended(timer, digest, found, now)):
                log.info("digest.done", digest=digest.id, new=len(found.new), changed=len(found.changed))

    async def now(self, channel: str = "") -> list[tuple[Digest, Edition]]:
        """What the digests of a channel would say now, or those of all; nothing counts as told by it. A channel without one
        gets the last day of everything.
        """
        plan, now = self.plan, self._clock.now()
        mine = [d for d in plan.digests if channel in ("", d.channel)]
        made = []
        for digest in mine or [Digest(ON_REQUEST, channel, Schedule(parse("daily 00:00"), plan.zone))]:
            mark = await self._mark(digest, now)
            made += [(digest, found) for found in await self._editions([(digest, mark)], now)]
        return made

    def of_target(self, target: str) -> str | None:
        """The channel that posts to this address of a sink, such as a Discord channel's id; None where none does."""
        return next((c.id for c in self.plan.channels.values() if target and c.target == target), None)

    async def _arm(self, digests: Iterable[Digest], now: datetime) -> None:
        """Only when something is new: a row that is there keeps its time."""
        timers = [Timer(d.timer_id, str(d.schedule), d.schedule.next_after(now)) for d in digests]
        if self._armed != (these := frozenset((t.id, t.spec) for t in timers)):
            await self._stores.timers.arm(timers)
            self._armed = these

    async def _mark(self, digest: Digest, due_at: datetime) -> Mark:
        """The first edition reaches back by its period's length, a later one to the one before it, and a little further (but not
        behind the first) for what was fetched before that and settled after it.
        """
        ends = await self._stores.timers.ended(digest.timer_id, limit=100)
        begin = (ends[-1].due_at if ends else due_at) - digest.schedule.period.length
        if not ends:
            return Mark(begin, begin)
        since = ends[0].done_at
        near = [end for end in ends if end.done_at >= since - OVERLAP]
        return Mark(since, max(since - OVERLAP, begin), frozenset(item_id for end in near for item_id in end.told))

    async def _editions(self, asked: Sequence[tuple[Digest, Mark]], now: datetime) -> list[Edition]:
        """What each has to say, of the stories as far back as any of them looks."""
        first = min([now - OPEN_FOR, *(mark.untold_from for _, mark in asked)])
        heard: list[list[Heard]] = [[] for _ in asked]
        async for files in self._stores.landscape.each(first, texts=True):
            for (digest, mark), mine in zip(asked, heard, strict=True):
                mine.extend(await self._workers.light(_heard, digest, files, self._infos(), self.plan, mark, now))
        return [await self._workers.light(edition, mine, mark.since, now) for (_, mark), mine in zip(asked, heard, strict=True)]


def digests_of(routes: Sequence[Route]) -> tuple[Digest, ...]:
    """Those of routes that are told in a digest, one for each of their channels."""
    return tuple(
        Digest(f"route/{route.id}/{channel}", channel, route.digest, route.match, route.id)
        for route in routes
        if route.digest is not None
        for channel in route.channels
    )


def wanted(digest: Digest, story: Story, plan: DigestPlan, now: datetime) -> bool:
    """Whether a digest tells of a story."""
    if not digest.route:
        return matches(digest.match, story)
    choice = decide_routes(story, plan.routes, Context(now, rules=Rules(channels=plan.channels)))
    return any((h.reason, h.channel, h.route) == (RouteReason.DIGEST, digest.channel, digest.route) for h in choice.held)


def _heard(
    digest: Digest,
    files: Sequence[StoryFile],
    sources: Mapping[str, SourceInfo],
    plan: DigestPlan,
    mark: Mark,
    now: datetime,
) -> list[Heard]:
    """What the digest has to tell of these stories."""
    channel = plan.channels.get(digest.channel)
    see = partial(visible, clearance=channel.tlp if channel else Tlp.CLEAR)
    found = (heard(file, sources, see, mark.untold_from, mark.told) for file in files)
    return [h for h in found if h is not None and wanted(digest, h.story, plan, now)]


def _ended(timer: Timer, digest: Digest, found: Edition, now: datetime) -> PeriodEnd:
    """The end of a period: a post about it, or the reason why there is none."""
    end = PeriodEnd(timer.id, timer.due_at, digest.schedule.next_after(now), now, PeriodReason.NOTHING_NEW)
    if found.empty:
        return end
    detail = f"{len(found.new)} new, {len(found.changed)} changed"
    post = Delivery(
        id=delivery_id(f"{timer.id}/{timer.due_at.isoformat()}", digest.channel),
        subject=Subject.DIGEST,
        item_id="",
        channel=digest.channel,
        card=digest_card(found, digest.id, digest.schedule.zone),
        due_at=now,
        created_at=now,
        route=digest.route,
    )
    return replace(end, reason=PeriodReason.SENT, detail=detail, told=found.told, deliveries=(post,))
