"""Words as they are kept and searched, and values as columns keep them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.columns import Instant, Span
from bot.storage.postgres import lexemes, tsquery
from bot.storage.words import storable, terms, words


def test_words_are_folded():
    """Case, diacritics and punctuation do not count; scripts keep their letters."""
    assert words("Zürich's CVE-2026-1234, É_x") == ["zurich", "s", "cve", "2026", "1234", "e", "x"]
    assert words("İstanbul ПОРТ 한국 straße") == ["istanbul", "порт", "한국", "straße"]


def test_terms_are_what_was_typed():
    """Each blank-free piece with a word in it is one term; only the last has an open end."""
    assert [(t.words, t.open_end) for t in terms('CVE-2026-1 -- "apt28"')] == [(("cve", "2026", "1"), False), (("apt28",), True)]
    assert terms(" -- ") == []
    assert len(terms("word " * 500)) == 20


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
    for literal in (lexemes(title, text), tsquery(terms(text))):
        assert all(word.isalnum() for word in literal.split("'")[1::2])


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
