"""The promises of `present.escape`."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.verdict import Indicator
from bot.present.escape import MARKS_A_BASE, MOST, SAME_IN_A_ROW, defang, inert, markdown, unmentioned
from tests.present.hostile import HOSTILE, alive


@given(HOSTILE)
def test_inert_text_has_nothing_that_acts_unseen(text: str) -> None:
    """Whatever comes in, what comes out is one visible line without control, format or surrogate characters."""
    made = inert(text)
    assert not [c for c in made if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]
    assert made == made.strip()
    assert "  " not in made
    made.encode("utf-8")


@given(HOSTILE)
def test_inert_twice_is_inert_once(text: str) -> None:
    """Text that is stored inert and made inert again where it is shown does not change."""
    assert inert(inert(text)) == inert(text)


@given(HOSTILE)
def test_nothing_stays_alive_in_discord(text: str) -> None:
    """Whatever comes in, no style, link, mention, header, list, quote, timestamp or emoji comes out alive."""
    assert alive(markdown(inert(text))) == []
    assert alive(markdown(text)) == []


@given(st.text(alphabet="abcäßжzy 0123456789,;!?'\"/=&%", max_size=200))
def test_plain_words_are_left_alone(text: str) -> None:
    """A text without mark-up is shown as it was written."""
    if not re.search(r"^\s*\d+[.)]", text, re.MULTILINE):
        assert markdown(text) == text


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("@everyone", "@\u200beveryone"),
        ("<@1>", "\\<@\u200b1\\>"),
        ("[bank](https://evil.example)", "\\[bank\\](https\\://evil.example)"),
        ("||secret||", "\\|\\|secret\\|\\|"),
        ("# big", "\\# big"),
        ("-# small", "\\-# small"),
        ("2. two", "2\\. two"),
        ("join discord.gg/abc", "join discord\\.gg/abc"),
        ("back\\*slash", "back\\\\\\*slash"),
    ],
)
def test_each_trick_is_disarmed_in_the_known_way(hostile: str, safe: str) -> None:
    """The escapes are those that Discord removes when it shows the text."""
    assert markdown(hostile) == safe


def test_a_flood_of_text_is_cut_off() -> None:
    """A title of megabytes costs no more than the longest one that anybody could be shown."""
    assert len(inert("word " * 1_000_000)) <= MOST


def test_a_footer_keeps_its_looks_and_calls_nobody() -> None:
    """Where Discord knows no mark-up, only mentions are broken."""
    assert unmentioned("v1_a *b* @here") == "v1_a *b* @\u200bhere"


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("one\r\n\ttwo\u2028three", "one two three"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("pair \ud83d\ude00 lone \ud800", "pair 😀 lone \ufffd"),
        ("z" + "\u0301" * 50, "ź" + "\u0301" * MARKS_A_BASE),
        ("🔥" * 300, "🔥" * SAME_IN_A_ROW),
        ("!" * 300, "!" * SAME_IN_A_ROW),
        ("Львів, ņ, 東京, مرحبا", "Львів, ņ, 東京, مرحبا"),
    ],
)
def test_tricks_of_unicode_lose_their_effect(given_text: str, shown: str) -> None:
    """Newlines, overrides, escapes, halves of pairs, towers and floods are tamed; ordinary scripts are untouched."""
    assert inert(given_text) == shown


@pytest.mark.parametrize(
    ("kind", "value", "text", "cold"),
    [
        ("domain-name", "evil.example", "see evil.example now", "see evil[.]example now"),
        ("domain-name", "evil.example", "at https://www.EVIL.example/x", "at https://www.EVIL[.]example/x"),
        ("domain-name", "evil.example", "http://evil.example/a.html", "hxxp://evil[.]example/a.html"),
        ("domain-name", "t.co", "about it.com", "about it.com"),
        ("url", "https://evil.example/a?u=http://b.example", "https://evil.example/a?u=http://b.example", None),
        ("ipv4-addr", "192.0.2.7", "from 192.0.2.7 and 192.0.2.77", "from 192[.]0[.]2[.]7 and 192.0.2.77"),
        ("ipv6-addr", "2001:db8::1", "from 2001:db8::1", "from 2001[:]db8[:][:]1"),
        ("email-addr", "a@evil.example", "mail a@evil.example", "mail a[@]evil[.]example"),
        ("file", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"),
    ],
)
def test_indicators_go_cold(kind: str, value: str, text: str, cold: str | None) -> None:
    """An indicator can be read and copied but nothing links to it; its neighbours are untouched."""
    made = defang(text, [Indicator(kind, value)])
    assert made == cold if cold else made.startswith("hxxps://evil[.]example/a")
