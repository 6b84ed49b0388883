"""PAGE: somebody is called for what earned it, and for nothing else, until somebody answers.

    what is worth a call (`weighing`) -> open, or worse than before -> page row + calls + audit  (one transaction)
    timer due, or somebody pressed -> the pure machine (`duty.escalation`) -> the same

A page is written with everything that follows from it, under its version: after a crash the change is there with its calls, or
neither is, and then the timer is still due. Nothing waits in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.domain import page as events
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.page import Event, Page, PageState
from bot.domain.paging import Cause, PageFile, PageMove, PageRefusal, page_id
from bot.domain.policy import Policy
from bot.domain.route import CRITICAL
from bot.duty.escalation import advance
from bot.pipeline.calling import URGENT, Sending, follows, head_of, own_head
from bot.pipeline.page_metrics import PageMetrics, page_metrics
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.roster import Roster
from bot.pipeline.weighing import Weighing, Worth
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.present.limits import cut
from bot.present.paging import answer_words, called_card, storm_card

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=5)
"""A killed process holds up a step for no longer than that; of two who work on one page one writes."""
BATCH = 20
TRIES = 5
"""Two who press at once are one after the other; more than five at once are asked to press again."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PagingPlan:
    """`channel` is where pages by hand are shown; `cap` is how many stories an hour call somebody (critical ones always do)."""

    channel: str = ""
    policy: str = ""
    """The one of pages by hand where none is named."""
    cap: int = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A page by hand, or for what is not a story."""

    title: str
    by: str
    policy: str = ""
    severity: int = CRITICAL
    about: str = ""
    key: str = ""
    """What makes it the same page: asked for twice it is opened once. "": each time another one."""
    cause: Cause = Cause.BY_HAND
    why: str = ""
    channel: str = ""
    head: str = ""
    """The post that it is shown below, and where that is; "": a post of its own, where the plan says."""


class Paging:
    """Opens pages, moves them on, and takes what people answer."""

    def __init__(
        self,
        stores: Stores,
        roster: Roster,
        world: Callable[[], World],
        clock: Clock,
        plan: PagingPlan,
        facts: PresentFacts | None = None,
    ) -> None:
        """`world` is asked each time, because a reload changes it; `facts` are what is silenced at present."""
        self._stores, self._roster, self._world, self._clock = stores, roster, world, clock
        self._weighing = Weighing(stores, roster, world, clock, facts)
        self.plan = plan

    async def tick(self) -> None:
        """What earned a page, and what is due."""
        await self._roster.refresh()
        await self._weighing.look(self.earned)
        await self.run()

    async def run(self) -> int:
        """Moves on every page that is due; returns how many."""
        done = 0
        while files := await self._stores.pages.claim(self._clock.now(), LEASE, BATCH):
            for file in files:
                await self._moved(file, events.Due())
            done += len(files)
        return done

    async def earned(self, worth: Worth) -> bool:
        """What earned a call and calls nobody yet, or was less severe when it did. False where that must be tried again."""
        now, pages = self._clock.now(), await self._stores.pages.find(about=worth.about, limit=BATCH)
        if standing := [p for p in pages if p.standing and p.page.severity < worth.severity]:
            rose = events.SeverityRose(worth.severity)
            return all([(await self._moved(p, rose, replace(p, why=worth.why)))[1] for p in standing])
        lately = await self._stores.pages.find(since=now - HOUR, limit=self.plan.cap)
        if len(lately) >= self.plan.cap and worth.severity < CRITICAL:
            await self._tell_storm(now)
            return False
        page = Page(page_id(worth.about, worth.severity), self._roster.current.policies[worth.policy], worth.severity)
        file = PageFile(
            page, Cause.STORY, worth.about, worth.title, worth.why, now, worth.channel, worth.head, worth.url, worth.summary
        )
        head = worth.head or own_head(file)
        await self._moved(replace(file, head=head), events.Opened())  # where it is there already, somebody else was quicker
        return True

    async def call(self, wish: Wish) -> PageFile | PageRefusal:
        """Calls people by hand, or for what is not a story. Shown where the plan says."""
        await self._roster.refresh()
        policy = self._policy(wish.policy)
        if policy is None:
            return PageRefusal.NO_SUCH_POLICY
        title = cut(" ".join(wish.title.split()), 200)
        if not title:
            return PageRefusal.NO_TITLE
        now, there = self._clock.now(), wish.channel or self.plan.channel
        about = wish.about or f"hand/{wish.by}/{now.isoformat()}"
        page = Page(page_id(wish.key or about, wish.severity), policy, wish.severity)
        if wish.key and (known := await self._stores.pages.get(page.id)):
            return known
        why = wish.why or f"called by hand by {self._roster.current.name(wish.by)}"
        file = PageFile(page, wish.cause, about, title, why, now, there)
        head = wish.head or own_head(file)
        opened, _ = await self._moved(replace(file, head=head), events.Opened(), by=wish.by)
        return opened

    async def metrics(self, span: timedelta) -> PageMetrics:
        """Of the pages opened within that time."""
        return page_metrics(await self._stores.pages.find(since=self._clock.now() - span))

    async def over(self, about: str) -> None:
        """What a page was about has passed by itself."""
        for file in await self._stores.pages.find(about=about, standing=True, limit=BATCH):
            await self.press(file.id, events.Resolved(""))

    async def acknowledge_story(self, story_id: str, by: str) -> None:
        """Who takes a story on has answered each of its pages: one may have been earned, another asked for by another policy."""
        for file in await self._stores.pages.find(about=story_id, standing=True, limit=BATCH):
            await self.press(file.id, events.Acked(self.who(by)))

    async def latest(self, about: str, policy: str) -> PageFile | None:
        """The newest page about it by that policy."""
        return next((f for f in await self._stores.pages.find(about=about, limit=BATCH) if f.page.policy.id == policy), None)

    def _policy(self, name: str) -> Policy | None:
        policies = self._roster.current.policies
        return policies.get(name or self.plan.policy) or (next(iter(policies.values()), None) if not name else None)

    async def press(self, page: str, event: Event) -> PageFile | PageRefusal:
        """What somebody answers: applied once, and told as it is now."""
        await self._roster.refresh()
        for _ in range(TRIES):
            file = await self._stores.pages.get(page.strip())
            if file is None:
                return PageRefusal.NO_SUCH_PAGE
            if isinstance(event, events.Reassigned) and event.to not in self._roster.current.people:
                return PageRefusal.NO_SUCH_PERSON
            moved, written = await self._moved(file, event)
            if written:
                return moved
            if moved is file:
                return PageRefusal.STILL_RINGING if isinstance(event, events.Escalated) else PageRefusal.NOTHING_TO_CHANGE
        return PageRefusal.NOTHING_TO_CHANGE

    def who(self, ref: str) -> str:
        """The person behind a reference such as "discord:7", as pages know them."""
        return self._roster.current.person_of(ref)

    async def standing(self, limit: int = 25) -> list[PageFile]:
        """Pages that are not over, newest first."""
        return list(await self._stores.pages.find(standing=True, limit=limit))

    async def _moved(self, file: PageFile, event: Event, as_is: PageFile | None = None, by: str = "") -> tuple[PageFile, bool]:
        """The page after the event, and whether it was written: `file` itself where the event means nothing; another one that was
        not written where somebody was quicker. A timer is always written, because that ends its lease.
        """
        now, duty = self._clock.now(), self._roster.current
        page, effects = advance(file.page, event, now, duty.who)
        if not effects and page == file.page and not isinstance(event, events.Due):
            return file, False
        after = (as_is or file).moved(page, now)
        rows, lines = follows(after, effects, now, Sending(duty, self._world().zone))
        if file.version == 0 and file.head and file.head == own_head(file):
            rows = (head_of(after, called_card(after, events.PageReason.OPENED, self._world().zone), now), *rows)
        if by:
            lines = tuple(replace(line, who=by) for line in lines)
        quiet = page.state in (PageState.ACKED, PageState.SNOOZED, PageState.RESOLVED)
        told = (page.state, page.acks) != (file.page.state, file.page.acks)
        note = answer_words(page, duty.name(_by(event)), now, self._world().zone) if told else None
        written = await self._stores.pages.put(PageMove(after, rows, lines, quiet, note, now))
        if written:
            log.info("page.moved", page=file.id, state=str(page.state), by=type(event).__name__)
        return after, written

    async def _tell_storm(self, now: datetime) -> None:
        if there := self.plan.channel:
            row_id = delivery_id(f"storm/{now:%Y-%m-%dT%H}", there)
            row = Delivery(row_id, Subject.PAGE, "", there, storm_card(now), now, now, priority=URGENT)
            await self._stores.outbox.add([row])


def _by(event: Event) -> str:
    """Who did it; "" for what nobody did."""
    match event:
        case events.Opened() | events.Due() | events.SeverityRose():
            return ""
    return event.by
