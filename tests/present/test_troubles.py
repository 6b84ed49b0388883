"""The promises of `present.troubles` and `present.balance`."""

from datetime import timedelta

import pytest
from hypothesis import given

from bot.domain.balance import Balance, Loss
from bot.domain.item import ItemState
from bot.domain.reasons import TroubleReason
from bot.present.balance import balance_line, balance_lines
from bot.present.escape import markdown
from bot.present.limits import EMBED, fit_card
from bot.present.troubles import (
    over_card,
    over_together_card,
    started_card,
    started_together_card,
    trouble_lines,
)
from tests.fakes.nouns import NOON, SOURCE, trouble
from tests.present.hostile import HOSTILE, alive

DAY = timedelta(days=1)


def test_a_broken_source_is_told_with_its_reason() -> None:
    """People read which source, why, since when, and that polling goes on."""
    card = started_card(trouble(detail="dns: no such host"), SOURCE, NOON)
    assert card.title == "Source broken: Harbour CERT"
    assert card.body == "Polling goes on with growing pauses."
    told = {f.name: f.value for f in card.fields}
    assert told["Why"] == "dns: no such host"
    assert told["Since"] == "2026-01-05 12:00 UTC"


def test_a_new_address_is_told() -> None:
    """Where it moved to is what a person needs to write down."""
    card = started_card(trouble(TroubleReason.MOVED, detail="https://new.example/feed"), SOURCE, NOON)
    assert {f.name: f.value for f in card.fields}["New address"].endswith("new.example/feed")


def test_the_end_says_how_long_it_was() -> None:
    """The end of an outage is told with its length and its reason."""
    card = over_card(trouble(ended_at=NOON + timedelta(hours=30, minutes=5)), SOURCE, NOON + 2 * DAY)
    assert (card.title, card.body) == ("Source recovered: Harbour CERT", "After 1 d 6 h.")
    assert card.fields[0].value == "broken: timeout: no answer"


@pytest.mark.parametrize("what", TroubleReason)
def test_each_trouble_has_words_for_start_and_end(what: TroubleReason) -> None:
    """No reason is shown by its slug alone, with a source or without."""
    for info in (SOURCE, None):
        assert started_card(trouble(what), info, NOON).body
        assert over_card(trouble(what), info, NOON).title


def test_many_at_once_are_one_notice_with_a_list() -> None:
    """A hundred names fit into one post; what does not is counted."""
    many = [trouble(subject=f"source-{n:03}") for n in range(100)]
    for card in (started_together_card(many, {}, NOON), over_together_card(many, {}, NOON)):
        assert card.title.startswith("100 troubles")
        lines = card.fields[0].value.splitlines()
        assert lines[-1] == f"and {100 - (len(lines) - 1)} more: `/sources health`" or "more" in lines[-1]
        assert len(lines) > 10


@given(HOSTILE)
def test_foreign_text_stays_tame(text: str) -> None:
    """An error's words cannot call anybody or break a limit."""
    for card in (started_card(trouble(detail=text, subject=text), None, NOON), over_card(trouble(detail=text), None, NOON)):
        shown = fit_card(card, markdown)
        assert not [x for f in shown.fields for x in alive(f.value)] + alive(shown.title)
        assert sum(len(f.name + f.value) for f in shown.fields) + len(shown.title + shown.body) <= EMBED


def test_open_troubles_stand_first() -> None:
    """A list begins with what is wrong now."""
    lines = list(trouble_lines([trouble(ended_at=NOON + DAY), trouble(TroubleReason.QUIET)]))
    assert lines[0].startswith("✗ harbour-cert: quiet · since 2026-01-05")
    assert lines[1].startswith("✓ harbour-cert: broken · over 2026-01-06")


def test_the_books_are_told_in_one_line_and_in_many() -> None:
    """0 lost of N, the states that make N, and each loss with an example."""
    assert balance_line(Balance(NOON, 9, 1, {})) == "✓ Books: 0 lost of 9 fetched, counted 2026-01-05 12:00 UTC"
    assert "not compared yet" in balance_line(None)
    lost = Loss(TroubleReason.UNACCOUNTED, 2, "harbour-cert")
    lines = list(balance_lines(Balance(NOON, 9, 1, {ItemState.QUIET: 6}, (lost, Loss(TroubleReason.NO_POST, 1, example="ab")))))
    assert lines[0].startswith("✗ Books: 3 lost of 9 fetched")
    assert lines[-2:] == [
        "✗ Entries not accounted for: 2 of source harbour-cert",
        "✗ Alerts without a post: 1, for example ab",
    ]
