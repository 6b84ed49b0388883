"""Taking turns: how many requests are under way at once, and how closely they follow each other at one host."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.fetch.limits import Limits
from bot.ports.clock import Clock

_SWEEP_FROM = 1024


@dataclass(slots=True)
class _Host:
    """One host name: its free places, when the next request may start, and how many use this object."""

    places: asyncio.Semaphore
    next_at: datetime
    users: int = 0


class Turns:
    """`take` before a request, `give` after it. A waiting host never takes a place away from the others."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Waits by `clock`."""
        self._limits = limits
        self._clock = clock
        self._delay = timedelta(seconds=limits.host_delay)
        self._total = asyncio.Semaphore(limits.total_requests)
        self._hosts: dict[str, _Host] = {}

    async def take(self, host: str, *, spaced: bool = True) -> None:
        """Returns when a request to the host may start; `spaced` False leaves out the delay (the next hop of a redirect)."""
        state = self._state(host)
        state.users += 1
        try:
            await state.places.acquire()
            try:
                if spaced and self._delay:
                    await self._space(state)
                await self._total.acquire()
            except BaseException:
                state.places.release()
                raise
        except BaseException:
            state.users -= 1
            raise

    def give(self, host: str) -> None:
        """The request is over."""
        state = self._hosts[host]
        state.users -= 1
        state.places.release()
        self._total.release()

    async def _space(self, state: _Host) -> None:
        """Books the next free start and waits for it."""
        now = self._clock.now()
        start = max(now, state.next_at)
        state.next_at = start + self._delay
        if start > now:
            await self._clock.sleep((start - now).total_seconds())

    def _state(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            if len(self._hosts) >= _SWEEP_FROM:
                self._sweep()
            state = self._hosts[host] = _Host(asyncio.Semaphore(self._limits.per_host), self._clock.now())
        return state

    def _sweep(self) -> None:
        """Forgets hosts that nobody uses and that owe no delay."""
        now = self._clock.now()
        self._hosts = {name: host for name, host in self._hosts.items() if host.users or host.next_at > now}
