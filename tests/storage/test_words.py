"""Words as they are kept and searched, and values as columns keep them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage import postgres, sqlite
from bot.storage.columns import Instant, Span
from bot.storage.engine import Wanted
from bot.storage.postgres import lexemes, tsquery
from bot.storage.words import Term, as_typed, phrases, storable, terms, words


def test_words_are_folded():
    """Case, diacritics and punctuation do not count; scripts keep their letters."""
    assert words("Zürich's CVE-2026-1234, É_x") == ["zurich", "s", "cve", "2026", "1234", "e", "x"]
    assert words("İstanbul ПОРТ 한국 straße") == ["istanbul", "порт", "한국", "straße"]


def test_terms_are_what_was_typed():
    """Each blank-free piece with a word in it is one term; only the last has an open end."""
    assert [(t.words, t.open_end) for t in terms('CVE-2026-1 -- "apt28"')] == [(("cve", "2026", "1"), False), (("apt28",), True)]
    assert terms(" -- ") == []
    assert len(terms("word " * 500)) == 20


def test_a_letter_or_two_do_not_go_on():
    """A tenth of all words begins with them; with a digit, or behind other words, they narrow enough."""
    begun = ("po", "por", "12", "cve-1", "порт", "но")
    assert [terms(typed)[0].open_end for typed in begun] == [False, True, True, True, True, False]


def test_phrases_end_where_they_end():
    """What stood in quotes is one term of whole words; quotes around nothing are no term."""
    assert phrases(["Grey heron", "--"]) == [Term("Grey heron", ("grey", "heron"), open_end=False)]
    assert not any(term.open_end for term in as_typed(terms("port gate")))


@given(st.text(alphabet=st.characters()))
def test_every_text_can_be_stored(text):
    """The result is valid UTF-8 without NUL, and what was fit to be stored is not changed."""
    kept = storable(text)
    assert "\0" not in kept
    kept.encode()
    assert storable(kept) == kept


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_typed_reaches_postgres_as_syntax(title, text):
    """Inside the quotes of a tsvector or tsquery stand letters and digits alone."""
    wanted = Wanted(tuple(terms(text)), tuple(phrases([title])), (("xa1", "xb2"),), ("xc3",), titles=True)
    for literal in (lexemes(title, text, "xa1 xb2"), tsquery(terms(text)), postgres.match_of(wanted)):
        assert all(word.isalnum() for word in literal.split("'")[1::2])


@given(st.text(max_size=40), st.text(max_size=40), st.booleans())
def test_nothing_typed_reaches_fts5_as_syntax(text, phrase, titles):
    """Whatever is typed, FTS5 understands what is made of it."""
    wanted = Wanted(tuple(terms(text)), tuple(phrases([phrase])), (("xa1", "xb2"),), ("xc3",), titles=titles)
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE VIRTUAL TABLE items_fts USING fts5(title, text, facets)")
        assert base.execute("SELECT rowid FROM items_fts WHERE items_fts MATCH ?", [sqlite.match_of(wanted)]).fetchall() == []


def test_titles_weigh_more_and_end():
    """Title words have weight A, and a gap parts them from the text."""
    assert lexemes("Port halted", "port stands") == "'port':1A,4 'halted':2A 'stands':5"


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(min_value=timedelta()))
def test_times_are_kept_to_the_microsecond(moment, span):
    """What comes back is what was stored."""
    instant, length = Instant(), Span()
    assert instant.process_result_value(instant.process_bind_param(moment, None), None) == moment
    assert length.process_result_value(length.process_bind_param(span, None), None) == span


def test_a_naive_time_is_refused():
    """A time without a zone is a bug, and found where it is made."""
    with pytest.raises(TypeError):
        Instant().process_bind_param(datetime(2026, 1, 5, 12), None)  # noqa: DTZ001 - the very thing that is refused
