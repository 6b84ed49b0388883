"""What is told one by one, what together, and what waits."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.outcry import MOST_SINGLE, WINDOW, outcry
from bot.domain.trouble import Trouble
from tests.fakes.nouns import NOON, trouble

MINUTE = timedelta(minutes=1)


def many(number: int, first: int = 0) -> list[Trouble]:
    return [trouble(subject=f"s{n}") for n in range(first, first + number)]


def test_a_few_are_told_one_by_one() -> None:
    """Each has its own notice, marked as told."""
    cry = outcry(many(3), NOON)
    assert len(cry.starts) == 3
    assert not cry.starts_together
    assert {t.told_at for t in cry.starts} == {NOON}


def test_a_hundred_that_break_in_one_look_are_one_notice() -> None:
    """Our own network is down: one list."""
    cry = outcry(many(100), NOON)
    assert len(cry.starts) == 100
    assert cry.starts_together


def run(waves: list[list[Trouble]]) -> list[int]:
    """Notices sent in each minute while sources break in waves."""
    rows: list[Trouble] = []
    sent = []
    for minute, wave in enumerate(waves):
        rows += wave
        cry = outcry(rows, NOON + minute * MINUTE)
        sent.append(1 if cry.starts_together and cry.starts else len(cry.starts))
        told = {t.key: t for t in cry.told}
        rows = [told.get(t.key, t) for t in rows]
    assert all(t.told_at for t in rows)
    return sent


def test_a_storm_over_several_minutes_is_a_few_singles_and_two_lists() -> None:
    """100 sources break within three minutes: four are told alone, the rest in two lists, none is left out."""
    sent = run([many(4), many(40, 4), many(56, 44), *[[]] * 20])
    assert sum(sent) == 6
    assert [n for n in sent if n] == [4, 1, 1]


def test_one_that_ends_before_it_was_told_is_told_never() -> None:
    """Nobody hears of the end of what they never heard of."""
    cry = outcry([trouble(ended_at=NOON)], NOON)
    assert (cry.starts, cry.ends) == ((), ())
    assert [t.end_told_at for t in cry.unsaid] == [NOON]
    assert outcry(cry.told, NOON).told == ()


def test_ends_are_bundled_as_starts_are() -> None:
    """When the network is back, a hundred recoveries are one notice too."""
    rows = [replace(t, told_at=NOON - WINDOW, ended_at=NOON) for t in many(100)]
    cry = outcry(rows, NOON)
    assert len(cry.ends) == 100
    assert cry.ends_together


@given(st.lists(st.integers(0, 12), max_size=30))
def test_whatever_breaks_is_told_once_within_a_window(waves: list[int]) -> None:
    """No order of breaking sends more than six single notices and a list in any quarter of an hour, or leaves anybody out."""
    rows, first = [], 0
    for size in waves:
        rows.append(many(size, first))
        first += size
    sent = run([*rows, *[[]] * 16])
    window = int(WINDOW / MINUTE)
    assert all(sum(sent[n : n + window]) <= MOST_SINGLE + 1 for n in range(len(sent)))
