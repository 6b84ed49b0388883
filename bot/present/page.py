"""The words of a page: what happened, how bad, why it is you and now, and how to say that you see to it.

A page is a card like others, so that every sink can show it; `message` makes its full form for mail and chat, and its short
form for SMS.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.story import Story
from bot.domain.verdict import Indicator
from bot.present.escape import defang, inert
from bot.present.limits import cut, fit_card
from bot.present.message import ACK, WHY
from bot.present.story import BODY_ROOM, standing_words
from bot.present.words import moment, severity_colour, severity_line

EXERCISE = "EXERCISE"
"""Stands before the title of every page of a rehearsal, and below its text."""


@dataclass(frozen=True, slots=True)
class Call:
    """What one person is called for. Texts are as sources and people wrote them; `page_card` makes them harmless."""

    page_id: str
    title: str
    severity: int
    reason: str
    """Why this person, and why now: "you are on call for lead; severity rose from 2 to 4"."""
    url: str = ""
    """Of the story's post, or of its first report."""
    summary: str = ""
    standing: str = ""
    """How well the story is supported."""
    indicators: tuple[Indicator, ...] = ()
    """Written so that nothing links to them."""
    at: datetime | None = None
    exercise: bool = False
    ack: str = ""
    """How to acknowledge; "" says that it is done in Discord."""


def call_for(story: Story, page_id: str, reason: str, *, url: str = "", exercise: bool = False) -> Call:
    """A call for a story; `url` leads to its post, where it has one that can be linked to."""
    return Call(
        page_id=page_id,
        title=story.title,
        severity=story.severity,
        reason=reason,
        url=url or next((r.url for r in story.reports if r.url), ""),
        summary=story.summary or story.reports[0].text[:BODY_ROOM],
        standing=standing_words(story),
        indicators=tuple(i for r in story.reports for i in r.verdict.indicators),
        at=story.last_seen,
        exercise=exercise,
    )


def page_card(call: Call, zone: tzinfo = UTC) -> Card:
    """The card of a page; times are shown in `zone`. The fields that say why and how to answer come first and always stay."""

    def told(text: str) -> str:
        return defang(inert(text), call.indicators)

    marked = f"{EXERCISE}: " if call.exercise else ""
    values = (
        ("Severity", severity_line(call.severity), True),
        (WHY, told(call.reason), False),
        (ACK, inert(call.ack or f"type /ack {call.page_id} in Discord"), False),
        ("Standing", told(call.standing), True),
        ("Seen", moment(call.at, zone) if call.at else "", True),
    )
    return fit_card(
        Card(
            title=marked + told(call.title),
            body=cut(told(call.summary), BODY_ROOM),
            url=call.url,
            fields=tuple(Field(name, value, inline) for name, value, inline in values if value),
            footer=" · ".join(filter(None, [f"page {inert(call.page_id)}", EXERCISE.lower() if call.exercise else ""])),
            colour=severity_colour(call.severity),
            severity=call.severity,
            at=call.at,
        )
    )
