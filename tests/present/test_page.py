"""The promises of `present.page`."""

from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from hypothesis import given

from bot.domain.card import Field
from bot.present.limits import EMBED, card_size, size
from bot.present.message import ACK, SHORT, WHY, full_message, short_message
from bot.present.page import Call, page_card
from tests.fakes.nouns import NOON
from tests.present.hostile import HOSTILE

CALL = Call(
    "1a2b",
    "Port of Norhaven halts cranes",
    4,
    "you are on call for lead; severity rose from 2 to 4",
    url="https://news.example/norhaven",
    summary="The port stopped its cranes on Monday.",
    at=NOON,
)


def test_a_page_says_why_you_and_how_to_answer() -> None:
    """What happened, how bad, why it is this person and now, since when, and how to acknowledge."""
    made = page_card(CALL, ZoneInfo("Europe/Vilnius"))
    assert (made.title, made.body, made.url, made.severity) == (CALL.title, CALL.summary, CALL.url, 4)
    assert made.fields == (
        Field("Severity", "■■■■ critical (4 of 4)"),
        Field("Since", "2026-01-05 14:00 EET"),
        Field(WHY, CALL.reason, inline=False),
        Field(ACK, "type /ack 1a2b in Discord", inline=False),
    )
    assert made.footer == "page 1a2b"


def test_a_page_as_a_text_message() -> None:
    """The short form of a page can be acted on by somebody who was asleep."""
    assert short_message(page_card(CALL, UTC)) == (
        "[4/4 critical] Port of Norhaven halts cranes. The port stopped its cranes on Monday. "
        "Why: you are on call for lead; severity rose from 2 to 4. Ack: type /ack 1a2b in Discord. https://news.example/norhaven"
    )


def test_a_page_by_hand_needs_no_story() -> None:
    """Somebody's own words and nothing else make a page."""
    made = page_card(Call("9f", "Call me", 3, "Ana calls you by hand", ack="answer this mail"))
    assert [f.name for f in made.fields] == ["Severity", WHY, ACK]
    assert full_message(made)[1] == (
        "Severity: ■■■□ major (3 of 4)\nCalled because: Ana calls you by hand\nAcknowledge: answer this mail\n\npage 9f"
    )


@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_page_fits_and_is_one_line_each(title: str, reason: str, summary: str) -> None:
    """Whatever sources and people write, a page fits its places and keeps its reason and its answer."""
    made = page_card(replace(CALL, title=title, reason=reason or "x", summary=summary * 40))
    assert card_size(made) <= EMBED
    assert size(short_message(made)) <= SHORT
    assert ACK in [f.name for f in made.fields]
    assert "Ack: type /ack 1a2b in Discord" in short_message(made)
