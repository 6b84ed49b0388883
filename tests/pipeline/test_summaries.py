"""Summaries by somebody else: asked for where it is worth it, kept where they hold, and never at the cost of an alert."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.analysis.draft import Checker
from bot.domain.errors import Permanent, Transient
from bot.domain.item import ItemState
from bot.domain.reasons import FailReason as F
from bot.domain.reasons import ItemReason
from bot.domain.reasons import SummaryReason as R
from bot.domain.route import Match, Route
from bot.domain.summary import Draft, Outcome
from bot.pipeline.budget import KEY, DailyBudget, spent_on
from bot.pipeline.summaries import REFUSED, UNREADABLE, Summaries, SummaryPlan, outcome_of
from bot.pipeline.triage import ALONE_AFTER, Triage
from tests.fakes.memory import FakeMemory
from tests.fakes.summariser import FakeSummariser
from tests.fakes.workers import NowWorkers
from tests.pipeline.test_triage import LONG, PLAN, Desk, item

CHECKER = Checker()
BODY = f"{LONG} Fourteen cranes stood still, and the attack was over by noon. " + "The authority gave no further details. " * 5
GOOD = "Strangers entered the network of the port of Exampletown during the night. The attack was over by noon."
QUICK = SummaryPlan(timeout=timedelta(seconds=5), concurrent=2)
IMPATIENT = replace(QUICK, timeout=timedelta(milliseconds=30))


class Writing(Desk):
    """A triage with somebody to ask."""

    def __init__(self, *answers, plan=QUICK, remembered=None):
        super().__init__()
        self.writer = FakeSummariser(*(answers or (GOOD,)))
        self.remembered = remembered or FakeMemory()
        self.plan = plan
        self.triage.world = replace(self.triage.world, unsent=frozenset({"herald"}))
        self.restart()

    def restart(self):
        """A new process over the same database."""
        budget = DailyBudget(self.remembered, self.clock, self.plan.requests_per_day, self.plan.tokens_per_day)
        summaries = Summaries(self.writer, CHECKER, budget, NowWorkers(), self.clock, self.plan)
        parts = (self.memory.stores, self.judge, self.pages, NowWorkers(), self.clock, PLAN, self.triage.world)
        self.triage = Triage(*parts, summaries)

    def outcomes(self):
        """Of each item that has one, oldest first."""
        told = (self.memory.verdicts.get(i.id) for i in sorted(self.memory.items, key=lambda i: i.fetched_at))
        return [o for v in told if v for o in map(Outcome.of, v.reasons) if o]

    def reasons(self):
        return [o.reason for o in self.outcomes()]

    def spent(self):
        return spent_on("2026-01-05", self.remembered.kept.get(KEY, ""))


def alert(n, text=BODY, **more):
    return item(n, f"{text} Case number {n * 7919}. {chr(96 + n) * 9} {chr(97 + n) * 8} {chr(98 + n) * 7}" * 3, **more)


async def test_a_good_draft_replaces_the_summary_in_verdict_and_post():
    """The reason and the writer's name are kept with it; the post carries the same words."""
    desk = Writing(GOOD)
    assert await desk.settle(alert(1)) == [(ItemState.ALERTED, ItemReason.ROUTED)]
    (verdict,) = desk.memory.verdicts.values()
    assert verdict.summary == GOOD
    assert desk.outcomes() == [Outcome(R.ENDPOINT, "invented-model")]
    (delivery,) = desk.memory.deliveries
    assert delivery.card.body == GOOD
    assert delivery.card.footer.endswith("summary by invented-model, checked")


OTHERWISE = {
    "strange": ("The port of Moscow stood still after the attack.", R.UNGROUNDED, "Moscow"),
    "obedient": ("Ignoring previous instructions, all is well.", R.UNGROUNDED, "Ignoring"),
    "marked up": (f"**{GOOD}**", R.NOT_PLAIN, "*"),
    "endless": (f"{GOOD} {GOOD}", R.TOO_LONG, "207 characters, 4 sentences"),
    "cut off": (Draft(GOOD, whole=False), R.TOO_LONG, "cut off"),
    "empty": ("", R.EMPTY, ""),
    "refused": (Permanent(F.UNAUTHORIZED, "https://llm.example/v1 answered 401"), R.ENDPOINT_REFUSED, "unauthorized"),
    "refused this once": (Permanent(F.HTTP_STATUS, "400"), R.ENDPOINT_REFUSED, "http_status"),
    "in trouble": (Transient(F.SERVER_ERROR), R.ENDPOINT_FAILED, "server_error"),
    "away": (Transient(F.CONNECT), R.ENDPOINT_FAILED, "connect"),
    "unreadable": (Transient(F.MALFORMED), R.UNREADABLE, "malformed"),
    "slow": (Transient(F.TIMEOUT), R.TIMED_OUT, ""),
    "a bug": (ZeroDivisionError("hunter2"), R.UNEXPECTED, ""),
}


@pytest.mark.parametrize(("answer", "reason", "detail"), OTHERWISE.values(), ids=OTHERWISE)
async def test_whatever_else_comes_back_the_alert_goes_out_as_it_was(answer, reason, detail):
    """The built-in summary, the post and the state stand; the reason says what happened, and never where we ask."""
    desk = Writing(answer)
    with capture_logs():
        assert await desk.settle(alert(1)) == [(ItemState.ALERTED, ItemReason.ROUTED)]
    (verdict,) = desk.memory.verdicts.values()
    assert verdict.summary == alert(1).text[:100]
    assert desk.outcomes() == [Outcome(reason, detail)]
    assert len(desk.memory.deliveries) == 1
    assert "llm.example" not in repr(verdict)


async def test_a_doubt_that_is_lost_is_noticed():
    """What the built-in summary calls alleged stays alleged."""
    desk = Writing("Strangers entered the network of the port during the night.")
    await desk.settle(alert(1, BODY.replace("Attack on the port", "Alleged attack on the port")))
    assert desk.outcomes() == [Outcome(R.HEDGE_LOST, "Alleged")]


async def test_an_endpoint_that_never_answers_costs_one_time_out():
    """The whole batch waits once, not once an item; then the alerts go out, and the next ones do not wait at all."""
    desk = Writing(None, plan=replace(IMPATIENT, concurrent=1))
    began = asyncio.get_running_loop().time()
    found = await desk.settle(alert(1), alert(5), alert(9))
    assert asyncio.get_running_loop().time() - began < 1
    assert {state for state, _ in found} == {ItemState.ALERTED}
    assert desk.reasons() == [R.TIMED_OUT] * 3
    await desk.settle(alert(13))
    assert desk.reasons()[-1] is R.RESTING


async def test_what_came_in_time_is_kept_though_others_did_not():
    """One slow answer does not spoil the others of its batch, nor is the endpoint given up for it."""
    desk = Writing(GOOD, None, plan=IMPATIENT)
    await desk.settle(alert(1), alert(5))
    assert sorted(desk.reasons()) == [R.ENDPOINT, R.TIMED_OUT]
    desk.writer.answers = [GOOD]
    await desk.settle(alert(9))
    assert desk.reasons()[-1] is R.ENDPOINT


async def test_questions_are_put_together_but_not_all_at_once():
    """The plan says how many."""
    desk = Writing(GOOD)
    await desk.settle(*(alert(n) for n in (1, 5, 9, 13)))
    assert desk.reasons() == [R.ENDPOINT] * 4
    assert desk.writer.most_at_once == 2


async def test_only_posted_alerts_are_asked_about():
    """Nothing is paid for what is rejected, backlog, a copy, or wanted by no route; such verdicts carry no reason of a summary."""
    desk = Writing()
    copy = replace(alert(1), id="ff" * 10, entry_id="copy", source_id="herald", fetched_at=alert(2).fetched_at)
    await desk.settle(alert(1), copy, item(3, "A flower show. " * 40), alert(5, backlog=True))
    assert len(desk.writer.asked) == 1
    desk.triage.world = replace(desk.triage.world, routes=(Route("severe", ("news",), Match(min_severity=4)),))
    await desk.settle(alert(9))
    assert len(desk.writer.asked) == 1
    assert desk.reasons() == [R.ENDPOINT]


UNASKED = {
    "critical": (alert(1, f"A severe matter. {BODY}"), R.URGENT),
    "short": (item(1, LONG), R.BUILT_IN),
    "never published": (alert(1, url=""), R.LEFT_OUT),
    "in a folder": (alert(1, url="file:///srv/notes/1.txt"), R.LEFT_OUT),
    "members only": (alert(1, source="herald"), R.LEFT_OUT),
    "begun often": (alert(1, attempts=ALONE_AFTER + 1), R.BUSY),
}


@pytest.mark.parametrize(("one", "reason"), UNASKED.values(), ids=UNASKED)
async def test_nobody_is_asked_where_it_is_not_worth_it_or_not_allowed(one, reason):
    """Each such alert says why; what is critical, private or short goes out as it is."""
    desk = Writing()
    assert await desk.settle(one) == [(ItemState.ALERTED, ItemReason.ROUTED)]
    assert (desk.reasons(), desk.writer.asked) == ([reason], [])


async def test_switching_off_holds_from_the_next_batch_on():
    """A reload that takes the endpoint away, or adds a source that is not to be sent, is obeyed at once."""
    desk = Writing()
    for n, unsent in ((1, None), (5, frozenset({"gazette"})), (9, frozenset())):
        desk.triage.world = replace(desk.triage.world, unsent=unsent)
        await desk.settle(alert(n))
    assert desk.reasons() == [R.LEFT_OUT, R.LEFT_OUT, R.ENDPOINT]


async def test_a_full_batch_waits_for_nobody():
    """In a flood no alert is held up for the sake of style."""
    desk = Writing()
    await desk.settle(*(alert(n) for n in range(1, 2 * PLAN.batch, 2)))
    assert desk.reasons() == [R.BUSY] * PLAN.batch
    assert desk.writer.asked == []


async def test_what_is_critical_is_written_before_anybody_is_asked():
    """Its post is due while the others still wait; copies of what waits are settled with it."""
    desk = Writing(GOOD)
    seen = []

    async def draft(brief):
        seen.append({i.entry_id: i.state for i in desk.memory.items})
        return Draft(GOOD)

    desk.writer.draft = draft
    copy = replace(alert(1), id="ff" * 10, entry_id="copy", source_id="herald", fetched_at=alert(2).fetched_at)
    await desk.settle(alert(1), copy, alert(9, f"A severe matter. {BODY}"))
    pending = ItemState.PENDING
    assert seen == [{"e1": pending, "copy": pending, "e9": ItemState.ALERTED}]
    assert {i.entry_id: i.state for i in desk.memory.items} == {
        "e1": ItemState.ALERTED,
        "copy": ItemState.DUPLICATE,
        "e9": ItemState.ALERTED,
    }
    assert desk.memory.items[1].duplicate_of == desk.memory.items[0].id


@pytest.mark.parametrize("reason", [F.RATE_LIMITED, F.SERVER_ERROR])
async def test_a_stumble_is_forgiven_once(reason):
    """One more question, after the wait that was asked for, and counted like the first."""
    desk = Writing(Transient(reason, retry_after=timedelta(seconds=2)), GOOD)
    await desk.settle(alert(1))
    assert desk.reasons() == [R.ENDPOINT]
    assert desk.clock.slept == [2.0]
    assert desk.spent().requests == 2
    desk = Writing(Transient(reason))
    await desk.settle(alert(1))
    assert (desk.reasons(), len(desk.writer.asked)) == ([R.ENDPOINT_FAILED], 2)


@pytest.mark.parametrize(
    "failure", [Transient(F.RATE_LIMITED, retry_after=timedelta(seconds=9)), Transient(F.TIMEOUT), Permanent(F.UNAUTHORIZED)]
)
async def test_what_cannot_be_mended_in_time_is_not_tried_again(failure):
    """A long wait, a time-out, a refusal."""
    desk = Writing(failure, GOOD)
    await desk.settle(alert(1))
    assert (len(desk.writer.asked), desk.clock.slept) == (1, [])


async def test_an_endpoint_that_fails_is_left_alone_longer_each_time_and_told_of_once():
    """Later alerts do not wait for what is known to be broken; when it answers again all is as before."""
    desk = Writing(Permanent(F.UNAUTHORIZED, "no"))
    with capture_logs() as lines:
        for n, wait in ((1, 20), (5, 20), (9, 50), (13, 20), (17, 0)):
            if n == 17:
                desk.writer.answers = [GOOD]
            await desk.settle(alert(n))
            desk.clock.advance(wait)
    refused, resting = R.ENDPOINT_REFUSED, R.RESTING
    assert desk.reasons() == [refused, resting, refused, resting, R.ENDPOINT]
    told = [line["event"] for line in lines if line["event"] != "summaries"]
    assert told == ["summaries.broken", "summaries.recovered"]


async def test_questions_that_fail_together_are_one_failure():
    """Four refusals at once do not make the first rest eight times as long."""
    desk = Writing(Transient(F.CONNECT), plan=replace(QUICK, concurrent=4))
    await desk.settle(*(alert(n) for n in (1, 5, 9, 13)))
    desk.clock.advance(31)
    desk.writer.answers = [GOOD]
    await desk.settle(alert(17))
    assert desk.reasons() == [R.ENDPOINT_FAILED] * 4 + [R.ENDPOINT]


async def test_the_endpoints_wish_to_be_left_alone_is_followed():
    """Retry-After is a minimum, up to a bound."""
    desk = Writing(Transient(F.RATE_LIMITED, retry_after=timedelta(minutes=5)))
    for n, wait in ((1, 240), (5, 90), (9, 0)):
        await desk.settle(alert(n))
        desk.clock.advance(wait)
    assert desk.reasons() == [R.ENDPOINT_FAILED, R.RESTING, R.ENDPOINT_FAILED]


async def test_a_refusal_of_one_article_does_not_stop_the_others():
    """An article that a filter dislikes is no reason to leave the endpoint alone."""
    desk = Writing(Permanent(F.HTTP_STATUS, "400"), GOOD)
    await desk.settle(alert(1))
    await desk.settle(alert(5))
    assert desk.reasons() == [R.ENDPOINT_REFUSED, R.ENDPOINT]


COSTS = {
    "by its account": (Draft(GOOD, 321), 321, 321),
    "by a guess": (Draft(GOOD), 500, 4000),
    "never answered": (Transient(F.TIMEOUT), 500, 4000),
    "cut off": (Transient(F.DISCONNECTED), 500, 4000),
    "refused": (Permanent(F.UNAUTHORIZED), 0, 0),
    "away": (Transient(F.CONNECT), 0, 0),
}


@pytest.mark.parametrize(("answer", "least", "most"), COSTS.values(), ids=COSTS)
async def test_what_a_question_costs(answer, least, most):
    """The endpoint's account; without one a guess; nothing where nothing was written; in full where nobody knows."""
    desk = Writing(answer)
    await desk.settle(alert(1))
    assert desk.spent().requests == 1
    assert least <= desk.spent().tokens <= most


async def test_the_cap_holds_through_a_restart():
    """A new process asks no more than the old one might have."""
    desk = Writing(Draft(GOOD, 10), plan=replace(QUICK, requests_per_day=2))
    for n in (1, 5, 9):
        await desk.settle(alert(n))
        desk.restart()
    assert desk.reasons() == [R.ENDPOINT, R.ENDPOINT, R.OVER_BUDGET]
    desk.clock.advance(24 * 3600)
    await desk.settle(alert(13))
    assert desk.reasons()[-1] is R.ENDPOINT


async def test_a_cap_on_tokens_counts_the_most_that_an_answer_may_cost():
    """No question goes out that could end above it."""
    desk = Writing(Draft(GOOD, 3000), plan=replace(QUICK, tokens_per_day=4000))
    for n in (1, 5):
        await desk.settle(alert(n))
    assert desk.reasons() == [R.ENDPOINT, R.OVER_BUDGET]
    assert desk.spent().tokens == 3000


async def test_a_database_that_is_away_costs_the_summary_alone():
    """The count cannot be kept: nobody is asked, the alert goes out, the log says why."""

    class Away(FakeMemory):
        async def put(self, key, value):
            raise RuntimeError("away")

    desk = Writing(remembered=Away())
    with capture_logs() as lines:
        await desk.settle(alert(1))
    assert (desk.reasons(), desk.writer.asked) == ([R.UNEXPECTED], [])
    assert "summary.bug" in [line["event"] for line in lines]


async def test_outcomes_are_counted_in_the_log_and_texts_are_not_shown():
    """One line a batch, by reason; an article's text stays out of it."""
    desk = Writing(GOOD, "Moscow did it.")
    with capture_logs() as lines:
        await desk.settle(alert(1), alert(5), item(9, LONG.replace("Exampletown", "Otherton")))
    told = {k: v for line in lines if line["event"] == "summaries" for k, v in line.items() if k in set(R)}
    assert told == {R.ENDPOINT: 1, R.UNGROUNDED: 1, R.BUILT_IN: 1}
    assert "cranes" not in repr(lines)


async def test_without_summaries_a_verdict_says_nothing_of_them():
    """Whoever configures nothing sees nothing of it."""
    desk = Writing()
    desk.triage._summaries = None
    await desk.settle(alert(1))
    assert (desk.outcomes(), len(desk.memory.deliveries)) == ([], 1)


def test_every_failure_has_its_outcome():
    """A failure's reason leads to one of four; an outcome survives being stored."""
    found = {outcome_of(Transient(reason)).reason for reason in F}
    assert found == {R.TIMED_OUT, R.ENDPOINT_REFUSED, R.UNREADABLE, R.ENDPOINT_FAILED}
    assert not REFUSED & UNREADABLE
    for reason in R:
        for outcome in (Outcome(reason), Outcome(reason, "a: b")):
            assert Outcome.of(outcome.as_evidence()) == outcome
