"""What people did about a story, in words; and who may do what."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, tzinfo

from bot.domain.audit import AuditLine
from bot.domain.card import Card, Field
from bot.domain.delivery import Delivery, Subject
from bot.domain.reasons import PressRefusal
from bot.domain.response import QUIET_AFTER_CALL, Ack, Call
from bot.domain.rights import Role
from bot.domain.route import Mention
from bot.domain.story import Story
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.words import moment, severity_word

NAME = 60
"""Characters of a person's name."""
ROLE = {Role.VIEWER: "viewer", Role.ANALYST: "analyst", Role.DUTY_OFFICER: "duty officer"}
PRESS = {
    PressRefusal.UNKNOWN_POST: "This button belongs to no post of Tocsin's in this channel.",
    PressRefusal.STALE_POST: "This is an earlier copy of the post. Use the buttons below the one that is kept up to date.",
    PressRefusal.STORY_GONE: "Nothing is stored about this story any more.",
    PressRefusal.NOBODY_ON_CALL: "Nobody is named to be called for this route. Set `oncall` of the route in routes.toml.",
    PressRefusal.EVENT_OVER: "That is over. Its alerts are found by /alerts search.",
    PressRefusal.NOT_YOUR_WATCH: "There is no such watch of yours; it may have ended. Duty officers end those of a channel.",
    PressRefusal.OUTDATED_BUTTON: "This button is of another version of Tocsin. Use those below a newer post, or a slash command.",
}
NO_AUDIT = "Nothing was changed."
LINE = 300
ACKNOWLEDGED, ANSWER = "Acknowledged", "Answer"
"""Fields of what people added: to the post of a story, and to a page."""


def ack_words(ack: Ack, zone: tzinfo = UTC) -> str:
    """Who and when, as it stands below a post."""
    return f"by {cut(inert(ack.name), NAME) or 'somebody'} at {moment(ack.at, zone)}"


def noted_card(delivery: Delivery) -> Card:
    """The card of a post with what people added to it, below its first row, where it is never cut away."""
    card = delivery.card
    if not delivery.note:
        return card
    name, after = (ANSWER, 2) if delivery.subject is Subject.PAGE else (ACKNOWLEDGED, 3)
    fields = [f for f in card.fields if f.name != name]
    return replace(card, fields=(*fields[:after], Field(name, inert(delivery.note), inline=False), *fields[after:]))


def call_words(whom: Mention, earlier: Call | None, zone: tzinfo = UTC) -> str:
    """What whoever calls is told."""
    if earlier is None:
        return f"{inert(whom.name)} is being called below the post."
    who = cut(inert(earlier.name), NAME) or "somebody"
    minutes = int(QUIET_AFTER_CALL.total_seconds()) // 60
    return f"{who} called {inert(whom.name)} at {moment(earlier.at, zone)}. Nobody is called again within {minutes} minutes."


def call_card(story: Story, call: Call) -> Card:
    """The line below the post that calls somebody."""
    who = cut(inert(call.name), NAME) or "somebody"
    said = f"{who} calls you: {severity_word(story.severity)}, {inert(story.title)}"
    return Card("Escalated", said, severity=story.severity, at=call.at)


def lacking_words(role: Role, named: Iterable[str] = ()) -> str:
    """Which role is needed; `named` are those of the server that make somebody one."""
    roles = ", ".join(named)
    how = f"These roles have it: {roles}." if roles else "Nobody but administrators has it: `[[guild]]` in bot.toml names roles."
    return f"This needs the role {ROLE[role]}. {how}"


def audit_lines(trail: Iterable[AuditLine], zone: tzinfo = UTC) -> Iterator[str]:
    """One change a line."""
    for line in trail:
        what = " → ".join(filter(None, (line.before, line.after)))
        where = f" (server {line.guild})" if line.guild else ""
        told = f"{moment(line.at, zone)} {line.who}: {line.action.value.replace('_', ' ')} {line.subject}{where}"
        yield cut(inert(f"{told}: {what}" if what else told), LINE)
