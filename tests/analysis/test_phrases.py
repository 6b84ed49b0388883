"""One matcher for all tables: word boundaries, open ends, kept capitals."""

import pytest

from bot.analysis.phrases import Phrases, bounded, longest, split_list


def found(phrases, text):
    return [(text[h.start : h.end], h.what) for h in phrases.find(text, text.lower())]


def test_whole_words_only():
    """A phrase inside another word is not an occurrence."""
    assert found(Phrases([("rat", 1)]), "A rat in the strategy of Rat, ratified.") == [("rat", 1), ("Rat", 1)]


def test_open_end_takes_the_rest_of_the_word():
    """`*` stands for any end of a word, in any alphabet."""
    assert found(Phrases([("атак*", 1)]), "Атаки и атакували, нападатаки") == [("Атаки", 1), ("атакували", 1)]


def test_open_end_inside_a_phrase():
    """`*` may end a word in the middle of a phrase."""
    assert found(Phrases([("fałszyw* sms*", 1)]), "Fałszywe SMS-y od banku; fałszywy alarm") == [("Fałszywe SMS", 1)]


def test_kept_capitals():
    """`^` keeps the case: "us" is no country."""
    assert found(Phrases([("^US", "US")]), "US tells us: US-based, Us") == [("US", "US"), ("US", "US")]


def test_phrase_with_nothing_to_look_for_is_refused():
    """A table row that would match everything is a mistake, said at once."""
    with pytest.raises(ValueError, match="nothing to look for"):
        Phrases([("*", 1)])


def test_longest_leaves_out_what_lies_inside():
    """Of overlapping hits the earlier and longer one stays."""
    hits = Phrases([("north korea", "KP"), ("korea", "KR")]).find("North Korea", "north korea")
    assert [h.what for h in longest(hits)] == ["KP"]


def test_bounds_and_lists():
    """Punctuation is a boundary; empty cells of a table are none."""
    assert bounded("(hack)", 1, 5)
    assert not bounded("shack", 1, 5)
    assert split_list("a, b c,, ") == ["a", "b c"]
