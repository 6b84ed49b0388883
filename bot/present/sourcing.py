"""What came of asking a source by hand, in words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.domain.errors import Failure
from bot.domain.item import Entry
from bot.present.escape import defang, inert
from bot.present.limits import cut
from bot.present.words import count, fail_words, span

SHOWN = 5
TITLE = 120
WRONG = 20
"""Feeds that were left out and are named."""
FRESH = "What it lists now is filed as known; what it lists from now on is posted as its routes say."


def entries_lines(entries: Sequence[Entry], wait: timedelta | None = None) -> Iterator[str]:
    """How many, the first few, and how long the publisher asks us to stay away; each line inert."""
    yield count(len(entries), "entry", "entries") + (f"; asks us to wait {span(wait)}" if wait else "")
    for entry in entries[:SHOWN]:
        yield "· " + defang(inert(cut(entry.title or entry.text, TITLE)), ())


def failed_lines(failure: Failure) -> Iterator[str]:
    """Why there is no answer."""
    yield inert(cut(fail_words(failure.reason, failure.detail), 300))


def pause_words(source: str, *, paused: bool, done: bool) -> tuple[str, str]:
    """Text and title."""
    if not done:
        return (f"{inert(source)} is {'paused' if paused else 'polled'} already.", "Nothing changes")
    after = "is not polled any more, until it is resumed." if paused else "is polled again from its next time on."
    return (f"{inert(source)} {after}", "Paused" if paused else "Resumed")


def brought_words(added: Sequence[str], known: int, wrong: Sequence[str]) -> Iterator[str]:
    """What an import brought; `wrong` are faults of feeds that were left out."""
    if known:
        yield f"{count(known, 'feed was', 'feeds were')} there already."
    if added:
        yield cut(inert(", ".join(added)), 1500)
        yield FRESH
    elif not known and not wrong:
        yield "The file lists no feed."
    if wrong:
        yield f"{count(len(wrong), 'feed was', 'feeds were')} left out:"
        yield from (inert(cut(line, 300)) for line in wrong[:WRONG])
        if (more := len(wrong) - WRONG) > 0:
            yield f"and {more} more"
