"""WATCH: take down what somebody wants to hear of, and post it to them, once a story.

    wish -> read as a matcher -> stored until its day comes
    story -> which watches does it hit? -> one delivery a destination, or the reason why not

`hits` is what triage calls with each story that is new or has changed, and its answer goes into the same transaction.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.analysis.matcher import BadMatcher, Vocabulary, parse_matcher
from bot.analysis.watching import WatchIndex, names_something
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.reasons import HitReason, WatchRefusal
from bot.domain.step import Stage, Step
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.domain.watch import DIRECT, NotWatched, Watch, watch_id
from bot.ports.clock import Clock
from bot.ports.watches import WatchStore

DAY = timedelta(days=1)
POSTS_A_DAY = 30


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """What one may ask for. `posts_a_day` is for one destination, over the last 24 hours."""

    most_a_person: int = 20
    posts_a_day: int = POSTS_A_DAY
    lasts: timedelta = timedelta(days=90)
    longest: timedelta = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Posting:
    """All that `hits` needs beside story and watches. `taken` are destinations that have the story anyway; `posted` counts posts of
    watches in the last day by destination; `clearance` is that of channels by id, everybody else may read what is clear.
    """

    now: datetime
    card: Card
    taken: Collection[str] = ()
    posted: Mapping[str, int] = field(default_factory=dict)
    clearance: Mapping[str, Tlp] = field(default_factory=dict)
    posts_a_day: int = POSTS_A_DAY


@dataclass(frozen=True, slots=True)
class Hits:
    """What follows from a story: one row a destination, and one step a watch that was hit."""

    deliveries: tuple[Delivery, ...] = ()
    steps: tuple[Step, ...] = ()


def hits(story: Story, watches: WatchIndex, posting: Posting) -> Hits:
    """One post a destination, however many of its watches are hit and however often the story is told: the id is that of the
    story's post there, so a row that exists stays as it is.
    """
    deliveries: dict[str, Delivery] = {}
    steps = []
    for watch in watches.hit(story):
        reason = HitReason.POSTED_ALREADY if watch.to in deliveries else _reason(story, watch, posting)
        if reason is HitReason.WATCHED:
            deliveries[watch.to] = _delivery(story, watch, posting)
        steps.append(Step(Stage.WATCH, reason, posting.now, watch.id, watch.to))
    return Hits(tuple(deliveries.values()), tuple(steps))


def counted(posted: Mapping[str, int], deliveries: Sequence[Delivery]) -> Mapping[str, int]:
    """The counts for the next story of a batch, when these have just been written."""
    more = Counter(d.channel for d in deliveries if d.subject is Subject.WATCH)
    return Counter(posted) + more


def _reason(story: Story, watch: Watch, posting: Posting) -> HitReason:
    if not watch.active(posting.now):
        return HitReason.OVER
    clearance = posting.clearance.get(watch.to, Tlp.CLEAR)
    if any(r.source.tlp.strictness > clearance.strictness for r in story.reports):
        return HitReason.ABOVE_CLEARANCE
    if watch.to in posting.taken:
        return HitReason.POSTED_ALREADY
    return HitReason.DAY_FULL if posting.posted.get(watch.to, 0) >= posting.posts_a_day else HitReason.WATCHED


def _delivery(story: Story, watch: Watch, posting: Posting) -> Delivery:
    row, now = delivery_id(story.id, watch.to), posting.now
    return Delivery(row, Subject.WATCH, story.id, watch.to, posting.card, now, now, priority=story.severity, route=watch.id)


class Watches:
    """Takes wishes, and keeps the index that triage asks. `index` and `posted` are as old as the last `refresh`."""

    def __init__(
        self,
        store: WatchStore,
        channels: Callable[[], Collection[str]],
        vocabulary: Callable[[], Vocabulary],
        clock: Clock,
        plan: WatchPlan | None = None,
    ) -> None:
        """`channels` (ids) and `vocabulary` are asked each time, because a reload changes them."""
        self._store = store
        self._channels = channels
        self._vocabulary = vocabulary
        self._clock = clock
        self.plan = plan or WatchPlan()
        self.index = WatchIndex()
        self.posted: Mapping[str, int] = {}

    async def refresh(self) -> None:
        """Takes up what other processes stored, what ended, and what was posted."""
        now = self._clock.now()
        self.index = WatchIndex(await self._store.active(now))
        self.posted = await self._store.posted(now - DAY)

    def wrote(self, deliveries: Sequence[Delivery]) -> None:
        """What was written since the last `refresh` counts too."""
        self.posted = counted(self.posted, deliveries)

    async def add(self, owner: str, to: str, text: str, lasts: timedelta | None = None, guild: str = "") -> Watch | NotWatched:
        """Stores the wish, or renews the same one. A person's direct messages are for that person's own wishes."""
        length = self.plan.lasts if lasts is None else lasts
        if not timedelta() < length <= self.plan.longest:
            return NotWatched(WatchRefusal.BAD_END, f"at most {self.plan.longest.days} days")
        if to != _direct(owner) and to not in self._channels():
            return NotWatched(WatchRefusal.UNKNOWN_CHANNEL, to)
        try:
            match = parse_matcher(text, self._vocabulary())
        except BadMatcher as error:
            return NotWatched(WatchRefusal.UNREADABLE, str(error))
        if not names_something(match):
            return NotWatched(WatchRefusal.TOO_WIDE)
        now = self._clock.now()
        watch = Watch(watch_id(owner, to, match), owner, to, " ".join(text.split()), match, now, now + length, guild=guild)
        if not await self._store.put(watch, now, self.plan.most_a_person):
            return NotWatched(WatchRefusal.TOO_MANY, f"{self.plan.most_a_person} at a time")
        await self.refresh()
        return watch

    async def list(self, owner: str | None = None, guild: str | None = None) -> Sequence[Watch]:
        """Those in force: one person's, or all. With `guild` those set there, and whatever comes by direct message."""
        active = (w for w in await self._store.active(self._clock.now()) if owner in (None, w.owner))
        return [w for w in active if guild in (None, w.guild) or w.to.startswith(DIRECT)]

    async def end(self, name: str, by: str, owner: str | None = None) -> NotWatched | None:
        """Ends one; with `owner` only that person's own."""
        if not await self._store.end(name.strip(), owner, self._clock.now(), by):
            return NotWatched(WatchRefusal.NO_SUCH_WATCH, name)
        await self.refresh()
        return None


def _direct(owner: str) -> str:
    """Where a person's own direct messages go; "" for an owner who is nobody on Discord."""
    kind, _, user = owner.partition(":")
    return f"{DIRECT}{user}" if kind == "discord" and user else ""
