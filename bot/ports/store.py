"""Storage as the verbs see it: small stores over one database; those that are not here have modules of their own beside this one.

Every method is one transaction. Times are aware UTC with microseconds. Ids are those of `bot.domain`.
Claiming is by lease: a claimed row is invisible to other claims until its lease ends, so a killed process
blocks nothing for longer than that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.audit import AuditLine
from bot.domain.delivery import Delivery
from bot.domain.filing import KeptTelling
from bot.domain.item import Item, ItemState
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.situation import Situation
from bot.domain.source import SourceState
from bot.domain.step import Step
from bot.domain.story import Story
from bot.domain.trace import Filed, Query, Trace
from bot.domain.verdict import Verdict
from bot.ports.activations import ActivationStore, LinkStore
from bot.ports.audit import AuditStore, GuildStore
from bot.ports.feedback import FeedbackStore
from bot.ports.landscape import LandscapeStore
from bot.ports.ledger import LedgerStore
from bot.ports.paging import PageStore
from bot.ports.responses import ResponseStore
from bot.ports.roster import ContactStore, RosterStore
from bot.ports.silences import PostStore, SilenceStore
from bot.ports.situations import SituationStore
from bot.ports.stories import StoryStore
from bot.ports.timers import TimerStore
from bot.ports.troubles import TroubleStore
from bot.ports.watches import WatchStore

MOST_TRACES = 50
"""Items that one address is answered with: more would fill a channel and tell nobody anything."""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What one poll leaves: the source's next state, and its entries as pending items."""

    state: SourceState
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final word on one item, with all that follows from it."""

    item_id: str
    state: ItemState
    reason: ItemReason
    detail: str = ""
    duplicate_of: str = ""
    lang: str = ""
    text: str | None = None
    """The full text, where it was fetched; None keeps what is stored."""
    verdict: Verdict | None = None
    story: Story | None = None
    """The story that it tells, as it is from now on; for a copy that of its original."""
    telling: KeptTelling | None = None
    heads: tuple[Delivery, ...] = ()
    """The story's posts as they are wanted: a row that is there is rewritten (`bot.domain.delivery.rewritten`)."""
    deliveries: tuple[Delivery, ...] = ()
    """Rows that are written once. A line whose post was given up is given up with it."""
    shown: tuple[str, ...] = ()
    """Earlier reports of the story that were quiet and are shown from now on, because it is posted."""
    situations: tuple[Situation, ...] = ()
    """Mass events as they are with it; their posts are among the `heads`."""
    bands: tuple[int, ...] = ()
    """Near-duplicate index keys (signed 64-bit); none for a copy of an item that is no alert."""
    steps: tuple[Step, ...] = ()
    """What each part said of it, for `/why`."""


class SourceStore(Protocol):
    """Sources: due times, memory, health."""

    async def sync(self, source_ids: Sequence[str], now: datetime) -> None:
        """Makes a row, due now, for each id that has none. Rows of other ids are kept but never claimed until named again."""
        ...

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        """Leases up to `limit` rows that are due, not paused and among the ids last synced; the longest due first."""
        ...

    async def record(self, records: Sequence[PollRecord]) -> list[int]:
        """Writes states (ending their leases) and unknown items, all or nothing. Known item ids are left as they are. Adds to `health.items` what was new; sets `health.last_new_at` to `last_poll_at` where any was.
        Returns how many items were new, per record.
        """
        ...

    async def all(self) -> list[SourceState]:
        """Every row of the ids last synced, by id."""
        ...

    async def pause(self, source_id: str, paused: bool, line: AuditLine | None = None) -> bool:
        """Stops or resumes polling, and writes `line` with it; False, and nothing, if there is no such row or it is so already."""
        ...

    async def release(self, source_ids: Sequence[str]) -> None:
        """Ends leases early (an orderly stop): the rows are due again as before."""
        ...


class ItemStore(Protocol):
    """Items, verdicts, stories and the near-duplicate index."""

    async def claim_pending(self, now: datetime, lease: timedelta, limit: int) -> list[Item]:
        """Leases pending items: those of the smallest `turn` first, of these the oldest."""
        ...

    async def begun(self, item_ids: Sequence[str], by: int = 1) -> None:
        """Counts in each that judging it was begun; with -1 takes that back, because it came to an end."""
        ...

    async def settle(self, settlements: Sequence[Settlement], *, as_of: int | None = None) -> None:
        """Writes final states, verdicts, stories, posts, deliveries and index keys, in this order, all or nothing. An item that
        is already final, and a delivery id that exists, are left as they are. With `as_of` the last change of stories must
        still be that one; raises `StoriesChanged` else.
        """
        ...

    async def same_address(self, canonical_urls: Sequence[str]) -> dict[str, list[Item]]:
        """Items by canonical address, oldest first, duplicates left out."""
        ...

    async def near(self, asked: Sequence[tuple[Sequence[int], datetime]], limit: int) -> list[list[Item]]:
        """For each set of index keys and time: items fetched since then that share at least one key, most shared keys first. Of
        a key that very many items have only some are looked at.
        """
        ...

    async def counts(self) -> Mapping[tuple[ItemState, ItemReason], int]:
        """How many items are in each state, by reason."""
        ...

    async def prune(self, before: datetime) -> int:
        """Forgets final items fetched before then with all that hangs on them, except ids that a source may still
        list: those keep their id alone, so that they are never new again. Returns how many were forgotten.
        """
        ...


class Outbox(Protocol):
    """Deliveries."""

    async def add(self, deliveries: Sequence[Delivery]) -> int:
        """Writes rows whose id is not there yet; returns how many."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
        """Leases rows that are due or whose lease ran out (those come with `uncertain` set), highest priority first,
        then longest due; counts the attempt in each. A line is due only while its post has a message to stand below.
        """
        ...

    async def sent(self, delivery_id: str, message_id: str, at: datetime, revision: int = 1) -> None:
        """Records the outcome: this writing is shown, under this id. The row is due again where a newer one is wanted."""
        ...

    async def lost(self, delivery_id: str, generation: int, at: datetime, *, again: bool) -> None:
        """Somebody deleted this generation of the post: it is due anew as the next one or, if not `again`, given up with the
        lines that wait for its thread.
        """
        ...

    async def heads(self, delivery_ids: Collection[str]) -> dict[str, Delivery]:
        """Rows by id."""
        ...

    async def retry(self, delivery_id: str, due_at: datetime, reason: FailReason, detail: str, *, uncertain: bool) -> None:
        """Back to due, at that time; `uncertain` when the message may be out nevertheless."""
        ...

    async def dead(self, delivery_id: str, reason: FailReason, detail: str, notices: Sequence[Delivery] = ()) -> None:
        """Gives the row up with the lines that wait for it, and writes notices about it, in one transaction."""
        ...

    async def backlog(self) -> tuple[int, datetime | None]:
        """How many rows are not final, and when the longest due of them was due."""
        ...


class SearchStore(Protocol):
    """Lookups. They never block the writers."""

    async def find(self, query: Query) -> list[Filed]:
        """With words: best match first, held against each other the newest few hundred that have them; without: newest first."""
        ...

    async def tally(self, query: Query, edges: Sequence[datetime]) -> list[int]:
        """How many items that answer were fetched between each two edges, the first of them counting in."""
        ...

    async def trace(self, url_or_id: str) -> list[Trace]:
        """Everything about the items with this id, address or canonical address: the oldest `MOST_TRACES`, oldest first."""
        ...

    async def filed(self, item_ids: Collection[str]) -> dict[str, Filed]:
        """Items by id, with their texts; those that are not there are left out."""
        ...


@dataclass(frozen=True, slots=True)
class Stores:
    """All of them, over one database."""

    sources: SourceStore
    items: ItemStore
    outbox: Outbox
    search: SearchStore
    feedback: FeedbackStore
    stories: StoryStore
    timers: TimerStore
    landscape: LandscapeStore
    silences: SilenceStore
    posts: PostStore
    troubles: TroubleStore
    ledger: LedgerStore
    watches: WatchStore
    situations: SituationStore
    activations: ActivationStore
    links: LinkStore
    responses: ResponseStore
    audit: AuditStore
    guilds: GuildStore
    pages: PageStore
    roster: RosterStore
    contacts: ContactStore
