"""BEATS: what reports regularly and is silent calls people; when it reports again its page is resolved.

beat -> remembered            tick -> silent for longer than it may be? -> a page, once for each silence
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.domain.heartbeat import Heartbeat
from bot.domain.paging import Cause, PageRefusal
from bot.pipeline.paging import Paging, Wish
from bot.ports.clock import Clock
from bot.ports.memory import Memory
from bot.present.words import span

log = structlog.get_logger(__name__)


class Beats:
    """Takes beats and looks for silence. `heartbeats` (by id) is asked each time, because a reload changes it."""

    def __init__(self, memory: Memory, paging: Paging, heartbeats: Callable[[], Mapping[str, Heartbeat]], clock: Clock) -> None:
        """The last beats are in `memory`, so that a restart is no silence and no beat."""
        self._memory, self._paging, self._heartbeats, self._clock = memory, paging, heartbeats, clock

    async def beat(self, name: str) -> PageRefusal | None:
        """Somebody reported; None: it was taken."""
        if name not in self._heartbeats():
            return PageRefusal.NO_SUCH_HEARTBEAT
        await self._memory.put(_key(name), self._clock.now().isoformat())
        return None

    async def tick(self) -> None:
        """Looks at each. One that never reported is waited for from the first look on."""
        for beat in self._heartbeats().values():
            last = await self._last(beat.id)
            if self._clock.now() - last > beat.every + beat.grace:
                await self._silent(beat, last)
            else:
                await self._paging.over(_about(beat.id))

    async def _silent(self, beat: Heartbeat, last: datetime) -> None:
        why = f"{beat.name} reports every {span(beat.every)} and has not since {last:%Y-%m-%d %H:%M} UTC"
        wish = Wish(
            f"{beat.name} is silent",
            by="",
            policy=beat.policy,
            severity=beat.severity,
            about=_about(beat.id),
            key=f"{_about(beat.id)}/{last.isoformat()}",
            cause=Cause.HEARTBEAT,
            why=why,
        )
        if isinstance(refused := await self._paging.call(wish), PageRefusal):
            log.error("heartbeat.nobody_called", heartbeat=beat.id, reason=str(refused))

    async def _last(self, name: str) -> datetime:
        known = await self._memory.get(_key(name))
        if known:
            return datetime.fromisoformat(known)
        now = self._clock.now()
        await self._memory.put(_key(name), now.isoformat())
        return now


def _key(name: str) -> str:
    return f"beat/{name}"


def _about(name: str) -> str:
    return f"heartbeat/{name}"
