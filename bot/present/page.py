"""The words of a page: what happened, how bad, why it is you and now, and how to say that you see to it.

A page is a card like others, so that every sink can show it; `message` makes its full form for mail and chat, and its short
form for SMS.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.present.escape import inert
from bot.present.limits import cut, fit_card
from bot.present.message import ACK, WHY
from bot.present.story import BODY_ROOM
from bot.present.words import moment, severity_colour, severity_line


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
    at: datetime | None = None
    """When the page was opened."""
    ack: str = ""
    """How to acknowledge; "" says that it is done in Discord."""


def page_card(call: Call, zone: tzinfo = UTC) -> Card:
    """The card of a page; times are shown in `zone`. The fields that say why and how to answer come first and always stay."""
    values = (
        ("Severity", severity_line(call.severity), True),
        ("Since", moment(call.at, zone) if call.at else "", True),
        (WHY, inert(call.reason), False),
        (ACK, inert(call.ack or f"type /ack {call.page_id} in Discord"), False),
    )
    return fit_card(
        Card(
            title=inert(call.title),
            body=cut(inert(call.summary), BODY_ROOM),
            url=call.url,
            fields=tuple(Field(name, value, inline) for name, value, inline in values if value),
            footer=f"page {inert(call.page_id)}",
            colour=severity_colour(call.severity),
            severity=call.severity,
            at=call.at,
        )
    )
