"""When a source's silence is news, and when it is its nature."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.silence import FACTOR, LEAST_GAPS, MOST_GAPS, SHORTEST, heard, longest_silence, silent_since
from bot.domain.arrivals import Arrivals, Gap

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def told(*lengths: timedelta, start: datetime = MONDAY) -> Arrivals:
    arrivals, at = heard(Arrivals("gazette"), start), start
    for length in lengths:
        at += length
        arrivals = heard(arrivals, at)
    return arrivals


def workdays(weeks: int, end: datetime | None = None) -> Arrivals:
    """Twice a day from Monday to Friday."""
    times = [MONDAY + timedelta(days=7 * w + d, hours=h) for w in range(weeks) for d in range(5) for h in (0, 8)]
    arrivals = Arrivals("gazette")
    for at in [t for t in times if end is None or t <= end]:
        arrivals = heard(arrivals, at)
    return arrivals


def test_a_wire_service_is_missed_after_a_day() -> None:
    """Many items an hour: three times the usual gap would be minutes, and nobody wants that alarm; a day is the least."""
    arrivals = told(*[timedelta(minutes=20)] * 72 * LEAST_GAPS)
    assert longest_silence(arrivals) == SHORTEST
    assert silent_since(arrivals, arrivals.last + DAY) is None
    assert silent_since(arrivals, arrivals.last + DAY + HOUR) == arrivals.last


def test_too_little_is_known_of_a_new_source() -> None:
    """Nineteen days are no rhythm."""
    assert longest_silence(told(*[DAY] * (LEAST_GAPS - 1))) is None
    assert longest_silence(told(*[DAY] * LEAST_GAPS)) == FACTOR * DAY
    assert longest_silence(Arrivals("gazette")) is None


def test_a_rare_source_is_never_missed() -> None:
    """A bulletin that comes every other week is silent by nature."""
    arrivals = told(*[14 * DAY] * 30)
    assert silent_since(arrivals, arrivals.last + 900 * DAY) is None


def test_a_busy_source_does_not_forget_its_weekends() -> None:
    """Ninety-six items a working day: on a Sunday it is not silent, on the next Tuesday it would be."""
    arrivals = Arrivals("gazette")
    for day in range(5 * 12):
        for quarter in range(96):
            arrivals = heard(arrivals, MONDAY + timedelta(days=day // 5 * 7 + day % 5, minutes=5 * quarter))
    assert arrivals.last.weekday() == 4
    assert silent_since(arrivals, arrivals.last + 2 * DAY) is None
    assert silent_since(arrivals, arrivals.last + 9 * DAY) == arrivals.last
    monday = heard(arrivals, arrivals.last + 3 * DAY)
    assert longest_silence(monday) < longest_silence(arrivals)


def test_the_weekend_is_no_silence_and_a_dead_week_is() -> None:
    """A gap that began on a Friday is compared with Fridays, one that began on a Tuesday with Tuesdays."""
    friday = workdays(9)
    assert friday.last.weekday() == 4
    assert silent_since(friday, friday.last + timedelta(days=2, hours=16)) is None
    tuesday = workdays(9, MONDAY + timedelta(days=7 * 8 + 1, hours=8))
    assert tuesday.last.weekday() == 1
    assert longest_silence(tuesday) < longest_silence(friday)
    assert silent_since(tuesday, tuesday.last + 3 * DAY) == tuesday.last


def test_our_own_absence_is_nobodys_silence() -> None:
    """Silence counts up to the last good answer: while nothing was asked, nothing is known."""
    arrivals = told(*[12 * HOUR] * 60)
    assert silent_since(arrivals, None) is None
    assert silent_since(arrivals, arrivals.last + HOUR) is None


def test_one_long_outage_teaches_nothing() -> None:
    """After a week's outage among thirty days the alarm is as quick as before."""
    usual = longest_silence(told(*[8 * HOUR] * 90))
    assert longest_silence(told(*[8 * HOUR] * 60, 7 * DAY, *[8 * HOUR] * 60)) == usual == SHORTEST


lengths = st.lists(st.integers(1, 40 * 24 * 60).map(lambda m: timedelta(minutes=m)), max_size=60)


@given(lengths)
def test_the_same_arrival_twice_is_heard_once(gaps: list[timedelta]) -> None:
    """A tick that sees nothing new, or an older time, changes nothing at all."""
    arrivals = told(*gaps)
    assert heard(arrivals, arrivals.last) is arrivals
    assert heard(arrivals, MONDAY) is arrivals
    assert heard(arrivals, None) is arrivals
    assert len(arrivals.gaps) <= MOST_GAPS


@given(lengths, st.integers(0, 10**6).map(lambda m: timedelta(minutes=m)))
def test_the_alarm_is_never_early_and_never_taken_back(gaps: list[timedelta], silence: timedelta) -> None:
    """No alarm within a day or within three times a gap that is usual; once it is due, a longer silence is due too."""
    arrivals = told(*gaps)
    if silent_since(arrivals, arrivals.last + silence) is not None:
        assert silence > SHORTEST
        assert silence > FACTOR * min(gaps)
        assert silent_since(arrivals, arrivals.last + silence + HOUR) == arrivals.last


@given(lengths)
def test_what_is_usual_was_seen(gaps: list[timedelta]) -> None:
    """The limit is a day or three times a gap that really happened."""
    usual = longest_silence(told(*gaps))
    assert usual is None or usual == SHORTEST or usual / FACTOR in gaps


def test_gaps_know_the_day_they_began_on() -> None:
    """From Friday evening to Monday is a Friday's gap."""
    gap = workdays(2).gaps[4]
    assert gap == Gap((MONDAY + 4 * DAY).toordinal(), timedelta(days=2, hours=16))
    assert gap.weekday == 4


@given(lengths)
def test_a_day_is_remembered_by_its_longest_gap(gaps: list[timedelta]) -> None:
    """One gap a day, in the order of days, each as long as the longest that began then."""
    found = told(*gaps).gaps
    assert [g.day for g in found] == sorted({g.day for g in found})
    longest: dict[int, timedelta] = {}
    at = MONDAY
    for length in gaps:
        longest[at.toordinal()] = max(length, longest.get(at.toordinal(), length))
        at += length
    assert {g.day: g.length for g in found} == longest
