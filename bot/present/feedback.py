"""What people said of alerts, and what follows from it, as lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, tzinfo

from bot.domain.feedback import ChannelThreshold, Feedback, Kept, KindWeek, Recorded, Refusal
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.words import REFUSAL, count, label, moment

NOTHING_SAID = "Nobody has judged an alert yet."
KEPT = {Kept.NEW: "recorded", Kept.CHANGED: "recorded in place of an earlier word", Kept.UNCHANGED: "known already"}
COLUMNS = ("week", "kind", "judged", "relevant", "wrong kind", "noise", "precision", "95 % interval")
LEFT = 2
"""Columns of words; the others are numbers and stand to the right."""


def refusal_words(refusal: Refusal) -> str:
    """Why it was not taken, in one line."""
    return REFUSAL[refusal.reason] + (f": {inert(refusal.detail)}" if refusal.detail else "")


def recorded_words(recorded: Recorded) -> str:
    """What was understood, and what the channel asks for now."""
    said = recorded.feedback
    kind = f" ({label(said.right_kind)})" if said.right_kind else ""
    line = f"{label(said.judgement)}{kind}: {KEPT[recorded.kept]} for item {said.item_id}"
    if recorded.threshold is None:
        return line
    moved = "" if recorded.before in (None, recorded.threshold) else f", until now {recorded.before:.2f}"
    return f"{line}; channel {said.channel} posts from probability {recorded.threshold:.2f} on{moved}"


def said_words(said: Sequence[Feedback]) -> str:
    """How many said what of one item; who they are is nobody's business."""
    told = Counter(label(f.judgement) + (f" ({label(f.right_kind)})" if f.right_kind else "") for f in said)
    return "People say: " + ", ".join(f"{words} {times}" for words, times in told.most_common())


def feedback_lines(said: Iterable[Feedback], zone: tzinfo = UTC) -> Iterator[str]:
    """One judgement a line."""
    for one in said:
        right = f" -> {label(one.right_kind)}" if one.right_kind else ""
        facts = (
            moment(one.at, zone),
            f"{label(one.judgement)}: {label(one.kind)} {one.score:.2f}{right}",
            f"item {one.item_id}",
            f"channel {one.channel}" if one.channel else "no channel",
            f"by {cut(inert(one.who), 60)}",
            f"changed {count(one.changes, 'time')}" if one.changes else "",
            cut(inert(one.note), 120),
        )
        yield " · ".join(filter(None, facts))


def threshold_lines(thresholds: Iterable[ChannelThreshold]) -> Iterator[str]:
    """What each channel asks for."""
    for one in thresholds:
        bounds = (
            "fixed" if one.low >= one.high else f"{one.low:.2f} to {one.high:.2f}, {count(one.heard, 'judgement')} in 90 days"
        )
        yield f"{one.channel}: posts from probability {one.threshold:.2f} on ({bounds})"


def precision_lines(weeks: Sequence[KindWeek]) -> Iterator[str]:
    """A table, columns as wide as they must be."""
    rows = [COLUMNS, *(_cells(w) for w in weeks)]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (c.ljust(w) if n < LEFT else c.rjust(w) for n, (c, w) in enumerate(zip(row, wide, strict=True)))
        yield "  ".join(cells).rstrip()
    tied = sum(w.tied for w in weeks)
    if tied:
        yield f"{count(tied, 'item')} left out: people are of two minds."


def _cells(week: KindWeek) -> tuple[str, ...]:
    share = "" if week.precision is None else f"{week.precision:.2f}"
    interval = "" if week.precision is None else f"{week.low:.2f} to {week.high:.2f}"
    numbers = (week.judged, week.relevant, week.wrong_kind, week.noise)
    return (week.week, week.kind, *map(str, numbers), share, interval)
