"""What is said of a page below the messages that called somebody for it."""

from datetime import UTC, timedelta

import pytest

from bot.domain.page import Page, PageState, Timer, TimerKind
from bot.present.paging import answer_words, answered
from tests.fakes.duty import POLICY
from tests.fakes.nouns import NOON

LATER = Timer(NOON + timedelta(minutes=30), TimerKind.SNOOZE_OVER)


@pytest.mark.parametrize("state", [PageState.ACKED, PageState.SNOOZED, PageState.RESOLVED])
@pytest.mark.parametrize("name", ["Ana", "resolved by", "put off by Ana", "\u202eana @everyone", ""])
def test_the_words_tell_the_state(state: PageState, name: str) -> None:
    """Buttons follow from them: no name passes for another state."""
    assert answered(answer_words(Page("p1", POLICY, 3, state, timers=(LATER,)), name, NOON, UTC)) is state


def test_one_of_two_leaves_it_open() -> None:
    """Whoever comes second must be able to press."""
    words = answer_words(Page("p1", POLICY, 3, acks=("ana",)), "Ana", NOON, UTC)
    assert words.startswith("1 of 1 have acknowledged")
    assert answered(words) is PageState.OPEN
    assert answer_words(Page("p1", POLICY, 3), "", NOON, UTC) == ""
