"""SUMMARIES: a better summary of an alert from somebody who writes them, where time and money allow; else the built-in stays.

    alert with a route -> worth asking? -> budget -> ask, once more if they stumbled -> check -> the reason, in the verdict

It never makes an item fail and never holds a batch up longer than `SummaryPlan.timeout`. What comes back is checked, not
trusted (`analysis/draft.py`).
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.analysis.brief import brief, material
from bot.analysis.draft import Checker
from bot.analysis.summary import MAX_SUMMARY
from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, SummaryReason
from bot.domain.summary import Brief, Draft, Outcome
from bot.pipeline.budget import DailyBudget, OverBudget
from bot.pipeline.case import Case, article_of
from bot.pipeline.rhythm import backed_off
from bot.pipeline.world import World
from bot.ports.clock import Clock
from bot.ports.store import Settlement
from bot.ports.summariser import Summariser
from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

_F, _S = FailReason, SummaryReason
AGAIN = frozenset({_F.RATE_LIMITED, _F.SERVER_ERROR})
"""Failures worth a second question at once."""
REFUSED = frozenset({_F.UNAUTHORIZED, _F.FORBIDDEN, _F.NOT_FOUND, _F.GONE, _F.HTTP_STATUS, _F.BAD_REQUEST, _F.BAD_ADDRESS})
UNREADABLE = frozenset({_F.MALFORMED, _F.EMPTY, _F.TOO_LARGE, _F.BAD_ENCODING})
UNPAID = REFUSED | {_F.RATE_LIMITED, _F.CONNECT, _F.DNS, _F.TLS}
"""Failures before anything was written: nobody asks money for them."""
_BYTES_A_TOKEN = 3
"""For a guess on the safe side: English has four, Cyrillic script about three."""


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """How summaries are asked for; `timeout` is for a whole batch."""

    timeout: timedelta = timedelta(seconds=8)
    concurrent: int = 4
    answer_tokens: int = 200
    requests_per_day: int = 500
    tokens_per_day: int = 1_000_000
    urgent_from: int = 4
    """The severity that waits for nobody."""
    retry_wait: timedelta = timedelta(milliseconds=500)
    rest_base: timedelta = timedelta(seconds=30)
    """After a failure nobody is asked for so long; doubled with each further one, up to..."""
    rest_cap: timedelta = timedelta(minutes=30)


def unasked(case: Case, plan: SummaryPlan, unsent: Collection[str] | None, *, busy: bool) -> SummaryReason | None:
    """Why nobody is asked about this alert; None if somebody should be."""
    item, verdict = case.item, case.verdict
    if unsent is None or item.source_id in unsent or not item.url.startswith(("http://", "https://")):
        return _S.LEFT_OUT
    if len(item.text) <= MAX_SUMMARY:
        return _S.BUILT_IN
    if verdict is None or verdict.severity >= plan.urgent_from:
        return _S.URGENT
    return _S.BUSY if busy else None


def noted(case: Case, outcome: Outcome) -> Case:
    """The case with the outcome among its reasons, and with the summary that it brings."""
    if case.verdict is None:
        return case
    told = (*case.verdict.reasons, outcome.as_evidence())
    return replace(case, verdict=replace(case.verdict, summary=outcome.text or case.verdict.summary, reasons=told))


def outcome_of(failure: Failure) -> Outcome:
    """What a failed question means for the summary. The detail is the bare reason: where we ask is nobody's business in a channel."""
    if failure.reason is _F.TIMEOUT:
        return Outcome(_S.TIMED_OUT)
    if failure.reason in REFUSED:
        return Outcome(_S.ENDPOINT_REFUSED, str(failure.reason))
    return Outcome(_S.UNREADABLE if failure.reason in UNREADABLE else _S.ENDPOINT_FAILED, str(failure.reason))


class Rest:
    """Leaves an endpoint alone that fails, longer each time; its failure is logged once, and its recovery once."""

    def __init__(self, clock: Clock, plan: SummaryPlan) -> None:
        """Kept in this process alone: a restart tries again at once, which costs one time-out."""
        self._clock = clock
        self._plan = plan
        self._failures = 0
        self._until: datetime | None = None

    def goes_on(self) -> bool:
        """Whether nobody is to be asked now."""
        return self._until is not None and self._clock.now() < self._until

    def failed(self, failure: Failure) -> None:
        """Begins a rest, at least as long as the endpoint wishes. A refusal of this one question begins none."""
        if self.goes_on() or (isinstance(failure, Permanent) and failure.reason is _F.HTTP_STATUS):
            return
        self._failures += 1
        wish = failure.retry_after if isinstance(failure, Transient) else None
        wait = backed_off(self._plan.rest_base, self._plan.rest_cap, self._failures)
        self._until = self._clock.now() + max(wait, min(wish or timedelta(), self._plan.rest_cap))
        if self._failures == 1:
            log.warning("summaries.broken", reason=str(failure.reason), detail=failure.detail)

    def ended_well(self) -> None:
        """It answers."""
        if self._failures:
            log.info("summaries.recovered", failures=self._failures)
        self._failures, self._until = 0, None


class Summaries:
    """Asks for the summaries of a batch."""

    def __init__(
        self, summariser: Summariser, checker: Checker, budget: DailyBudget, workers: Workers, clock: Clock, plan: SummaryPlan
    ) -> None:
        """One per application: it knows how the endpoint is doing."""
        self._summariser = summariser
        self._checker = checker
        self._budget = budget
        self._workers = workers
        self._clock = clock
        self._plan = plan
        self._rest = Rest(clock, plan)
        self._places = asyncio.Semaphore(plan.concurrent)
        self._heard = 0

    def sorted_out(
        self, cases: Sequence[Case], decided: Sequence[Settlement], world: World, *, busy: bool
    ) -> tuple[list[Case], frozenset[str]]:
        """The cases, with the reason noted in every posted alert that nobody is asked about; and the ids of those to `ask` about."""
        posted = {s.item_id for s in decided if s.state is ItemState.ALERTED}
        why = {c.item.id: unasked(c, self._plan, world.unsent, busy=busy) for c in cases if c.item.id in posted}
        _tell(Counter(map(str, filter(None, why.values()))))
        told = [noted(c, Outcome(reason)) if (reason := why.get(c.item.id)) else c for c in cases]
        return told, frozenset(i for i, reason in why.items() if reason is None)

    async def ask(self, cases: Sequence[Case], asked: Collection[str], world: World) -> list[Case]:
        """The cases, with what became of those that are `asked` about. Takes `timeout` at most; never raises."""
        found: dict[str, Outcome] = {}
        heard = self._heard
        try:
            async with asyncio.timeout(self._plan.timeout.total_seconds()), asyncio.TaskGroup() as group:
                for case in sorted((c for c in cases if c.item.id in asked), key=_severest_first):
                    group.create_task(self._one(case, world, found))
        except TimeoutError:
            if self._heard == heard:
                self._rest.failed(Transient(_F.TIMEOUT, "no answer within the time for a batch"))
        outcomes = {item_id: found.get(item_id, Outcome(_S.TIMED_OUT)) for item_id in asked}
        _tell(Counter(str(o.reason) for o in outcomes.values()))
        return [noted(c, outcomes[c.item.id]) if c.item.id in outcomes else c for c in cases]

    async def _one(self, case: Case, world: World, found: dict[str, Outcome]) -> None:
        try:
            found[case.item.id] = await self._outcome(case, world)
        except Exception:
            log.exception("summary.bug", item=case.item.id)
            found[case.item.id] = Outcome(_S.UNEXPECTED)

    async def _outcome(self, case: Case, world: World) -> Outcome:
        title, text = await self._workers.light(material, article_of(case.item, world))
        if case.verdict is None:
            return Outcome(_S.BUILT_IN)
        lang, built_in = case.verdict.lang, case.verdict.summary
        async with self._places:
            if self._rest.goes_on():
                return Outcome(_S.RESTING)
            try:
                draft = await self._draft(brief(title, text, lang))
            except OverBudget:
                return Outcome(_S.OVER_BUDGET)
            except Failure as failure:
                self._rest.failed(failure)
                return outcome_of(failure)
        self._heard += 1
        self._rest.ended_well()
        outcome = await self._workers.light(self._checker.check, draft, f"{title}\n{text}", built_in, lang)
        return replace(outcome, detail=self._summariser.name) if outcome.text else outcome

    async def _draft(self, question: Brief) -> Draft:
        """One answer; after a stumble the question is put once more, if that makes sense in the time there is."""
        try:
            return await self._paid(question)
        except Transient as failure:
            wait = max(failure.retry_after or timedelta(), self._plan.retry_wait)
            if failure.reason not in AGAIN or wait > self._plan.timeout / 2:
                raise
        await self._clock.sleep(wait.total_seconds())
        return await self._paid(question)

    async def _paid(self, question: Brief) -> Draft:
        """One question, counted. What was cut off in the middle counts as the most it can have cost."""
        sent = _tokens(question.rules + question.article)
        most = sent + self._plan.answer_tokens
        day = await self._budget.reserve(most)
        try:
            draft = await self._summariser.draft(question)
        except Failure as failure:
            if failure.reason in UNPAID:
                await self._budget.correct(day, most, 0)
            raise
        await self._budget.correct(day, most, draft.tokens or sent + _tokens(draft.text))
        return draft


def _severest_first(case: Case) -> int:
    return -case.verdict.severity if case.verdict else 0


def _tokens(text: str) -> int:
    """A guess for endpoints that do not count."""
    return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1


def _tell(counts: Counter[str]) -> None:
    if counts:
        log.info("summaries", **counts)
