"""The promises of `present.limits`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.card import Card, Field
from bot.present.escape import markdown
from bot.present.limits import (
    BODY,
    EMBED,
    EMBEDS,
    FIELDS,
    NAME,
    TITLE,
    VALUE,
    card_size,
    cut,
    fit_card,
    messages,
    pages,
    safe_link,
    size,
)
from tests.present.hostile import HOSTILE, alive

LONG = st.tuples(HOSTILE, st.sampled_from((1, 1, 30, 300))).map(lambda pair: pair[0][:30] * pair[1])
CARDS = st.builds(
    Card,
    title=LONG,
    body=LONG,
    url=st.just("https://news.example/a"),
    fields=st.lists(st.builds(Field, LONG, LONG), max_size=5).map(lambda fields: (Field("Severity", "major"), *fields)),
    footer=LONG,
)


@settings(max_examples=60, deadline=None)
@given(CARDS)
def test_any_card_fits_dressed(card: Card) -> None:
    """However much a card says, what is left of it keeps every limit of Discord, link and severity included, and is inert."""
    made = fit_card(card, markdown)
    assert 0 < size(made.title) <= TITLE
    assert size(made.body) <= BODY
    assert len(made.fields) <= FIELDS
    assert all(0 < size(f.name) <= NAME and 0 < size(f.value) <= VALUE for f in made.fields)
    assert card_size(made) <= EMBED
    assert made.url == "https://news.example/a"
    assert made.fields[0] == Field("Severity", "major")
    texts = [made.title, made.body, *(f.name for f in made.fields), *(f.value for f in made.fields)]
    assert [alive(t) for t in texts] == [[] for _ in texts]


@settings(max_examples=8, deadline=None)
@given(st.lists(CARDS, max_size=11))
def test_messages_lose_no_card(cards: list[Card]) -> None:
    """Cards are packed in order, ten and 6000 characters to a message at most."""
    dressed = [fit_card(c, markdown) for c in cards]
    packed = messages(dressed)
    assert [c for group in packed for c in group] == dressed
    assert all(len(group) <= EMBEDS and sum(map(card_size, group)) <= EMBED for group in packed)


def test_a_crowd_of_fields_gives_way_from_the_end() -> None:
    """25 fields at most and 6000 characters in all; the first fields and a share of the body stay."""
    made = fit_card(Card("t", "b" * 5000, fields=tuple(Field(str(n), "v" * 400) for n in range(40))))
    assert [f.name for f in made.fields] == [str(n) for n in range(11)]
    assert size(made.body) > 1500
    assert card_size(made) <= EMBED
    assert len(fit_card(Card("t", fields=tuple(Field(str(n), "v") for n in range(40)))).fields) == FIELDS


def test_a_message_holds_ten_small_cards() -> None:
    """Many cards with few words fill messages by number."""
    assert [len(group) for group in messages([Card(str(n)) for n in range(25)])] == [10, 10, 5]


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 5, "short"),
        ("longer", 4, "lon…"),
        ("two words", 6, "two w…"),
        ("two words", 5, "two…"),
        ("ab🇱🇹", 5, "ab…"),
        ("ae\u0301o", 3, "a…"),
        ("a👍🏽b", 5, "a…"),
        ("x😀", 2, "x…"),
        ("", 3, ""),
    ],
)
def test_a_cut_never_splits_what_a_reader_sees_as_one(text: str, limit: int, kept: str) -> None:
    """Flags, accents and skin tones stay whole or go; the ellipsis says that something went."""
    assert cut(text, limit) == kept


def test_a_cut_never_leaves_half_an_escape() -> None:
    """The text is cut before it is escaped, so no backslash is left to act on what follows."""
    assert cut("*" * 100, 10, markdown) == "\\*\\*\\*\\*…"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example/straße x", "https://news.example/stra%C3%9Fe%20x"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://user:word@news.example/", "https://news.example/"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://[bad", ""),
        ("https://a.example:99999/", ""),
        ("https://a b.example/", ""),
        ("https://" + "a" * 64 + ".example/", ""),
        ("https://news.example/" + "a" * 3000, ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, kept: str) -> None:
    """A link is http or https, ASCII, without a password, and short enough; everything else is no link."""
    assert safe_link(url) == kept


def test_pages_hold_whole_lines() -> None:
    """A long list is spread over pages between its lines."""
    lines = [f"line {n} " + "x" * 90 for n in range(100)]
    made = pages(lines, 1000)
    assert "\n".join(made).split("\n") == lines
    assert max(map(len, made)) <= 1000
