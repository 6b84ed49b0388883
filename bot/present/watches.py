"""Watches in words."""

from collections.abc import Iterable, Iterator
from datetime import UTC, tzinfo

from bot.domain.reasons import WatchRefusal
from bot.domain.watch import DIRECT, NotWatched, Watch
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.words import moment

NO_WATCHES = "No watch is in force."
REFUSAL = {
    WatchRefusal.UNREADABLE: "That cannot be watched for",
    WatchRefusal.TOO_WIDE: "It names nothing to watch for: add an actor, a country, a sector, a CVE, a kind, a source or words in quotes",
    WatchRefusal.TOO_MANY: "There are as many watches as one may have; end one first",
    WatchRefusal.UNKNOWN_CHANNEL: "There is no such channel in routes.toml",
    WatchRefusal.BAD_END: "It would end at once, or too far away",
    WatchRefusal.NO_SUCH_WATCH: "There is no such watch of yours",
}


def refused_words(refusal: NotWatched) -> str:
    """Why it was not taken, in one line."""
    return REFUSAL[refusal.reason] + (f": {cut(inert(refusal.detail), 300)}" if refusal.detail else "") + "."


def watch_line(watch: Watch, zone: tzinfo = UTC) -> str:
    """One watch: its id, what for, where to, until when."""
    to = "direct messages" if watch.to.startswith(DIRECT) else f"channel {watch.to}"
    return inert(f"{watch.id}: {cut(watch.text, 300)} · {to} · until {moment(watch.ends, zone)} · by {watch.owner}")


def watch_lines(watches: Iterable[Watch], zone: tzinfo = UTC) -> Iterator[str]:
    """One a line."""
    return (watch_line(watch, zone) for watch in watches)
