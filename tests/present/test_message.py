"""The promises of `present.message`."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.card import Field
from bot.present.limits import safe_link, size
from bot.present.message import ACK, SHORT, WHY, full_message, short_message
from tests.fakes.nouns import card
from tests.present.hostile import HOSTILE

LINK = "https://news.example/norhaven"
PAGE = (Field(WHY, "you are on call for lead"), Field(ACK, "type /ack 1a2b in Discord"), Field("Standing", "official"))
CARDS = st.builds(
    lambda text, severity: card(
        title=text, body=text * 3, fields=(Field(WHY, text), Field(ACK, text), Field(text, text)), footer=text, severity=severity
    ),
    HOSTILE,
    st.integers(0, 4),
)
_ALIVE = re.compile(r"https?://\S+|www\.\w|@(?:everyone|here|channel|all)\b|<[@!#](?!\u200b)", re.IGNORECASE)


def alive(text: str) -> list[str]:
    """What a mail, chat or telephone program would turn into a link or a call, besides the card's own link."""
    return _ALIVE.findall(text.replace(LINK, ""))


def test_the_full_form_says_all() -> None:
    """Severity stands in the title, and body, fields, link and footer in lines below it."""
    title, text = full_message(card(), "Duty officer")
    assert title == "[3/4 major] Port of Norhaven halts cranes"
    assert text == (
        "It stopped on Monday.\nSeverity: ■■■□ major (3 of 4)\nKind: 🔒 Ransomware\nCalls Duty officer\n\n"
        "https://news.example/norhaven\nmodel t1"
    )


def test_the_short_form_says_what_matters_in_one_line() -> None:
    """Severity, title, body, why, how to acknowledge, link."""
    assert short_message(card(fields=PAGE)) == (
        "[3/4 major] Port of Norhaven halts cranes. It stopped on Monday. "
        "Why: you are on call for lead. Ack: type /ack 1a2b in Discord. https://news.example/norhaven"
    )


def test_a_card_without_severity_or_link_has_a_short_form_too() -> None:
    """A notice is its title and as much of its text as fits."""
    assert short_message(card(title="Source broken", body="", fields=(), url="", severity=0)) == "Source broken."


def test_a_long_title_gives_way_to_link_and_answer() -> None:
    """What somebody must do is never cut for what happened."""
    made = short_message(card(title="cranes " * 90, fields=PAGE))
    assert size(made) <= SHORT
    assert made.endswith(f"Ack: type /ack 1a2b in Discord. {LINK}")
    assert "... Why: you are on call" in made


def test_a_long_link_is_left_out_whole() -> None:
    """A link that is cut leads nowhere."""
    assert "http" not in short_message(card(url="https://news.example/" + "a" * 200, fields=PAGE))


def test_our_own_words_fit_the_alphabet_of_text_messages() -> None:
    """Quotes, dashes and dots that would make every letter cost double are written plainly."""
    made = short_message(card(title="\u201cNorhaven\u201d \u2013 cranes\u2019 halt\u2026", body="a" * 400, fields=PAGE))
    assert made.isascii()


@pytest.mark.parametrize(
    "words", ["see https://evil.example/x now", "HTTP://evil.example", "xhttp://a.example", "www.evil.example"]
)
def test_an_address_in_the_words_is_not_a_link(words: str) -> None:
    """Mail and chat programs make links of plain addresses; only the card's own may be one."""
    title, text = full_message(card(title=words, body=words, fields=(Field("Who", words),), footer=words))
    assert not alive(title)
    assert not alive(text)
    assert not alive(short_message(card(title=words, body=words)))


def test_what_is_defanged_stays_as_it_is() -> None:
    """No address is defanged twice."""
    assert "hxxps://heron[.]example/a" in full_message(card(body="hxxps://heron[.]example/a"))[1]


@given(CARDS)
def test_no_words_come_alive(made) -> None:
    """For any card both forms are without links but its own, without calls and without control characters."""
    title, text = full_message(made, made.title)
    for part in (title, *text.splitlines(), short_message(made)):
        assert not alive(part)
        assert part == part.encode("utf-8", "strict").decode()
        assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", part)
    assert "\n" not in title


@given(CARDS, st.sampled_from([SHORT, 250]))
def test_the_short_form_is_short(made, room: int) -> None:
    """Never longer than it may be, and the link is whole."""
    short = short_message(made, room)
    assert size(short) <= room
    assert short.endswith(safe_link(made.url))
