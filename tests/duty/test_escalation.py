"""Escalation: the promises that hold whatever happens, and the ways that a page goes, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain import page as p
from bot.domain.page import Page, PageReason, PageState
from bot.domain.person import Contact, Method, Person, QuietHours, Urgency
from bot.domain.policy import Policy, Step, Target, TargetKind
from bot.duty.escalation import advance

T0 = datetime(2026, 3, 3, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KYIV = ZoneInfo("Europe/Kyiv")


def person(name, *afters, quiet=None, urgencies=frozenset(Urgency)):
    contacts = tuple(
        Contact(Method.EMAIL, f"{name}{n}@team.example", after * MINUTE, urgencies) for n, after in enumerate(afters)
    )
    return Person(name, name.title(), KYIV, contacts=contacts, quiet=quiet)


PEOPLE = {
    "ana": person("ana", 0, 2),
    "ben": person("ben", 0),
    "cleo": person("cleo", 0, 7, quiet=QuietHours(time(22), time(7))),
    "dov": person("dov"),  # no way to reach him
    "eda": person("eda", 0, urgencies=frozenset({Urgency.HIGH})),
}


def who(target, at):
    """People by id; role "s/lead" changes every hour and is nobody's every third."""
    if target.kind is TargetKind.ROLE:
        return [[PEOPLE["ana"]], [PEOPLE["ben"], PEOPLE["cleo"]], []][at.hour % 3]
    return [PEOPLE[target.id]] if target.id in PEOPLE else []


def one(name):
    return Target(TargetKind.PERSON, name)


ROOM = Target(TargetKind.CHANNEL, "alerts")
TARGETS = st.sampled_from([*map(one, PEOPLE), one("nobody"), Target(TargetKind.ROLE, "s/lead"), ROOM])
STEPS = st.builds(Step, st.lists(TARGETS, max_size=3).map(tuple), st.integers(1, 30).map(lambda n: n * MINUTE))
POLICIES = st.builds(
    Policy,
    st.just("p"),
    st.lists(STEPS, max_size=3).map(tuple),
    repeats=st.integers(0, 2),
    needs=st.integers(1, 2),
    ack_timeout=st.none() | st.integers(1, 90).map(lambda n: n * MINUTE),
    last_resort=st.lists(TARGETS, max_size=2).map(tuple),
    high_from=st.integers(0, 4),
    cap=st.integers(1, 6),
)
LOUD = {
    PageReason.ACK_TIMED_OUT,
    PageReason.SEVERITY_ROSE,
    PageReason.SNOOZE_OVER,
    PageReason.REASSIGNED,
    PageReason.REOPENED,
    PageReason.ESCALATED,
    PageReason.OPENED,
}


class Anything(RuleBasedStateMachine):
    """Any events in any order, at their time or late."""

    @initialize(policy=POLICIES, severity=st.integers(0, 4))
    def begins(self, policy, severity):
        self.now, self.trail = T0, []
        self.page = Page("1", policy, severity)
        self.does(p.Opened())

    def does(self, event):
        before = self.page
        self.page, effects = advance(before, event, self.now, who)
        self.judge(before, effects)

    def judge(self, before, effects):
        records = [e for e in effects if isinstance(e, p.Record)]
        calls = [e for e in effects if isinstance(e, p.Notify)]
        self.trail += records
        quiet = before.state is not PageState.OPEN or self.page.state is not PageState.OPEN
        if quiet and (calls or any(isinstance(e, p.Post) for e in effects)):
            assert self.page.state is PageState.OPEN  # I3
            assert {r.reason for r in records} & LOUD
        goes_on = {PageReason.SEVERITY_ROSE, PageReason.ESCALATED}
        restarted = {r.reason for r in records} & (LOUD - goes_on) or before.state is not PageState.OPEN
        assert restarted or not [c for c in calls if c.person in before.acks]
        arms = [e for e in effects if isinstance(e, p.Arm)]
        assert [a.at for a in arms] == ([self.page.due] if self.page.due != before.due else [])
        told = [e for e in effects if isinstance(e, p.Announce)]
        if self.page.held and not before.held:
            assert [e for e in told if e.reason is PageReason.STORM_CAP]
        if records == [] and before.state is not PageState.OPEN:
            assert (effects, self.page) == ((), before)

    @rule(minutes=st.integers(0, 40))
    def time_passes(self, minutes):
        """The timer is looked at when it is due, as an engine does."""
        end = self.now + minutes * MINUTE
        while self.page.due is not None and self.page.due <= end:
            self.now = max(self.now, self.page.due)
            self.does(p.Due())
        self.now = end

    @rule(minutes=st.integers(1, 600))
    def the_bot_is_away(self, minutes):
        self.now += minutes * MINUTE
        self.does(p.Due())

    @rule(by=st.sampled_from(list(PEOPLE)))
    def acks(self, by):
        self.does(p.Acked(by))
        once = self.page
        self.does(p.Acked(by))
        assert self.page == once  # pressed twice, applied once

    @rule(by=st.sampled_from(list(PEOPLE)), minutes=st.integers(-5, 60))
    def snoozes(self, by, minutes):
        self.does(p.Snoozed(by, self.now + minutes * MINUTE))

    @rule(by=st.sampled_from(list(PEOPLE)), to=st.sampled_from([*PEOPLE, "nobody"]))
    def reassigns(self, by, to):
        self.does(p.Reassigned(by, to))

    @precondition(lambda self: self.page.seq > 3)
    @rule(by=st.sampled_from(list(PEOPLE)))
    def resolves(self, by):
        self.does(p.Resolved(by))

    @rule(by=st.sampled_from(list(PEOPLE)))
    def reopens(self, by):
        self.does(p.Reopened(by))

    @rule(by=st.sampled_from(list(PEOPLE)))
    def escalates(self, by):
        self.does(p.Escalated(by))
        once = self.page
        self.does(p.Escalated(by))
        assert self.page == once  # two who press at once skip one step

    @rule(to=st.integers(0, 4))
    def worsens(self, to):
        self.does(p.SeverityRose(to))

    @invariant()
    def an_open_page_has_a_next_timer(self):
        """I2: whatever happened, somebody is going to be called; and nothing that was due is left."""
        page = self.page
        if page.state is PageState.OPEN:
            assert page.due is not None
            assert len(page.acks) < page.policy.needs
            assert len([t for t in page.timers if t.kind in {p.TimerKind.STEP, p.TimerKind.LAST_RESORT}]) == 1
        assert page.state is not PageState.RESOLVED or page.timers == ()
        assert page.state is not PageState.ACKED or len(page.timers) == (page.policy.ack_timeout is not None)

    @invariant()
    def the_trail_has_each_change_once(self):
        """I5: numbered from 1 without a hole, each beginning where the one before ended."""
        assert [r.seq for r in self.trail] == list(range(1, self.page.seq + 1))
        assert [r.before for r in self.trail] == [None, *(r.after for r in self.trail[:-1])]
        assert self.trail[-1].after is self.page.state
        assert [r.at for r in self.trail] == sorted(r.at for r in self.trail)

    @invariant()
    def the_cap_holds(self):
        """Never more notifications in an hour than the policy says; what is held back is counted."""
        assert len([at for at in self.page.sent if at > self.now - timedelta(hours=1)]) <= self.page.policy.cap
        assert self.page.held == 0 or self.page.state is PageState.OPEN


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


class Story:
    """A page told in order: what is done at which minute."""

    def __init__(self, policy, severity=3, start=T0):
        self.page, self.start = Page("1", policy, severity), start

    def at(self, minute, event):
        """What people and places are told by it."""
        self.page, effects = advance(self.page, event, self.start + minute * MINUTE, who)
        return [said(e) for e in effects if not isinstance(e, p.Arm | p.Record)]

    @property
    def due(self):
        return None if self.page.due is None else (self.page.due - self.start) / MINUTE


def said(effect):
    match effect:
        case p.Notify(person, urgency, contact, reason):
            return f"{person}#{contact} {urgency} {reason}"
        case p.Post(target, reason):
            return f"{target.id}: {reason}"
        case p.Announce(reason, by, count):
            return " ".join(str(x) for x in ("!", reason, by, count) if x)


TWO = Policy(
    "two",
    (Step((one("ana"),), 5 * MINUTE), Step((one("ben"), ROOM), 10 * MINUTE)),
    repeats=1,
    ack_timeout=30 * MINUTE,
    last_resort=(one("eda"),),
)


def test_the_whole_way_of_a_page_that_nobody_answers():
    """Way after way, step after step, all once more, then the last resort for as long as it takes."""
    story = Story(TWO)
    told = [(0, story.at(0, p.Opened()))]
    while told[-1][0] < 60:
        due = story.due
        told.append((due, story.at(due, p.Due())))
    assert told == [
        (0, ["ana#0 high step"]),
        (2, ["ana#1 high next_contact"]),
        (5, ["ben#0 high step", "alerts: step"]),
        (15, ["ana#0 high repeated"]),
        (17, ["ana#1 high next_contact"]),
        (20, ["ben#0 high step", "alerts: step"]),
        (30, ["! last_resort", "eda#0 high last_resort"]),
        (45, ["! last_resort", "eda#0 high last_resort"]),
        (60, ["! last_resort", "eda#0 high last_resort"]),
    ]


def test_a_page_knows_whom_it_called():
    """Each once, in the order in which they were called; whoever was held back by the cap was not."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.page.called == ("ana",)
    story.at(20, p.Due())
    assert story.page.called == ("ana", "ben")
    capped = Story(replace(TWO, cap=1))
    capped.at(0, p.Opened())
    capped.at(5, p.Due())
    assert capped.page.called == ("ana",)


def test_an_ack_is_peace_until_it_times_out():
    """After the ack nothing, after the time-out everything from the beginning."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.at(1, p.Acked("ben")) == ["! acked ben 1"]
    assert story.due == 31
    assert story.at(5, p.Due()) == []
    assert story.at(31, p.Due()) == ["! ack_timed_out", "ana#0 high step"]


def test_worse_after_the_ack_pages_again():
    """A severity that rises breaks the peace; one that does not leaves it."""
    story = Story(TWO, severity=3)
    story.at(0, p.Opened())
    story.at(1, p.Acked("ana"))
    assert story.at(2, p.SeverityRose(3)) == []
    assert story.at(30, p.SeverityRose(4)) == ["! severity_rose 4", "ana#0 high step"]


def test_worse_while_it_is_open_begins_again_only_if_more_may_be_disturbed():
    """From low to urgent, and into critical, the steps begin anew; else they go on."""
    story = Story(TWO, severity=1)
    assert story.at(0, p.Opened()) == ["ana#0 low step"]
    assert story.at(1, p.SeverityRose(2)) == ["! severity_rose 2"]
    assert story.at(3, p.SeverityRose(3)) == ["! severity_rose 3", "ana#0 high step"]
    assert story.due == 5


def test_two_acks_are_needed():
    """Who has acknowledged is left alone, the others are called until there are two."""
    story = Story(replace(TWO, needs=2))
    story.at(0, p.Opened())
    assert story.at(1, p.Acked("ana")) == ["! ack_counted ana 1"]
    assert story.due == 5
    story.at(5, p.Due())
    assert story.at(15, p.Due()) == ["! nobody", "ben#0 high step", "alerts: step"]
    assert story.at(16, p.Acked("ben")) == ["! acked ben 2"]


def test_a_snooze_ends():
    """Put off, then from the beginning."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.at(1, p.Snoozed("ana", T0 + 61 * MINUTE)) == ["! snoozed ana"]
    assert story.at(60, p.Due()) == []
    assert story.at(61, p.Due()) == ["! snooze_over", "ana#0 high step"]


def test_given_to_somebody_else():
    """The new one is called at once, then the policy; somebody who cannot be reached costs no time."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.at(1, p.Reassigned("ana", "ben")) == ["! reassigned ben", "ben#0 high reassigned"]
    assert story.at(6, p.Due()) == ["ana#0 high step"]
    assert story.at(7, p.Reassigned("ana", "dov")) == ["! reassigned dov", "! nobody", "ana#0 high step"]


def test_resolved_is_over_until_it_is_reopened():
    """Nothing but a person's wish wakes it."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.at(1, p.Resolved("")) == ["! resolved"]
    assert (story.due, story.at(9, p.SeverityRose(4)), story.at(9, p.Acked("ana"))) == (None, [], [])
    assert story.at(10, p.Reopened("ben")) == ["ana#0 high step"]


def test_escalated_the_next_step_does_not_wait():
    """The steps go on from where they are, each with a minute to answer in; who was called is still called by their next way."""
    story = Story(TWO)
    story.at(0, p.Opened())
    assert story.at(0.5, p.Escalated("ben")) == []
    assert story.at(1, p.Escalated("ben")) == ["! escalated ben", "ben#0 high step", "alerts: step"]
    assert story.at(1, p.Escalated("ana")) == []
    assert story.at(2, p.Due()) == ["ana#1 high next_contact"]
    assert story.due == 11


def test_escalated_after_the_last_step():
    """All steps once more, then the last resort, at most once a minute."""
    story = Story(replace(TWO, repeats=0))
    story.at(0, p.Opened())
    story.at(1, p.Escalated("ben"))
    assert story.at(2, p.Escalated("ben")) == [
        "! escalated ben",
        "ana#1 high next_contact",
        "! last_resort",
        "eda#0 high last_resort",
    ]
    assert story.at(2.5, p.Escalated("ben")) == []
    assert story.at(3, p.Escalated("ben")) == ["! escalated ben", "! last_resort", "eda#0 high last_resort"]
    assert story.due == 18


@pytest.mark.parametrize("rest", [p.Acked("ana"), p.Snoozed("ana", T0 + 61 * MINUTE), p.Resolved("ana")])
def test_escalated_where_it_was_quiet_everything_begins_again(rest):
    """Somebody wants people now, whatever was said before."""
    story = Story(TWO)
    story.at(0, p.Opened())
    story.at(1, rest)
    assert story.at(1, p.Escalated("ben")) == ["! escalated ben", "ana#0 high step"]
    assert story.due == 3


def test_a_step_with_nobody_is_passed_at_once():
    """A gap, a person without a way, an unknown one: the next step does not wait; at the end there is the last resort."""
    empty = Step((one("dov"), one("nobody")), 30 * MINUTE)
    story = Story(Policy("p", (empty, empty), repeats=1))
    assert story.at(0, p.Opened()) == ["! nobody"] * 4 + ["! last_resort", "! nobody"]
    assert story.due == 15


def test_low_urgency_uses_its_own_ways():
    """A way for urgent pages only is not used for another."""
    policy = Policy("p", (Step((one("eda"),)),), repeats=0)
    assert "eda#0 low step" not in Story(policy, severity=2).at(0, p.Opened())
    assert Story(policy, severity=3).at(0, p.Opened()) == ["eda#0 high step"]


def test_quiet_hours_are_kept_and_critical_breaks_them():
    """03:10 UTC is 05:10 in Kyiv: cleo is called at 07:00 there, or at once when it is critical."""
    policy = Policy("p", (Step((one("cleo"),), 200 * MINUTE),), repeats=0)
    story = Story(policy, severity=3)
    assert (story.at(0, p.Opened()), story.due) == ([], 110)
    assert story.at(110, p.Due()) == ["cleo#0 high next_contact"]
    assert Story(policy, severity=4).at(0, p.Opened()) == ["cleo#0 high step"]


def test_a_storm_reports_itself():
    """Over the cap nobody is called, which is said once; how many were held back is said when it is over."""
    crowd = Policy("p", (Step((one("ana"), one("ben"), one("cleo")), 5 * MINUTE),), repeats=9, cap=2)
    story = Story(crowd, severity=4)
    assert story.at(0, p.Opened()) == ["ana#0 high step", "ben#0 high step", "! storm_cap 2"]
    assert story.at(2, p.Due()) == []
    assert story.at(61, p.Due()) == ["! storm_over 2", "ana#0 high repeated", "ben#0 high repeated", "! storm_cap 2"]
    assert story.at(62, p.Acked("ana")) == ["! acked ana 1", "! storm_over 1"]


@pytest.mark.parametrize(
    "event", [p.Due(), p.Acked("ana"), p.Resolved("ana"), p.Reopened("ana"), p.Escalated("ana"), p.SeverityRose(4)]
)
def test_a_page_that_is_not_opened_does_nothing(event):
    """Only `Opened` begins one, and only once."""
    page = Page("1", TWO, 3)
    assert advance(page, event, T0, who) == (page, ())
    opened, _ = advance(page, p.Opened(), T0, who)
    assert advance(opened, p.Opened(), T0, who) == (opened, ())
