"""WHAT activations were like: how many came, and how long it took."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from statistics import median

from bot.domain.activation import Activation, MemberState
from bot.domain.activation_events import Figures

CAME = frozenset({MemberState.ACCEPTED, MemberState.RESERVE})


def figures(activations: Sequence[Activation]) -> Figures:
    """All of them together. The time until enough have accepted is that of the last one needed."""
    members = [m for it in activations for m in it.members]
    by_country: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for member in members:
        by_country[member.country][0] += 1
        by_country[member.country][1] += member.state in CAME
    ready = {it.id: length for it in activations if (length := _until_ready(it)) is not None}
    first = [min(times) for it in activations if (times := _times(it))]
    return Figures(
        activations=len(activations),
        met=sum(it.id in ready and it.opened_at + ready[it.id] <= it.request.deadline for it in activations),
        asked=len(members),
        accepted=sum(m.state in CAME for m in members),
        refused=sum(m.state is MemberState.REFUSED for m in members),
        silent=sum(m.state in (MemberState.SILENT, MemberState.ASKED) for m in members),
        first_answer=_middle(first),
        until_ready=_middle(ready.values()),
        by_country={country: (asked, came) for country, (asked, came) in by_country.items()},
    )


def _times(it: Activation) -> list[timedelta]:
    """From the opening to each answer."""
    return [m.answered_at - it.opened_at for m in it.members if m.answered_at]


def _until_ready(it: Activation) -> timedelta | None:
    came = sorted(m.answered_at - it.opened_at for m in it.members if m.state in CAME and m.answered_at)
    return came[it.request.wanted - 1] if len(came) >= it.request.wanted else None


def _middle(lengths: Iterable[timedelta]) -> timedelta | None:
    seconds = [length.total_seconds() for length in lengths]
    return timedelta(seconds=median(seconds)) if seconds else None
