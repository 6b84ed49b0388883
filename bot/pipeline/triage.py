"""TRIAGE: give each pending item its one final state, with its reason, and write what follows from it.

    claim pending -> full text -> copies? -> judge -> place in a story -> decide and route -> one transaction for the batch
                                                         -> (a summary is asked for?) -> one more for those and their stories

Item state, verdict, story and delivery rows are written together: after a crash the item is either still pending
or completely settled.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot.analysis.maintext import main_text
from bot.analysis.near import bands
from bot.domain.errors import Failure
from bot.domain.item import Item
from bot.domain.step import Step
from bot.domain.verdict import Verdict
from bot.pipeline.case import Case, article_of, copies_among, needs_verdict
from bot.pipeline.placing import Placing
from bot.pipeline.present_facts import PresentFacts
from bot.pipeline.summaries import Summaries
from bot.pipeline.surging import Surging
from bot.pipeline.tracing import page_step
from bot.pipeline.verdicts import decide_all
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.judge import Judge
from bot.ports.source import Pages
from bot.ports.store import Settlement, Stores
from bot.ports.stories import Placer, StoriesChanged
from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

ALONE_AFTER = 3
"""An item whose judging was begun more often than this may be what kills the process: it is judged alone, after the others..."""
MAX_ATTEMPTS = 10
"""...and set aside when even that never ends. What was judged alone and came to an end is not counted: then whatever killed the
process was not it. Being claimed, waiting and being written are not counted either.
"""

TRIES = 3
"""How often a batch is decided when stories are changed by hand at the same moment."""


@dataclass(frozen=True, slots=True)
class TriagePlan:
    """How triage is done. `window` is how far back a near-duplicate is looked for."""

    batch: int = 64
    lease: timedelta = timedelta(seconds=60)
    window: timedelta = timedelta(days=7)
    candidates: int = 20
    story_window: timedelta = timedelta(days=7)
    """How far back an alert is compared with the reports of stories."""


class Triage:
    """Settles pending items, batch by batch."""

    def __init__(
        self,
        stores: Stores,
        judge: Judge,
        pages: Pages,
        workers: Workers,
        clock: Clock,
        plan: TriagePlan,
        world: World,
        summaries: Summaries | None = None,
        *,
        placer: Placer | None = None,
        facts: PresentFacts | None = None,
        surging: Surging | None = None,
    ) -> None:
        """One triage at a time looks at one database's pending items. Without `summaries` the built-in ones are all there are;
        without a `placer` every alert is a story of its own; without `facts` nothing is silenced, watched or capped; without
        `surging` no mass event is seen.
        """
        self._store = stores.items
        self._placing = Placing(stores, placer, workers, plan.story_window)
        self._judge = judge
        self._pages = pages
        self._workers = workers
        self._clock = clock
        self._plan = plan
        self.world = world
        self._summaries = summaries
        self._facts = facts
        self._surging = surging

    async def run(self) -> int:
        """Settles everything that is pending; returns how many items."""
        done = 0
        while items := await self._store.claim_pending(self._clock.now(), self._plan.lease, self._plan.batch):
            for some in _by_suspicion(items):
                cases = await self._judged(await self._gathered(some))
                await self._look_round()
                self.world = replace(self.world, busy=len(items) >= self._plan.batch)
                busy = self.world.busy or some[0].attempts > ALONE_AFTER
                await self._finish(cases, busy=busy)
            done += len(items)
        return done

    async def _look_round(self) -> None:
        """What is silenced and posted by now; the decisions of one batch are made on one view of it."""
        if self._facts is not None:
            now = await self._facts.gathered(self.world)
            self.world = replace(self.world, facts=now.facts, watches=now.watches, watched=now.watched)
        if self._surging is not None:
            await self._surging.ready(self._clock.now(), self.world)

    async def _finish(self, cases: Sequence[Case], *, busy: bool) -> None:
        """Places and settles; once more where somebody changed stories meanwhile. After any failure the index is built anew."""
        for left in reversed(range(TRIES)):
            try:
                as_of = await self._placing.ready(self._clock.now(), self.world)
                await self._settle(await self._placing.placed(cases, self.world), as_of, busy=busy)
            except StoriesChanged:
                self._forget()
                if not left:
                    raise
                await self._look_round()
            except BaseException:
                self._forget()
                raise
            else:
                return

    def _forget(self) -> None:
        """What is remembered of stories and situations may not have been written."""
        self._placing.forget()
        if self._surging is not None:
            self._surging.forget()

    async def _settle(self, cases: Sequence[Case], as_of: int, *, busy: bool) -> None:
        """Writes the decisions: at once, except those that wait for a summary, which follow with the copies of them and with
        whatever else tells their stories.
        """
        decided = await self._decided(cases)
        if self._summaries is None:
            await self._write(decided, as_of)
            return
        cases, asked = self._summaries.sorted_out(cases, decided, self.world, busy=busy)
        stories = {s.story.id for s in decided if s.item_id in asked and s.story}
        later = asked | {s.item_id for s in decided if s.duplicate_of in asked or (s.story and s.story.id in stories)}
        await self._write([s for s in await self._decided(cases) if s.item_id not in later], as_of)
        if later:
            cases = await self._summaries.ask(cases, asked, self.world)
            await self._write([s for s in await self._decided(cases) if s.item_id in later], as_of)

    async def _decided(self, cases: Sequence[Case]) -> list[Settlement]:
        """By what is stored of their stories at this moment."""
        files = await self._placing.files(cases)
        surge = self._surging.view() if self._surging is not None else None
        return await self._workers.light(decide_all, cases, self.world, self._clock.now(), files, surge)

    async def _write(self, settlements: Sequence[Settlement], as_of: int) -> None:
        await self._store.settle(settlements, as_of=as_of)
        self._placing.settled(settlements)
        if self._facts is not None:
            self._facts.settled(settlements)
        if self._surging is not None:
            await self._surging.settled(settlements)

    async def _gathered(self, items: Sequence[Item]) -> list[Case]:
        """The facts about a batch, all but the verdicts."""
        pages = await asyncio.gather(*map(self._full_text, items))
        texts = [text for text, _ in pages]
        whole = [replace(i, text=t) if t else i for i, t in zip(items, texts, strict=True)]
        keys = await self._workers.light(_keys, whole)
        by_address = await self._store.same_address([i.canonical_url for i in whole if i.canonical_url])
        asked = [(k, i.fetched_at - self._plan.window) for i, k in zip(whole, keys, strict=True)]
        near = await self._store.near(asked, self._plan.candidates)
        copies = await self._workers.light(copies_among, whole, keys, by_address, near)
        return [
            Case(item, key, copy, text=text or None, steps=steps)
            for item, key, copy, (text, steps) in zip(whole, keys, copies, pages, strict=True)
        ]

    async def _full_text(self, item: Item) -> tuple[str, tuple[Step, ...]]:
        """The page's own text where the source asks for it, and what became of the page; the entry's text is the fallback."""
        source = self.world.sources.get(item.source_id)
        if source is None or not source.full_text or not item.url or item.backlog:
            return "", ()
        try:
            html = await self._pages.html(item.url)
            page = await self._workers.heavy(main_text, html, item.url)
        except Failure as failure:
            log.info("page.failed", item=item.id, reason=str(failure.reason), detail=failure.detail)
            return "", (page_step(self._clock.now(), failure=failure),)
        longer = len(page.text) > len(item.text)
        return page.text if longer else "", (page_step(self._clock.now(), longer=longer),)

    async def _judged(self, cases: Sequence[Case]) -> list[Case]:
        """Verdicts for those that need one."""
        need = [c for c in cases if needs_verdict(c)]
        begin = [c.item for c in need if c.item.attempts <= MAX_ATTEMPTS]
        await self._store.begun([i.id for i in begin])
        outcomes = await self._outcomes(begin)
        if len(begin) == 1:
            await self._store.begun([begin[0].id], -1)
        return [_with(c, outcomes.get(c.item.id)) for c in cases]

    async def _outcomes(self, items: Sequence[Item]) -> dict[str, Verdict | str]:
        """By item id, the verdict or what went wrong. A fault in one article does not touch the others."""
        if not items:
            return {}
        try:
            made = await self._workers.light(self._judge.many, [article_of(i, self.world) for i in items])
        except Exception as error:
            log.exception("judge.bug", items=[i.id for i in items])
            if len(items) == 1:
                return {items[0].id: f"{type(error).__name__}: {error}"[:200]}
        else:
            return {i.id: v for i, v in zip(items, made, strict=True)}
        half = len(items) // 2
        return {**await self._outcomes(items[:half]), **await self._outcomes(items[half:])}


def _by_suspicion(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Items that were begun seldom together; then each that was begun often by itself."""
    calm = [i for i in items if i.attempts <= ALONE_AFTER]
    if calm:
        yield calm
    yield from ([i] for i in items if i.attempts > ALONE_AFTER)


def _with(case: Case, outcome: Verdict | str | None) -> Case:
    """The case with its verdict, or with what went wrong."""
    if isinstance(outcome, Verdict):
        return replace(case, verdict=outcome)
    if outcome is None and case.item.attempts > MAX_ATTEMPTS and needs_verdict(case):
        return replace(case, error="judging was begun and never ended")
    return replace(case, error=outcome or "")


def _keys(items: Sequence[Item]) -> list[tuple[int, ...]]:
    return [bands(i.title, i.text) for i in items]
