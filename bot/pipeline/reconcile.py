"""RECONCILE: compare what was fetched with what became of it, once a day; say any difference, and say when it is mended.

    count everything in one look -> balance -> store it -> what is new, what is over? -> troubles, which `vigil` tells

When it is next due is read from the last stored balance, so a restart neither skips a day nor counts twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.domain.balance import Balance, Facts, Loss
from bot.domain.reasons import TroubleReason
from bot.domain.trouble import OF_SOURCES, Trouble
from bot.ports.clock import Clock
from bot.ports.ledger import LedgerStore
from bot.ports.troubles import TroubleStore

log = structlog.get_logger(__name__)

LATE = timedelta(minutes=10)
"""What should have moved on this long ago is astray: every lease and every batch is over by then."""
EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)
"""While something is lost, so that the end is told soon after it is mended."""


def balanced(facts: Facts, now: datetime) -> Balance:
    """The outcome of one count."""
    missing = tuple(Loss(TroubleReason.UNACCOUNTED, abs(a.missing), a.source_id) for a in facts.accounts if a.missing)
    states = Counter({state: 0 for a in facts.accounts for state in a.states})
    for account in facts.accounts:
        states.update(account.states)
    fetched, forgotten = sum(a.fetched for a in facts.accounts), sum(a.forgotten for a in facts.accounts)
    return Balance(now, fetched, forgotten, dict(states), (*missing, *facts.astray))


def differences(balance: Balance, open_troubles: Sequence[Trouble]) -> list[Trouble]:
    """Troubles that began, grew, shrank or ended with this count. One that goes on unchanged is left out."""
    found = {(x.subject, x.what): x for x in balance.losses}
    told = {(t.subject, t.what): t for t in open_troubles if t.what not in OF_SOURCES}
    over = [replace(t, ended_at=balance.at) for name, t in told.items() if name not in found]
    wrong = [
        replace(told.get(name, Trouble(x.subject, x.what, balance.at)), detail=_detail(x, balance)) for name, x in found.items()
    ]
    return [*over, *(t for t in wrong if t != told.get((t.subject, t.what)))]


def is_due(last: Balance | None, now: datetime) -> bool:
    """Whether it is time for the next count."""
    return last is None or now - last.at >= (AGAIN if last.lost else EVERY)


def _detail(loss: Loss, balance: Balance) -> str:
    of = f" of {balance.fetched} fetched" if loss.what is TroubleReason.UNACCOUNTED else ""
    return f"{loss.count}{of}" + (f", for example {loss.example}" if loss.example else "")


class Reconcile:
    """Counts for one database."""

    def __init__(self, ledger: LedgerStore, troubles: TroubleStore, clock: Clock) -> None:
        """Any number of processes may count: the outcome is the same."""
        self._ledger = ledger
        self._troubles = troubles
        self._clock = clock
        self._settled = False

    async def tick(self) -> None:
        """Counts where it is due. The first tick after a start only waits: what stood still with us is not lost."""
        if not self._settled:
            self._settled = True
            return
        if is_due(await self._ledger.last(), self._clock.now()):
            await self.run()

    async def count(self) -> Balance:
        """The balance now; nothing is stored and nobody is alarmed."""
        now = self._clock.now()
        return balanced(await self._ledger.facts(now - LATE), now)

    async def run(self) -> Balance:
        """Counts, stores the balance and what follows from it."""
        balance = await self.count()
        open_troubles = [t for t in await self._troubles.troubles(balance.at) if t.ended_at is None]
        await self._troubles.put(differences(balance, open_troubles), [], [], datetime.min.replace(tzinfo=balance.at.tzinfo))
        await self._ledger.put(balance)
        log.info("reconciled", fetched=balance.fetched, forgotten=balance.forgotten, lost=balance.lost)
        return balance
