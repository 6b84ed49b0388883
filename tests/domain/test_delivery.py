"""What people add to a post."""

from dataclasses import replace

import pytest

from bot.domain.delivery import DeliveryState, noted, rewritten
from tests.contracts.made import MINUTE, NOON
from tests.fakes.nouns import card, delivery

OUT = delivery(state=DeliveryState.SENT, message_id="m", shown=1, sent_at=NOON)


def test_a_note_is_shown_at_once_and_without_a_sound():
    """Whoever pressed looks at the post now; nobody else is woken."""
    row = noted(OUT, "by anna", NOON)
    assert (row.state, row.due_at, row.revision, row.silent) == (DeliveryState.DUE, NOON, 2, True)


def test_the_same_note_again_is_nothing():
    """No edit that changes nothing."""
    row = noted(OUT, "by anna", NOON)
    assert noted(row, "by anna", NOON + MINUTE) is row


def test_an_edit_that_waits_is_not_delayed_and_keeps_its_sound():
    """A severity that rose stays worth a notification."""
    waits = replace(OUT, state=DeliveryState.DUE, due_at=NOON + MINUTE, revision=3, silent=False)
    row = noted(waits, "by anna", NOON)
    assert (row.due_at, row.silent, row.revision) == (NOON, False, 4)
    first = delivery(due_at=NOON + MINUTE)
    assert noted(first, "by anna", NOON).due_at == NOON + MINUTE


def test_what_was_given_up_stays_so():
    """A note does not bring back a post that somebody deleted."""
    assert noted(replace(OUT, state=DeliveryState.DEAD), "by anna", NOON).state is DeliveryState.DEAD


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.DUE])
def test_a_new_card_keeps_the_note(state):
    """Triage, which knows nothing of it, cannot write it away."""
    row = replace(noted(OUT, "by anna", NOON), state=state)
    assert rewritten(row, replace(row, card=card(body="More is known."), note="")).note == "by anna"
