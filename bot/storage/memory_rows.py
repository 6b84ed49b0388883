"""What the twin in memory keeps: plain dictionaries, shared by its stores."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.activation import Activation
from bot.domain.activation_events import Line
from bot.domain.arrivals import Arrivals
from bot.domain.audit import AuditLine
from bot.domain.balance import Balance
from bot.domain.delivery import OPEN, Delivery, DeliveryState, rewritten
from bot.domain.feedback import Feedback
from bot.domain.filing import Change, KeptTelling
from bot.domain.item import Item
from bot.domain.landscape import Area, Reading
from bot.domain.paging import PageFile
from bot.domain.reasons import FailReason, TroubleReason
from bot.domain.response import Ack, Call
from bot.domain.roster import ContactCheck, RosterEntry
from bot.domain.silence import Silence
from bot.domain.situation import Situation
from bot.domain.source import SourceState
from bot.domain.step import Step
from bot.domain.story import Story
from bot.domain.timer import PeriodEnd, Timer
from bot.domain.trouble import Trouble
from bot.domain.verdict import Verdict
from bot.domain.watch import Watch
from bot.storage.words import storable


@dataclass(slots=True)
class Rows:
    """Dictionaries keep the order of insertion, which stands for the engines' `seq`."""

    items: dict[str, Item] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    merged_into: dict[str, str] = field(default_factory=dict)
    tellings: dict[str, KeptTelling] = field(default_factory=dict)
    changes: dict[str, Change] = field(default_factory=dict)
    bands: dict[str, frozenset[int]] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    sources: dict[str, SourceState] = field(default_factory=dict)
    active: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    feedback: dict[tuple[str, str, str], Feedback] = field(default_factory=dict)
    """By item, channel and person."""
    timers: dict[str, Timer] = field(default_factory=dict)
    period_ends: dict[tuple[str, datetime], PeriodEnd] = field(default_factory=dict)
    """By timer and due time."""
    levels: dict[Area, Reading] = field(default_factory=dict)
    situations: dict[str, Situation] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    """By item id."""
    troubles: dict[tuple[str, TroubleReason, datetime], Trouble] = field(default_factory=dict)
    arrivals: dict[str, Arrivals] = field(default_factory=dict)
    fetched: Counter[str] = field(default_factory=Counter)
    """Items ever stored, by source; `pruned` those forgotten."""
    pruned: Counter[str] = field(default_factory=Counter)
    balances: dict[datetime, Balance] = field(default_factory=dict)
    watches: dict[str, Watch] = field(default_factory=dict)
    activations: dict[str, Activation] = field(default_factory=dict)
    activation_lines: dict[str, list[Line]] = field(default_factory=dict)
    links: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    """By digest: whose, and since when."""
    acks: dict[tuple[str, str], Ack] = field(default_factory=dict)
    """By story and server; `calls` likewise, the latest."""
    calls: dict[tuple[str, str], Call] = field(default_factory=dict)
    trail: list[AuditLine] = field(default_factory=list)
    pages: dict[str, PageFile] = field(default_factory=dict)
    roster: dict[str, RosterEntry] = field(default_factory=dict)
    contacts: dict[tuple[str, str], ContactCheck] = field(default_factory=dict)
    """By person and the digest of the address."""
    leases: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def audit(self, line: AuditLine) -> None:
        """One line more of the trail."""
        who, subject, before, after = map(storable, (line.who, line.subject, line.before, line.after))
        self.trail.append(replace(line, who=who, subject=subject, before=before, after=after))

    def oldest_first(self, keep: Callable[[Item], bool]) -> list[Item]:
        """By time of fetching, then as they came."""
        return sorted(filter(keep, self.items.values()), key=lambda item: item.fetched_at)

    def free(self, key: tuple[str, str], now: datetime) -> bool:
        """Whether nobody holds a lease on this (kind, id)."""
        return key not in self.leases or self.leases[key] <= now

    def add_deliveries(self, wanted: Iterable[Delivery]) -> int:
        """Those whose id is not there yet; returns how many."""
        before = len(self.deliveries)
        for delivery in wanted:
            self.deliveries.setdefault(delivery.id, delivery)
        return len(self.deliveries) - before

    def put_heads(self, wanted: Iterable[Delivery]) -> None:
        """Posts as they are wanted: new rows, or rewritten ones."""
        for head in wanted:
            old = self.deliveries.get(head.id)
            self.deliveries[head.id] = rewritten(old, head) if old else head

    def bury_lines(self, head_ids: Collection[str]) -> None:
        """Gives up the lines that wait for a post that was given up."""
        gone = {i for i in head_ids if i in self.deliveries and self.deliveries[i].state is DeliveryState.DEAD}
        for row in [d for d in self.deliveries.values() if d.head in gone and d.state in OPEN]:
            self.deliveries[row.id] = replace(row, state=DeliveryState.DEAD, reason=FailReason.HEAD_GIVEN_UP)
            self.leases.pop(("delivery", row.id), None)
