"""What holds a story back, routes and silences, in words."""

from datetime import UTC, datetime, tzinfo

from bot.domain.choice import Held
from bot.domain.reasons import RouteReason
from bot.domain.silence import Silence, SilenceRefusal
from bot.present.escape import inert
from bot.present.words import ROUTE_REASON, SILENCE, moment

NO_SILENCE = "Nothing is silenced."


def held_words(held: Held, zone: tzinfo = UTC) -> str:
    """Who holds it and why, in a few words. What is only too weak says how probable it must be."""
    who = f"channel {held.channel}" if held.channel else f"route {held.route}" if held.route else "routes"
    if held.reason is RouteReason.BELOW_THRESHOLD:
        return f"{who} asks for {held.threshold:.2f}"
    by = f" ({held.by})" if held.by else ""
    until = f", until {moment(held.until, zone)}" if held.until else ""
    return f"{who}: {held.reason}: {ROUTE_REASON[held.reason]}{by}{until}"


def silence_line(silence: Silence, now: datetime, zone: tzinfo = UTC) -> str:
    """One silence: what, until when, by whom, why."""
    ended = f"ended by {inert(silence.ended_by)}" if silence.ended_by else "over"
    state = ended if silence.ends <= now else "in force" if silence.starts <= now else "to come"
    span = f"{moment(silence.starts, zone)} to {moment(silence.ends, zone)}"
    return f"{silence.id}: {state}: {inert(silence.matcher)} | {span} | by {inert(silence.author)}: {inert(silence.reason)}"


def silence_refusal_words(refusal: SilenceRefusal) -> str:
    """Why it was not taken, in one line."""
    return SILENCE[refusal.reason] + (f": {inert(refusal.detail)}" if refusal.detail else "")
