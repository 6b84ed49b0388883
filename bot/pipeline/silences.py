"""SILENCES: somebody asks for silence about something, for a while and with a reason; it is kept, or refused by name.

words -> matcher -> does it make sense? -> one row -> in force at the next batch of triage
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.analysis.matcher import BadMatcher, Vocabulary, parse_matcher
from bot.domain.reasons import SilenceReason
from bot.domain.silence import Silence, SilenceRefusal
from bot.ports.clock import Clock
from bot.ports.silences import SilenceStore
from bot.present.limits import cut

log = structlog.get_logger(__name__)

LONGEST = timedelta(days=366)
WORDS = 300
"""Characters kept of an author and of a reason."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. It begins now unless `starts` is given; `ends` is an instant, or `length` counts from the start."""

    matcher: str
    author: str
    reason: str
    length: timedelta | None = None
    ends: datetime | None = None
    starts: datetime | None = None
    guild: str = ""
    """The Discord server that asks: it holds there alone. "": everywhere."""


class Silences:
    """Takes wishes for silence, lists and ends them. `vocabulary` is asked each time, because a reload changes it."""

    def __init__(
        self,
        store: SilenceStore,
        vocabulary: Callable[[], Vocabulary],
        clock: Clock,
        new_id: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        """`new_id` makes the id that people end a silence by."""
        self._store = store
        self._vocabulary = vocabulary
        self._clock = clock
        self._new_id = new_id

    async def add(self, wish: Wish) -> Silence | SilenceRefusal:
        """Stores the silence, or says why not."""
        made = understood(wish, self._vocabulary(), self._clock.now(), self._new_id())
        if isinstance(made, Silence):
            await self._store.put(made)
            log.info("silence.added", id=made.id, matcher=made.matcher, ends=made.ends.isoformat(), author=made.author)
        return made

    async def end(self, silence_id: str, by: str, guild: str | None = None) -> Silence | SilenceRefusal:
        """Ends it now; says so where there is none, or none that lasts. With `guild` only one that was asked for there."""
        if not by.strip():
            return SilenceRefusal(SilenceReason.NO_AUTHOR)
        known = await self._store.get(silence_id.strip())
        if known is None or guild not in (None, known.guild):
            return SilenceRefusal(SilenceReason.NO_SUCH_SILENCE, cut(silence_id.strip(), 60))
        ended = await self._store.end(known.id, self._clock.now(), cut(by.strip(), WORDS), guild or "")
        if ended is None:
            return SilenceRefusal(SilenceReason.ENDED_ALREADY, known.id)
        log.info("silence.ended", id=ended.id, by=ended.ended_by)
        return ended

    async def standing(self, *, past: bool = False, limit: int = 50, guild: str | None = None) -> Sequence[Silence]:
        """Those in force or to come, newest first; with `past` also those that are over; with `guild` those that hold there."""
        return await self._store.find(ending_after=None if past else self._clock.now(), limit=limit, guild=guild)


def understood(wish: Wish, vocabulary: Vocabulary, now: datetime, silence_id: str) -> Silence | SilenceRefusal:
    """The wish as what will be stored; without an end, an author or a reason there is no silence."""
    starts = wish.starts or now
    ends = wish.ends or (starts + wish.length if wish.length else None)
    lacking = _lacking(wish, starts, ends, now)
    if lacking is not None or ends is None:
        return SilenceRefusal(lacking or SilenceReason.NO_END)
    try:
        match = parse_matcher(wish.matcher, vocabulary)
    except BadMatcher as bad:
        return SilenceRefusal(SilenceReason.BAD_MATCHER, str(bad))
    author, reason = (cut(" ".join(text.split()), WORDS) for text in (wish.author, wish.reason))
    return Silence(silence_id, " ".join(wish.matcher.split()), match, starts, ends, author, reason, now, guild=wish.guild)


def _lacking(wish: Wish, starts: datetime, ends: datetime | None, now: datetime) -> SilenceReason | None:
    """What keeps it from being a silence, whatever it is about."""
    tests = (
        (SilenceReason.NO_AUTHOR, not wish.author.strip()),
        (SilenceReason.NO_REASON, not wish.reason.strip()),
        (SilenceReason.NO_END, ends is None),
        (SilenceReason.ENDS_TOO_EARLY, ends is not None and ends <= max(starts, now)),
        (SilenceReason.LASTS_TOO_LONG, ends is not None and ends - starts > LONGEST),
    )
    return next((reason for reason, holds in tests if holds), None)
