"""FEEDBACK: what people say of an alert is recorded, and moves the threshold of its channel.

    press -> which alert is meant? -> does it make sense? -> one row -> the channel's threshold again -> told to triage

Whoever has a press hands it in (a button, a command, a page); here it is understood, or refused with a named reason.
"""

import asyncio
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import structlog

from bot.domain.feedback import ChannelThreshold, Feedback, Judgement, Kept, Press, Recorded, Refusal
from bot.domain.item import ALERTS, ItemState
from bot.domain.kind import Kind, Standing
from bot.domain.reasons import RefusalReason
from bot.domain.route import Channel
from bot.domain.trace import Filed
from bot.pipeline.thresholds import WINDOW, threshold
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.present.limits import cut

log = structlog.get_logger(__name__)

HEARD = 2000
"""Judgements of a channel that are read for its threshold, the latest: more than count, and read in a moment."""
NOTE = 500
"""Characters kept of a note."""


class Heed:
    """Takes judgements, and keeps the thresholds that follow from them. `channels` and `kinds` are replaced whole on reload."""

    def __init__(
        self,
        stores: Stores,
        channels: Mapping[str, Channel],
        kinds: Mapping[str, Kind],
        clock: Clock,
        tell: Callable[[Mapping[str, float]], None] = lambda _: None,
    ) -> None:
        """`tell` hears the thresholds of all channels, by id, whenever they were counted."""
        self._stores = stores
        self.channels = channels
        self.kinds = kinds
        self._clock = clock
        self._tell = tell
        self._counting = asyncio.Lock()
        self.thresholds: Mapping[str, ChannelThreshold] = {}
        """As last counted, by channel."""

    async def record(self, press: Press) -> Recorded | Refusal:
        """Stores the judgement and counts its channel again, or says why not. The same press twice is one."""
        given = understood(press, await self._meant(press.item.strip()), self.channels, self.kinds, self._clock.now())
        if isinstance(given, Refusal):
            return given
        before = self._threshold(given.channel)
        kept = await self._stores.feedback.put(given, press.guild)
        if kept is not Kept.UNCHANGED:
            await self._count([given.channel])
        return Recorded(given, kept, before, self._threshold(given.channel))

    async def recount(self) -> None:
        """Counts every channel: at the start, after a reload, and now and then, because old judgements run out and other
        processes record some too.
        """
        await self._count(list(self.channels))

    def _threshold(self, channel: str) -> float | None:
        known = self.thresholds.get(channel)
        return known.threshold if known else None

    async def _meant(self, item: str) -> list[Filed]:
        """The items that this id or address may mean, a copy's original in its place."""
        traces = await self._stores.search.trace(item)
        wanted = {t.original.id if t.original else t.filed.item.id for t in traces}
        return list((await self._stores.search.filed(wanted)).values())

    async def _count(self, ids: Iterable[str]) -> None:
        """One at a time, so that a count begun before a reload cannot end after the one that follows it."""
        async with self._counting:
            since = self._clock.now() - WINDOW
            counted = {i: known for i, known in self.thresholds.items() if i in self.channels}
            for channel in (self.channels[i] for i in ids if i in self.channels):
                said = await self._stores.feedback.find(channel=channel.id, since=since, limit=HEARD)
                low, high = channel.threshold_from, channel.threshold_to
                now, was = threshold(said, low, high), counted.get(channel.id)
                counted[channel.id] = ChannelThreshold(channel.id, low, high, now, len(said))
                if was is not None and was.threshold != now:
                    log.info("threshold.moved", channel=channel.id, was=was.threshold, now=now, judgements=len(said))
            self.thresholds = counted
            self._tell({i: known.threshold for i, known in counted.items()})


def understood(
    press: Press, meant: Sequence[Filed], channels: Mapping[str, Channel], kinds: Mapping[str, Kind], now: datetime
) -> Feedback | Refusal:
    """What was pressed as what will be stored; `meant` are the items that it may be about."""
    about = [(f.item, f.verdict) for f in meant if f.item.state in ALERTS and f.verdict is not None]
    if len(about) != 1:
        return _no_alert(press.item, meant, several=len(about) > 1)
    [(item, verdict)] = about
    if not press.who.strip():
        return Refusal(RefusalReason.NAMELESS)
    if press.channel and press.channel not in channels:
        return Refusal(RefusalReason.UNKNOWN_CHANNEL, _perhaps(press.channel, channels))
    right_kind = _right_kind(press, verdict.kind, kinds)
    if isinstance(right_kind, Refusal):
        return right_kind
    return Feedback(
        item_id=item.id,
        channel=press.channel,
        who=press.who.strip(),
        judgement=press.judgement,
        at=now,
        kind=verdict.kind,
        score=verdict.score,
        severity=verdict.severity,
        right_kind=right_kind,
        note=cut(press.note.strip(), NOTE),
    )


def _no_alert(named: str, meant: Sequence[Filed], *, several: bool) -> Refusal:
    """Why there is no one alert to speak of."""
    if several:
        ids = ", ".join(sorted(f.item.id for f in meant if f.item.state in ALERTS)[:5])
        return Refusal(RefusalReason.SEVERAL_ALERTS, ids)
    waiting = any(f.item.state is ItemState.PENDING for f in meant)
    reason = RefusalReason.NOT_JUDGED if waiting else RefusalReason.NOT_AN_ALERT if meant else RefusalReason.UNKNOWN_ITEM
    return Refusal(reason, cut(named.strip(), 200))


def _right_kind(press: Press, filed_under: str, kinds: Mapping[str, Kind]) -> str | Refusal:
    """The kind that goes with the judgement, "" where none does."""
    given = press.right_kind
    if not given and press.judgement is Judgement.WRONG_KIND:
        return Refusal(RefusalReason.KIND_MISSING)
    if not given:
        return named_in(press.note, kinds) if press.judgement is Judgement.NOISE else ""
    if given not in kinds:
        return Refusal(RefusalReason.UNKNOWN_KIND, _perhaps(given, kinds))
    unfit = _unfit(press.judgement, kinds[given], filed_under)
    return Refusal(RefusalReason.KIND_UNFIT, unfit) if unfit else given


def _unfit(judgement: Judgement, given: Kind, filed_under: str) -> str:
    """What is wrong with this kind beside that judgement, "" if nothing."""
    if judgement is Judgement.RELEVANT:
        return "what is relevant keeps its kind; say wrong_kind to give it another"
    if judgement is Judgement.NOISE:
        return "" if given.standing is Standing.NOT_ALERT else f"{given.slug} is not among the kinds of what is no alert"
    if given.slug == filed_under:
        return f"it is filed under {given.slug} already"
    if given.standing is Standing.TAG:
        return f"{given.slug} stands only beside another kind"
    return f"{given.slug} is no kind of alert; say noise instead" if given.standing is Standing.NOT_ALERT else ""


def named_in(note: str, kinds: Mapping[str, Kind]) -> str:
    """The kind of non-alert that a note names by slug or name, the longest such name; "" if none."""
    said = note.casefold()
    names = ((form.casefold(), k.slug) for k in kinds.values() if k.standing is Standing.NOT_ALERT for form in _forms(k))
    found = [(len(name), slug) for name, slug in names if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)]
    return max(found, default=(0, ""))[1]


def _forms(kind: Kind) -> tuple[str, ...]:
    return kind.slug, kind.slug.replace("_", " "), kind.name


def _perhaps(given: str, known: Iterable[str]) -> str:
    """A name that is none, and the one that was perhaps meant."""
    near = difflib.get_close_matches(given.casefold(), list(known), n=1)
    return f'"{cut(given, 60)}"' + (f'; did you mean "{near[0]}"?' if near else "")
