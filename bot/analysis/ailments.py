"""What is wrong with a source now, and what of it is new or over. Pure: the time is an argument."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.analysis.silence import silent_since
from bot.domain.arrivals import Arrivals
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.source import SourceInfo, SourceState
from bot.domain.trouble import OF_SOURCES, Trouble

REFUSALS = frozenset({FailReason.FORBIDDEN, FailReason.UNAUTHORIZED})
_FAILING = frozenset({TroubleReason.BROKEN, TroubleReason.REFUSED})


@dataclass(frozen=True, slots=True)
class Patient:
    """All facts about one source. `told` are its troubles that are open."""

    info: SourceInfo
    state: SourceState
    arrivals: Arrivals
    told: tuple[Trouble, ...] = ()


def wrong_with(patient: Patient) -> tuple[Trouble, ...]:
    """What is wrong with it. What cannot be seen now (a broken source's silence, all of a paused one) stays as it was."""
    if patient.state.paused:
        return patient.told
    failing = _failing(patient)
    if patient.state.health.failures:
        unseen = tuple(t for t in patient.told if t.what not in _FAILING)
        return (*failing, *unseen)
    return tuple(filter(None, (_empty(patient), _moved(patient), _quiet(patient))))


def changed(told: Sequence[Trouble], wrong: Iterable[Trouble], now: datetime) -> list[Trouble]:
    """What is new, and what of the open ones is over (with its end). What goes on is left out."""
    found = {_name(t): t for t in wrong}
    known = {_name(t) for t in told}
    over = [replace(t, ended_at=now) for t in told if _name(t) not in found]
    return [*over, *(t for name, t in found.items() if name not in known)]


def gone(open_troubles: Iterable[Trouble], infos: Mapping[str, SourceInfo], now: datetime) -> list[Trouble]:
    """Troubles of sources that are polled no more: they end, and nobody need hear of it."""
    ours = (t for t in open_troubles if t.what in OF_SOURCES and t.subject not in infos)
    return [replace(t, ended_at=now, end_told_at=now) for t in ours]


def _name(trouble: Trouble) -> tuple[str, ...]:
    """What makes it the same trouble at the next look: a new silence or a new address is another one."""
    if trouble.what is TroubleReason.QUIET:
        return trouble.subject, trouble.what, trouble.since.isoformat()
    return trouble.subject, trouble.what, trouble.detail if trouble.what is TroubleReason.MOVED else ""


def _failing(patient: Patient) -> tuple[Trouble, ...]:
    """One trouble as long as it fails, whatever the errors are in turn; none before it has failed long enough to be told."""
    health = patient.state.health
    if earlier := tuple(t for t in patient.told if t.what in _FAILING):
        return earlier
    if not health.announced or health.broken_since is None:
        return ()
    what = TroubleReason.REFUSED if health.reason in REFUSALS else TroubleReason.BROKEN
    detail = ": ".join(filter(None, (str(health.reason or ""), health.detail)))
    return (Trouble(patient.info.id, what, health.broken_since, detail),)


def _empty(patient: Patient) -> Trouble | None:
    since = patient.state.health.empty_since
    return Trouble(patient.info.id, TroubleReason.EMPTY, since) if since else None


def _moved(patient: Patient) -> Trouble | None:
    memo, health = patient.state.memo, patient.state.health
    if not memo.moved_to or memo.address != patient.info.address or memo.moved_to == patient.info.address:
        return None
    since = health.last_ok_at or patient.state.due_at
    return Trouble(patient.info.id, TroubleReason.MOVED, since, memo.moved_to)


def _quiet(patient: Patient) -> Trouble | None:
    since = silent_since(patient.arrivals, patient.state.health.last_ok_at)
    return Trouble(patient.info.id, TroubleReason.QUIET, since) if since else None
