"""VIGIL: say what is wrong with sources and with our own books, once when it starts and once when it ends.

    look at every source -> learn its rhythm -> what is wrong now? -> what is new, what is over? -> tell (one transaction)

What polls and counts found is in rows already; this only reads them, so a crash between the two tells late and not twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import structlog

from bot.analysis.ailments import Patient, changed, gone, wrong_with
from bot.analysis.outcry import Outcry, outcry
from bot.analysis.silence import heard
from bot.domain.arrivals import Arrivals
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.source import SourceInfo, SourceState
from bot.domain.trouble import OF_SOURCES, Trouble
from bot.ports.clock import Clock
from bot.ports.store import SourceStore
from bot.ports.troubles import TroubleStore
from bot.present.troubles import over_card, over_together_card, started_card, started_together_card

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class VigilPlan:
    """`notices` is the channel where Tocsin speaks of itself, "" for nowhere; `zone` is of the times in it."""

    notices: str = ""
    zone: tzinfo = UTC
    keep: timedelta = timedelta(days=30)
    """How long troubles that ended can be looked up."""


class Vigil:
    """Looks after the sources of one process."""

    def __init__(
        self,
        sources: SourceStore,
        troubles: TroubleStore,
        infos: Callable[[], Mapping[str, SourceInfo]],
        clock: Clock,
        plan: VigilPlan,
    ) -> None:
        """`infos` is asked each time, because a reload changes it."""
        self._sources = sources
        self._troubles = troubles
        self._infos = infos
        self._clock = clock
        self._plan = plan
        self._arrivals: dict[str, Arrivals] | None = None
        """Read once: a row holds two hundred gaps."""

    async def tick(self) -> None:
        """One look at everything; writes only what changed."""
        now, infos = self._clock.now(), self._infos()
        states = [s for s in await self._sources.all() if s.source_id in infos]
        news = await self._heard(states)
        known = await self._troubles.troubles(now - self._plan.keep)
        found = self._found(known, states, infos, now)
        every = {t.key: t for t in (*known, *found)}
        cry = outcry(list(every.values()), now)
        every |= {t.key: t for t in cry.told}
        rows = [t for key, t in every.items() if t not in known]
        if rows or news:
            await self._troubles.put(rows, news, self._notices(cry, infos, now), now - self._plan.keep)
            for trouble in cry.told:
                log.info("trouble.told", what=str(trouble.what), subject=trouble.subject, over=trouble.ended_at is not None)

    async def _heard(self, states: list[SourceState]) -> list[Arrivals]:
        """Learns what arrived; returns what is to be written."""
        if self._arrivals is None:
            self._arrivals = dict(await self._troubles.arrivals())
        news = []
        for state in states:
            earlier = self._arrivals.get(state.source_id, Arrivals(state.source_id))
            now = heard(earlier, state.health.last_new_at)
            if now is not earlier:
                self._arrivals[state.source_id] = now
                news.append(now)
        return news

    def _found(
        self, known: list[Trouble], states: list[SourceState], infos: Mapping[str, SourceInfo], now: datetime
    ) -> list[Trouble]:
        """What began or ended since the last look."""
        still = [t for t in known if t.ended_at is None and t.what in OF_SOURCES]
        found = gone(still, infos, now)
        arrivals = self._arrivals or {}
        for state in states:
            told = tuple(t for t in still if t.subject == state.source_id)
            heard_of = arrivals.get(state.source_id, Arrivals(state.source_id))
            patient = Patient(infos[state.source_id], state, heard_of, told)
            found += changed(told, wrong_with(patient), now)
        return found

    def _notices(self, cry: Outcry, infos: Mapping[str, SourceInfo], now: datetime) -> list[Delivery]:
        zone, made = self._plan.zone, []
        for told, together, one, many, verb in (
            (cry.starts, cry.starts_together, started_card, started_together_card, "starts"),
            (cry.ends, cry.ends_together, over_card, over_together_card, "ends"),
        ):
            if together and len(told) > 1:
                made.append((f"{verb}/{_names(told)}", many(told, infos, now, zone)))
            else:
                made += [(f"{verb}/{_names((t,))}", one(t, infos.get(t.subject), now, zone)) for t in told]
        there = self._plan.notices
        return [_notice(subject, card, now, there) for subject, card in made] if there else []


def _names(troubles: tuple[Trouble, ...]) -> str:
    """The same troubles have the same name: told twice by two processes, they are one row."""
    return "|".join(sorted(f"{t.what}/{t.subject}/{t.since.isoformat()}" for t in troubles))


def _notice(subject: str, card: Card, now: datetime, channel: str) -> Delivery:
    return Delivery(delivery_id(subject, channel), Subject.NOTICE, "", channel, card, now, now, priority=1)
