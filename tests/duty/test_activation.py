"""Activations: who is asked, in which order, and what answers, silence and the deadline do."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import activation_events as a
from bot.domain.activation import Activation, ActivationReason, ActivationState, Candidate, Request
from bot.domain.person import Contact, Method, Person
from bot.duty.activation import advance
from bot.duty.roster import fair_share, pick

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WAYS = (Contact(Method.EMAIL, "team@harbour.example"),)
REASON = ActivationReason


def candidate(name, country="LT", skills=("forensics",), **changes):
    """Somebody who can be reached."""
    return Candidate(Person(name, name.title(), country=country, skills=frozenset(skills), contacts=WAYS), **changes)


def asked(wanted=2, spare=0.0, skills=("forensics",), pool=None):
    """An opened activation and what came of it."""
    there = pool or [candidate(f"p{n}", country) for n, country in enumerate(["LT", "LT", "EE", "EE", "PL", "PL"])]
    request = Request("Harbour Ministry", "cranes stand still", wanted, NOON + 72 * HOUR, frozenset(skills), spare=spare)
    opened, effects = advance(Activation("x", request, NOON, "ana"), a.Opened(), NOON, there)
    return opened, effects, there


def reasons(effects):
    return [e.reason for e in effects if isinstance(e, a.Line)]


def told(effects):
    return [(e.person, e.reason) for e in effects if isinstance(e, a.Tell)]


def test_the_lead_is_asked_first_then_the_missing_skill_then_who_is_on_duty_and_was_asked_least():
    """The order says who matters most."""
    pool = [
        candidate("rested", carried=0),
        candidate("tired", carried=3),
        candidate("duty", on_duty=True, carried=5),
        candidate("other", skills=("malware",)),
        candidate("chief", skills=(), lead=True),
    ]
    found = pick(5, pool, frozenset({"forensics", "malware"}), share=5)
    assert [c.person.id for c in found.chosen] == ["chief", "duty", "other", "rested", "tired"]


def test_who_has_no_wanted_skill_or_no_way_to_be_reached_is_not_asked():
    """They could not help, or not be told."""
    deaf = Candidate(Person("deaf", "Deaf", country="LT", skills=frozenset({"forensics"})))
    opened, effects, _ = asked(pool=[candidate("cook", skills=("soup",)), deaf, candidate("able")])
    assert [m.person for m in opened.members] == ["able"]
    assert reasons(effects) == [REASON.OPENED, REASON.ASKED, REASON.NOBODY_LEFT]


def test_each_country_gives_at_most_its_share_until_no_other_has_anybody():
    """Two of three countries give two each; the share grows when the others are used up, and that is said."""
    pool = [candidate(f"lt{n}") for n in range(5)] + [candidate("ee0", "EE")]
    opened, effects, _ = asked(wanted=4, pool=pool)
    assert fair_share(4, pool) == 2
    assert sorted(m.country for m in opened.members) == ["EE", "LT", "LT", "LT"]
    assert REASON.SHARE_RAISED in reasons(effects)


def test_a_skill_that_nobody_has_is_said():
    """The request is still answered as well as it can be."""
    _, effects, _ = asked(skills=("forensics", "satellites"))
    assert [(e.reason, e.detail) for e in effects if isinstance(e, a.Line)][1] == (REASON.SKILL_MISSING, "satellites")


def test_enough_acceptances_make_it_ready_and_further_ones_are_in_reserve():
    """A reserve takes the place of one who drops out."""
    it, _, pool = asked(wanted=1, spare=1.0)
    one, two = (m.person for m in it.members)
    it, effects = advance(it, a.Accepted(one, one), NOON + HOUR, pool)
    assert (it.state, it.due, reasons(effects)) == (ActivationState.READY, None, [REASON.ACCEPTED, REASON.READY])
    it, effects = advance(it, a.Accepted(two, two), NOON + HOUR, pool)
    assert told(effects) == [(two, REASON.RESERVED)]
    it, effects = advance(it, a.Refused(one, one, "ill"), NOON + 2 * HOUR, pool)
    assert reasons(effects) == [REASON.REFUSED, REASON.CALLED_UP]
    assert (it.accepted, it.state) == (1, ActivationState.READY)


def test_a_refusal_asks_the_next_where_too_few_are_left():
    """And not where those who may still come are enough."""
    it, _, pool = asked(wanted=2)
    it, effects = advance(it, a.Refused(it.members[0].person, "ana"), NOON + HOUR, pool)
    assert reasons(effects) == [REASON.REFUSED, REASON.ASKED_MORE]
    spared, _, pool = asked(wanted=2, spare=0.5)
    assert reasons(advance(spared, a.Refused(spared.members[0].person, "ana"), NOON + HOUR, pool)[1]) == [REASON.REFUSED]


def test_who_does_not_answer_is_reminded_and_found_silent_in_half_the_time():
    """Reminders after 6, 24 and 48 of 72 hours; silence after 36, and an answer still counts."""
    it, _, pool = asked(wanted=1)
    when, seen = [], []
    while it.due is not None:
        now = it.due
        it, effects = advance(it, a.Due(), now, pool)
        when.append((now - NOON) // HOUR)
        seen.append(reasons(effects))
    assert when == [6, 24, 36, 48, 72]
    assert seen[2] == [REASON.SILENT, REASON.ASKED_MORE]
    assert seen[3] == [REASON.REMINDED, REASON.REMINDED]
    assert (it.state, seen[4]) == (ActivationState.SHORT, [REASON.DEADLINE_OVER])
    late, effects = advance(it, a.Accepted(it.members[0].person, "ana"), NOON + 80 * HOUR, pool)
    assert late.state is ActivationState.READY
    assert effects[0].detail == "after the deadline"


def test_standing_down_tells_all_but_those_who_refused_and_is_final():
    """Nothing happens to it afterwards."""
    it, _, pool = asked(wanted=2)
    it, _ = advance(it, a.Refused(it.members[0].person, "ana"), NOON, pool)
    over, effects = advance(it, a.StoodDown("ana", "cranes turn again"), NOON + HOUR, pool)
    assert told(effects) == [(m.person, REASON.STOOD_DOWN) for m in over.members[1:]]
    assert advance(over, a.Accepted(over.members[1].person, "ana"), NOON + HOUR, pool) == (over, ())
    assert advance(over, a.Due(), NOON + 99 * HOUR, pool) == (over, ())


def test_a_second_press_changes_nothing():
    """An answer is one answer."""
    it, _, pool = asked()
    who = it.members[0].person
    once, _ = advance(it, a.Accepted(who, who), NOON, pool)
    assert advance(once, a.Accepted(who, who), NOON + HOUR, pool) == (once, ())
    assert advance(once, a.Accepted("stranger", "stranger"), NOON + HOUR, pool) == (once, ())


def test_it_is_read_back_as_it_was_written():
    """Nothing is lost on the disk."""
    it, _, pool = asked()
    it, _ = advance(it, a.Accepted(it.members[0].person, "ana"), NOON + HOUR, pool)
    assert Activation.from_dict(it.as_dict()) == it


ROSTERS = st.lists(
    st.tuples(st.sampled_from(["LT", "EE", "PL", "HR"]), st.sets(st.sampled_from(["forensics", "malware", "soup"]))),
    min_size=1,
    max_size=14,
)
EVENTS = st.lists(
    st.tuples(st.sampled_from(["accept", "refuse", "due", "note", "end"]), st.integers(0, 13), st.integers(0, 30)), max_size=25
)


@given(ROSTERS, st.integers(1, 6), st.sampled_from([0.0, 0.5, 1.0]), EVENTS)
def test_whatever_happens_it_stays_in_order(roster, wanted, spare, events):
    """Nobody twice, no country over its share, a timeline without a hole, a next time while people are called, silence after the end."""
    pool = [candidate(f"p{n}", country, skills) for n, (country, skills) in enumerate(roster)]
    it, effects, _ = asked(wanted, spare, ("forensics", "malware"), pool)
    lines, now = [e.seq for e in effects if isinstance(e, a.Line)], NOON
    for what, n, hours in events:
        now, who, over = now + hours * HOUR, f"p{n}", it.state is ActivationState.STOOD_DOWN
        event = {
            "accept": a.Accepted(who, who),
            "refuse": a.Refused(who, who),
            "due": a.Due(),
            "note": a.Noted(who, "seen"),
            "end": a.StoodDown(who),
        }[what]
        before, (it, effects) = it, advance(it, event, now, pool)
        lines += [e.seq for e in effects if isinstance(e, a.Line)]
        assert not (over and effects)
        assert effects or (it.members, it.state, it.seq) == (before.members, before.state, before.seq)
        assert (it.due is not None) == (it.state is ActivationState.CALLING)
        assert it.accepted <= wanted
        assert (it.state is ActivationState.READY) <= (it.accepted == wanted)
    assert lines == list(range(1, it.seq + 1))
    names = [m.person for m in it.members]
    assert len(names) == len(set(names))
