"""A balance: every entry that was ever fetched, against what became of it. What is missing is lost, and is said.

    fetched = in a recorded state + forgotten by pruning          (by source)

Beside it stand rows that are where they should not be: waiting, due or leased for too long, an alert without a post.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.item import ItemState
from bot.domain.reasons import TroubleReason


@dataclass(frozen=True, slots=True)
class Account:
    """One source. `fetched` counts entries as they were stored, `forgotten` as they were pruned, `states` those there now."""

    source_id: str
    fetched: int
    forgotten: int
    states: Mapping[ItemState, int] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Entries fetched that are in no state and were not forgotten; negative where there are more than were fetched."""
        return self.fetched - self.forgotten - sum(self.states.values())


@dataclass(frozen=True, slots=True)
class Loss:
    """So many rows are where they should not be. `subject` is a source id or ""; `example` is the id of one of them."""

    what: TroubleReason
    count: int
    subject: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a store counts in one look: nothing in it is of another instant."""

    accounts: tuple[Account, ...]
    astray: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Balance:
    """The outcome of one count. `fetched` = `forgotten` + the sum of `states`, or `losses` says where not."""

    at: datetime
    fetched: int
    forgotten: int
    states: Mapping[ItemState, int]
    losses: tuple[Loss, ...] = ()

    @property
    def lost(self) -> int:
        """Rows that are missing or astray; 0 is what it should be."""
        return sum(loss.count for loss in self.losses)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, without the time."""
        return {
            "fetched": self.fetched,
            "forgotten": self.forgotten,
            "states": {str(state): count for state, count in self.states.items()},
            "losses": [[str(x.what), x.count, x.subject, x.example] for x in self.losses],
        }

    @classmethod
    def from_dict(cls, at: datetime, raw: Mapping[str, Any]) -> "Balance":
        """Reads back `as_dict`."""
        losses = tuple(Loss(TroubleReason(what), count, subject, example) for what, count, subject, example in raw["losses"])
        states = {ItemState(state): count for state, count in raw["states"].items()}
        return cls(at, raw["fetched"], raw["forgotten"], states, losses)
