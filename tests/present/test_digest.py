"""A digest as a card: within its limits whatever is in it, and never a live indicator."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import Edition, Heard
from bot.domain.source import SourceInfo
from bot.domain.story import Report, Standing
from bot.domain.verdict import Indicator
from bot.present.digest import NOTHING, changes, digest_card, digest_lines
from bot.present.limits import BODY, EMBED, card_size, size
from tests.fakes.nouns import NOON, SOURCE, verdict
from tests.fakes.told import DAY, story
from tests.present.hostile import HOSTILE, alive


def heard(name="s", before=None, **changes):
    return Heard(story(name, publishers=(SOURCE,), **changes), (name,), before)


def test_what_is_said():
    """New, changed and how, still open, best supported; each with its id to ask further by."""
    grown = heard("b", before=story("b", severity=1, standing=Standing.SINGLE_SOURCE), severity=3, closed=True)
    best = replace(grown, story=replace(grown.story, publishers=(SOURCE, SourceInfo("x", "X", "feed", ""))))
    edition = Edition(NOON - DAY, NOON, (heard("a"),), (best,), (heard("c"),), (best,))
    assert list(digest_lines(edition)) == [
        "New: 1",
        "■■□□ Flood at Mill a · ddos · LT · 1 publisher, corroborated · a",
        "Changed: 1",
        "■■■□ Flood at Mill b · severity 3, was 1 · corroborated, was single source · closed · b",
        "Still open: 1",
        "■■□□ Flood at Mill c · ddos · LT · 1 publisher, corroborated · c",
        "Best supported: Flood at Mill b (2 publishers)",
    ]
    card = digest_card(edition, "morning")
    assert card.title == "1 new and 1 changed since 2026-01-04 12:00 UTC"
    assert card.severity == 3


def test_nothing_is_said_in_words():
    """On request an empty one answers."""
    assert list(digest_lines(Edition(NOON - DAY, NOON))) == [NOTHING]
    assert digest_card(Edition(NOON - DAY, NOON), "now").title.startswith("Nothing new since")


def test_the_same_story_has_no_changes():
    """What is as it was needs no word."""
    assert changes(story(), story()) == []


def test_indicators_are_defanged():
    """A domain that a report names as hostile is no link in a digest."""
    nasty = verdict(indicators=(Indicator("domain-name", "heron-leaks.example"),))
    told = story(title="heron-leaks.example takes orders", reports=(Report("a", SOURCE, NOON, "t", nasty),))
    [_, line, *_] = digest_lines(Edition(NOON - DAY, NOON, (Heard(told, ("a",)),)))
    assert "heron-leaks[.]example" in line


@settings(deadline=None)
@given(st.lists(HOSTILE, max_size=60))
def test_any_number_of_any_titles_fits(titles):
    """Sixty hostile titles make one card within the limits; what is left out is counted."""
    some = tuple(heard(str(n), title=t * 40) for n, t in enumerate(titles))
    card = digest_card(Edition(NOON - DAY, NOON, some, some, some, some[:3]), "morning")
    assert card_size(card) <= EMBED
    assert size(card.body) <= BODY
    assert not [found for found in alive(card.title) if found.startswith("@")]
    if len(some) > 12:
        assert f"and {len(some) - 12} more" in card.body
