"""What is wrong with a source, what of it is new and what is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.ailments import Patient, changed, gone, wrong_with
from bot.domain.arrivals import Arrivals, Gap
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.source import Health, Memo, SourceState
from bot.domain.trouble import Trouble
from tests.fakes.nouns import NOON, SOURCE, trouble

DAY = timedelta(days=1)
WELL = Health(last_poll_at=NOON, last_ok_at=NOON, last_new_at=NOON, items=9)
ILL = Health(failures=3, reason=FailReason.DNS, detail="no host", broken_since=NOON, announced=True, last_poll_at=NOON, items=9)
HOURLY = Arrivals(SOURCE.id, NOON, tuple(Gap(day, timedelta(hours=1)) for day in range(30)))


def patient(health: Health = WELL, told: tuple[Trouble, ...] = (), memo: Memo | None = None, *, paused: bool = False) -> Patient:
    state = SourceState(SOURCE.id, NOON, memo or Memo(address=SOURCE.address), health, paused=paused)
    return Patient(SOURCE, state, HOURLY, told)


def names(found: tuple[Trouble, ...]) -> list[TroubleReason]:
    return [t.what for t in found]


def test_nothing_is_wrong_with_a_source_that_is_well() -> None:
    """No news is no trouble."""
    assert wrong_with(patient()) == ()


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        (FailReason.DNS, TroubleReason.BROKEN),
        (FailReason.FORBIDDEN, TroubleReason.REFUSED),
        (FailReason.UNAUTHORIZED, TroubleReason.REFUSED),
    ],
)
def test_a_failing_source_is_broken_or_refuses_us(reason: FailReason, what: TroubleReason) -> None:
    """A door that is shut and a house that is gone are mended in different ways."""
    [found] = wrong_with(patient(replace(ILL, reason=reason)))
    assert (found.what, found.since, found.detail) == (what, NOON, f"{reason}: no host")


def test_a_hiccup_is_no_trouble() -> None:
    """Two failures are not told."""
    assert wrong_with(patient(replace(ILL, failures=2, announced=False))) == ()


def test_a_source_that_fails_in_turns_is_one_trouble() -> None:
    """From 503 to 403 and back it is told once."""
    told = trouble(TroubleReason.BROKEN)
    assert wrong_with(patient(replace(ILL, reason=FailReason.FORBIDDEN), (told,))) == (told,)
    assert changed((told,), (told,), NOON) == []


def test_an_empty_list_a_new_address_and_a_silence_are_told() -> None:
    """All three are seen in good answers alone."""
    health = replace(WELL, empty_since=NOON, last_ok_at=NOON + 3 * DAY)
    found = wrong_with(patient(health, memo=Memo(address=SOURCE.address, moved_to="https://new.example/feed")))
    assert names(found) == [TroubleReason.EMPTY, TroubleReason.MOVED, TroubleReason.QUIET]
    assert found[1].detail == "https://new.example/feed"


@pytest.mark.parametrize(
    "memo",
    [
        Memo(address="https://old.example/feed", moved_to="https://new.example/feed"),
        Memo(address=SOURCE.address, moved_to=SOURCE.address),
    ],
    ids=["of another address", "to itself"],
)
def test_an_address_that_is_no_news_is_not_told(memo: Memo) -> None:
    """What an earlier address led to says nothing of this one."""
    assert wrong_with(patient(memo=memo)) == ()


def test_what_cannot_be_seen_stays_as_it_was() -> None:
    """While it fails nobody knows whether it is still silent; while it is paused nobody knows anything."""
    quiet = trouble(TroubleReason.QUIET)
    assert wrong_with(patient(replace(ILL, announced=False), (quiet,))) == (quiet,)
    assert wrong_with(patient(ILL, (quiet,), paused=True)) == (quiet,)


def test_a_new_silence_and_a_new_address_are_new_troubles() -> None:
    """The old one is over, the new one begins."""
    for old, new in (
        (trouble(TroubleReason.QUIET), trouble(TroubleReason.QUIET, since=NOON + DAY)),
        (trouble(TroubleReason.MOVED, detail="a"), trouble(TroubleReason.MOVED, detail="b")),
    ):
        assert changed([old], [new], NOON + DAY) == [replace(old, ended_at=NOON + DAY), new]


def test_troubles_of_a_source_that_was_taken_out_end_without_a_word() -> None:
    """Nobody wants to hear that a feed they removed has recovered; differences of the books are none of a source."""
    ours, books = trouble(subject="old"), trouble(TroubleReason.NO_POST, subject="")
    [ended] = gone([ours, books, trouble()], {SOURCE.id: SOURCE}, NOON)
    assert (ended.subject, ended.ended_at, ended.end_told_at) == ("old", NOON, NOON)


healths = st.builds(
    replace,
    st.sampled_from([WELL, ILL]),
    empty_since=st.none() | st.just(NOON),
    reason=st.sampled_from([FailReason.DNS, FailReason.FORBIDDEN]),
    last_ok_at=st.sampled_from([NOON, NOON + 3 * DAY]),
)


@given(st.lists(healths, max_size=12))
def test_no_trouble_starts_twice_or_ends_unstarted(days: list[Health]) -> None:
    """Over any course of health, starts and ends of one trouble alternate, and nothing is open twice."""
    told: list[Trouble] = []
    for n, health in enumerate(days):
        now = NOON + n * DAY
        for found in changed(told, wrong_with(patient(health, tuple(told))), now):
            if found.ended_at:
                told = [t for t in told if t.key != found.key]
            else:
                assert found.what not in names(tuple(told))
                told.append(found)
        assert changed(told, wrong_with(patient(health, tuple(told))), now) == []
