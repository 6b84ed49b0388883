"""Words and marks for values: severities, reasons, times, grades. One meaning has one word everywhere."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason, RefusalReason, RouteReason, SilenceReason, SummaryReason
from bot.domain.source import Grade, SourceInfo
from bot.domain.story import Standing
from bot.domain.summary import Outcome
from bot.domain.verdict import Certainty, Named

SEVERITY = ("none", "minor", "moderate", "major", "critical")
SEVERITY_COLOUR = (0x95A5A6, 0x3498DB, 0xF1C40F, 0xE67E22, 0xC0392B)

GRADE = {
    Grade.A: "completely reliable",
    Grade.B: "usually reliable",
    Grade.C: "fairly reliable",
    Grade.D: "not usually reliable",
    Grade.E: "unreliable",
    Grade.F: "reliability unknown",
}
"""The Admiralty code's own words, the last one shortened."""

CERTAINTY = {
    Certainty.CONFIRMED: "confirmed by {}",
    Certainty.CLAIMED: "claimed by {}",
    Certainty.ALLEGED: "alleged by {}",
    Certainty.SUSPECTED: "suspected by {}",
    Certainty.DENIED: "denied by {}",
}

STATE = {
    ItemState.PENDING: "waiting for judgement",
    ItemState.ALERTED: "posted as an alert",
    ItemState.QUIET: "filed as an alert, not posted",
    ItemState.REJECTED: "dropped: not an alert",
    ItemState.DUPLICATE: "dropped: already known",
    ItemState.FAILED: "could not be judged",
}

ITEM_REASON = {
    ItemReason.FETCHED: "it was fetched and nobody has judged it yet",
    ItemReason.ROUTED: "at least one route wanted it",
    ItemReason.JOINED: "it tells a story that is posted",
    ItemReason.NO_ROUTE: "no route wanted it",
    ItemReason.BELOW_THRESHOLD: "it is less probable than its route or its channels ask for",
    ItemReason.HELD: "something holds it back wherever a route wanted it",
    ItemReason.SITUATION: "it is told in the one post of a mass event",
    ItemReason.WATCHED: "no route wanted it, but somebody watches for it",
    ItemReason.BACKLOG: "it was already listed when its source was first polled",
    ItemReason.NOT_ALERT: "it was judged not to report an alert",
    ItemReason.SAME_ADDRESS: "another item has the same address",
    ItemReason.NEAR_DUPLICATE: "another item says nearly the same",
    ItemReason.NO_TEXT: "it has neither a title nor a text",
    ItemReason.JUDGE_FAILED: "judging it raised an error or never ended",
}

ROUTE_REASON = {
    RouteReason.NO_MATCH: "no route means it",
    RouteReason.BELOW_THRESHOLD: "it is less probable than is asked for",
    RouteReason.SILENCED: "somebody asked for silence",
    RouteReason.INHIBITED: "an open story explains it",
    RouteReason.MAINTENANCE: "work is being done",
    RouteReason.QUIET_HOURS: "it waits for the end of quiet hours",
    RouteReason.CAPPED: "the route has posted as much as it may in an hour",
    RouteReason.ABOVE_CLEARANCE: "the channel's readers are not cleared for it",
    RouteReason.GROUPED: "it waits for further reports",
    RouteReason.DIGEST: "the route tells it in a digest",
}

SILENCE = {
    SilenceReason.BAD_MATCHER: "the matcher cannot be understood",
    SilenceReason.NO_END: "a silence needs an end; say for how long, for example 2h",
    SilenceReason.NO_AUTHOR: "a silence needs an author",
    SilenceReason.NO_REASON: "a silence needs a reason; say why, in a few words",
    SilenceReason.ENDS_TOO_EARLY: "it would be over before it begins",
    SilenceReason.LASTS_TOO_LONG: "a silence lasts a year at most; write a route for what is never wanted",
    SilenceReason.NO_SUCH_SILENCE: "there is no such silence",
    SilenceReason.ENDED_ALREADY: "it has ended already",
}

REFUSAL = {
    RefusalReason.UNKNOWN_ITEM: "nothing is known of it",
    RefusalReason.NOT_JUDGED: "it is still waiting for its judgement; say it again in a moment",
    RefusalReason.NOT_AN_ALERT: "it was not judged to be an alert",
    RefusalReason.SEVERAL_ALERTS: "several alerts have that address; name one by its id",
    RefusalReason.UNKNOWN_CHANNEL: "there is no such channel in routes.toml",
    RefusalReason.UNKNOWN_KIND: "there is no such kind",
    RefusalReason.KIND_MISSING: "a wrong kind needs the right one beside it",
    RefusalReason.KIND_UNFIT: "that kind does not go with that judgement",
    RefusalReason.NAMELESS: "nobody is named as its author",
}
"""Why a judgement was not taken."""

SUMMARY_REASON = {
    SummaryReason.ENDPOINT: "written by a model, every name and number found in the article",
    SummaryReason.BUILT_IN: "built-in: the article is no longer than a summary",
    SummaryReason.URGENT: "built-in: what is critical waits for nobody",
    SummaryReason.BUSY: "built-in: too much was waiting to ask for a better one",
    SummaryReason.LEFT_OUT: "built-in: items of this source are not sent to the endpoint",
    SummaryReason.OVER_BUDGET: "built-in: the day's requests or tokens were used up",
    SummaryReason.RESTING: "built-in: the endpoint had failed a short while before",
    SummaryReason.TIMED_OUT: "built-in: the endpoint did not answer in time",
    SummaryReason.ENDPOINT_FAILED: "built-in: the endpoint failed",
    SummaryReason.ENDPOINT_REFUSED: "built-in: the endpoint refused to be asked",
    SummaryReason.UNREADABLE: "built-in: the endpoint's answer could not be read",
    SummaryReason.EMPTY: "built-in: the endpoint's answer was empty",
    SummaryReason.TOO_LONG: "built-in: the endpoint's was too long",
    SummaryReason.NOT_PLAIN: "built-in: the endpoint's held a link, mark-up or a hidden character",
    SummaryReason.UNGROUNDED: "built-in: the endpoint's said what the article does not",
    SummaryReason.HEDGE_LOST: "built-in: the endpoint's lost a doubt or a denial",
    SummaryReason.UNEXPECTED: "built-in: a fault of ours, see the log",
}


STANDING = {
    Standing.SINGLE_SOURCE: "single source",
    Standing.CORROBORATED: "corroborated",
    Standing.OFFICIAL: "official",
    Standing.DISPUTED: "disputed",
}


def severity_word(severity: int) -> str:
    """0..4 in a word; what lies outside is drawn to the nearest end."""
    return SEVERITY[_step(severity)]


def severity_mark(severity: int) -> str:
    """Four boxes, as many filled as the severity: readable without colour and by ear ("2 of 4" follows it in cards)."""
    step = _step(severity)
    return "■" * step + "□" * (4 - step)


def severity_line(severity: int) -> str:
    """Mark, word and number."""
    return f"{severity_mark(severity)} {severity_word(severity)} ({_step(severity)} of 4)"


def severity_colour(severity: int) -> int:
    """0xRRGGBB, for a card that is not of one kind."""
    return SEVERITY_COLOUR[_step(severity)]


def standing_words(standing: Standing) -> str:
    """How well a story is supported."""
    return STANDING[standing]


def label(slug: str) -> str:
    """A slug of the taxonomy as words."""
    return slug.replace("_", " ")


def fail_words(reason: FailReason | None, detail: str = "") -> str:
    """Why a poll or a send failed, in one line."""
    word = label(str(reason)) if reason else "unknown reason"
    return f"{word}: {detail}" if detail else word


def summary_words(outcome: Outcome) -> str:
    """Whose summary it is and why, in one line."""
    return SUMMARY_REASON[outcome.reason] + (f" ({outcome.detail})" if outcome.detail else "")


def moment(at: datetime | None, zone: tzinfo = UTC) -> str:
    """To the minute, with the name that the zone has for itself."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if at else "never"


def span(length: timedelta) -> str:
    """A length of time in its two largest units."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def named(things: Sequence[Named], most: int = 6) -> str:
    """Names with their canonical form where that differs, and how many more there are."""
    told = [
        f"{n.name} ({n.canonical})" if n.canonical and n.canonical.casefold() != n.name.casefold() else n.name for n in things
    ]
    return listed(told, most)


def listed(words: Sequence[str], most: int = 8) -> str:
    """Comma-separated, each once, with a count of those left out."""
    once = list(dict.fromkeys(w for w in words if w))
    left = len(once) - most
    return ", ".join(once[:most]) + (f" and {left} more" if left > 0 else "")


def source_words(info: SourceInfo) -> str:
    """A source with the trust it deserves."""
    return f"{info.name} · {info.publisher} · grade {info.grade} ({GRADE[info.grade]})"


def _step(severity: int) -> int:
    return min(max(severity, 0), 4)
