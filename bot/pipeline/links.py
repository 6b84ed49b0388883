"""LINK: secret addresses of calendars, for programs that subscribe to one's own shifts and cannot sign in.

A secret is 32 random bytes; the database keeps its digest. It is compared with all that are in force, each in constant time.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.calendars.write import write
from bot.duty.coverage import whole_shifts
from bot.pipeline.crew import Crews
from bot.ports.activations import LinkStore
from bot.ports.clock import Clock

BACK, AHEAD = timedelta(days=31), timedelta(days=180)
"""Which shifts a calendar shows."""
BYTES = 32
BEAT = "beat:"
"""Owners that begin with it are heartbeats; no id of a person has a colon."""


class Links:
    """Makes, ends and answers them."""

    def __init__(
        self, store: LinkStore, crews: Crews, clock: Clock, token: Callable[[], str] = lambda: secrets.token_urlsafe(BYTES)
    ) -> None:
        """`token` makes secrets."""
        self._store = store
        self._crews = crews
        self._clock = clock
        self._token = token

    async def make(self, person: str) -> str | None:
        """A new secret of somebody; those they have stay. None: there is no such person."""
        if person not in (await self._crews()).people:
            return None
        secret = self._token()
        await self._store.put(_digest(secret), person, self._clock.now())
        return secret

    async def make_beat(self, name: str) -> str:
        """A new secret by which this heartbeat reports; whoever asks has seen to it that there is one."""
        secret = self._token()
        await self._store.put(_digest(secret), f"{BEAT}{name}", self._clock.now())
        return secret

    async def reports(self, secret: str) -> str | None:
        """The heartbeat that reports by this secret."""
        owner = await self.whose(secret)
        return owner.removeprefix(BEAT) if owner and owner.startswith(BEAT) else None

    async def revoke(self, person: str) -> int:
        """Ends all of somebody's, or of `BEAT` and a heartbeat's; returns how many there were."""
        return await self._store.revoke(person)

    async def whose(self, secret: str) -> str | None:
        """Whose calendar it opens. Every one in force is looked at, so that the time says nothing."""
        given, found = _digest(secret), None
        for digest, person in await self._store.all():
            if hmac.compare_digest(given, digest):
                found = person
        return found

    async def calendar(self, secret: str) -> bytes | None:
        """That person's shifts of all schedules, as an iCalendar file; None where the secret opens nothing, or the person is gone."""
        who, crew, now = await self.whose(secret), await self._crews(), self._clock.now()
        if who is None or who not in crew.people:
            return None
        laid = (s for one in crew.schedules.values() for s in whole_shifts(one, now - BACK, now + AHEAD))
        return write((s for s in laid if s.person.id == who), f"On call: {crew.people[who].name}", f"person/{who}", now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
