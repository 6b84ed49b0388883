"""Reports into stories, one at a time: which open story tells of the same event, or none.

A report is compared with the few stories that share its rarest words and names (an inverted index, never all pairs), and with a
story as a whole: the mean of its best and its average member, so that a chain of half-alike reports does not grow into a
campaign. Digests belong to no story. Another victim is another story, whoever the actor. Deterministic; no clock of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from bot.analysis.likeness import Likeness
from bot.analysis.lore import Floats, keys
from bot.analysis.pairs import Laid
from bot.analysis.telling import Telling
from bot.domain.verdict import Evidence

WINDOW = timedelta(days=7)
JOIN = 0.6
"""Least score by which a report joins a story of the same hour."""
AGED = 0.2
"""How much more is asked at the window's end."""
NO_ALERT = 0.1
"""How much more of what is no alert."""
KEPT = 4
"""Members that a story is compared by: the first and the last ones."""
_KEYS = 12
_RARE = 0.4
_STORY_KEYS = 48
_LISTED = 64
"""Open stories that the index keeps of one word: the newest. A word of more is no rare one."""
_TRIED = 8
_FLAWS = frozenset({"vulnerability", "patch_advisory"})
"""Kinds of which a flaw's identifier is the event."""


@dataclass(frozen=True, slots=True)
class Placement:
    """`story` is the id of the story that the report belongs to, None for none; `score` is that of the nearest story."""

    story: str | None
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(slots=True)
class _Open:
    """A story as it is compared."""

    id: str
    number: int
    last: datetime
    members: list[Laid] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)


class Stories:
    """The open stories. Not safe between threads: one place decides, in one order."""

    def __init__(self, likeness: Likeness, window: timedelta = WINDOW, join: float = JOIN) -> None:
        """Begins without a story; feed it what is stored, oldest first, to go on after a restart."""
        self._likeness = likeness
        self._window = window
        self._join = join
        self._open: dict[str, _Open] = {}
        self._index: dict[str, dict[str, None]] = {}
        self._opened = 0
        self._last: Laid | None = None

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    def place(self, telling: Telling, at: datetime) -> Placement:
        """Where a report that came at this time belongs. Changes nothing."""
        if telling.digest:
            return Placement(None)
        mine = self._lay(telling)
        found = self._nearest(mine, at)
        if found is None:
            return Placement(None)
        score, story, member = found
        if score < self._needed(telling, story, at):
            return Placement(None, round(score, 4))
        return Placement(story.id, round(score, 4), self._likeness.why_laid(mine, member))

    def add(self, item_id: str, telling: Telling, at: datetime, story: str | None = None) -> str:
        """Puts a report into an open story, or opens one under the report's own id. Returns the story's id."""
        there = self._open.pop(story, None) if story else None
        if there is None:
            self._opened += 1
            there = _Open(story or item_id, self._opened, at)
        there.last = max(there.last, at)
        self._open[there.id] = there  # at the end: the order of the last report
        if not telling.digest:
            self._join_members(there, self._lay(telling))
        return there.id

    def forget(self, before: datetime) -> tuple[str, ...]:
        """Closes the stories whose last report is older; their ids."""
        old = tuple(story.id for story in self._open.values() if story.last < before)
        for story_id in old:
            for key in self._open.pop(story_id).keys:
                listed = self._index.get(key, {})
                listed.pop(story_id, None)
                if not listed:
                    self._index.pop(key, None)
        return old

    def _lay(self, telling: Telling) -> Laid:
        """What was just placed is mostly added next."""
        if self._last is None or self._last.telling is not telling:
            self._last = self._likeness.lay(telling)
        return self._last

    def _join_members(self, story: _Open, new: Laid) -> None:
        story.members.append(new)
        if len(story.members) > KEPT:
            del story.members[1]
        for key in _index_keys(new):
            if key in story.keys or len(story.keys) < _STORY_KEYS:
                story.keys[key] = None
                listed = self._index.setdefault(key, {})
                listed.pop(story.id, None)
                listed[story.id] = None
                if len(listed) > _LISTED:
                    self._drop(key, next(iter(listed)))

    def _drop(self, key: str, story_id: str) -> None:
        del self._index[key][story_id]
        self._open[story_id].keys.pop(key, None)

    def _candidates(self, mine: Laid, at: datetime) -> list[_Open]:
        """The open stories that share the most, by rarity; of equal ones the older."""
        shared: dict[str, float] = {}
        for key, worth in _index_keys(mine).items():
            for story_id in self._index.get(key, ()):
                shared[story_id] = shared.get(story_id, 0.0) + worth
        best = sorted((-worth, self._open[story_id].number, story_id) for story_id, worth in shared.items())
        met = (self._open[story_id] for _, _, story_id in best)
        return [story for story in met if at - story.last <= self._window][:_TRIED]

    def _nearest(self, mine: Laid, at: datetime) -> tuple[float, _Open, Laid] | None:
        stories = self._candidates(mine, at)
        if not stories:
            return None
        scores = self._scores(mine, [m for story in stories for m in story.members])
        best: tuple[float, _Open, Laid] | None = None
        begin = 0
        for story in stories:
            some = scores[begin : begin + len(story.members)]
            begin += len(story.members)
            score = float(some.max() + some.mean()) / 2
            if best is None or score > best[0]:
                best = score, story, story.members[int(some.argmax())]
        return best

    def _scores(self, mine: Laid, others: Sequence[Laid]) -> Floats:
        made = self._likeness.scores_laid(mine, others)
        return np.array([0.0 if other_event(mine, o) else s for o, s in zip(others, made, strict=True)], np.float32)

    def _needed(self, telling: Telling, story: _Open, at: datetime) -> float:
        age = min(abs(at - story.last) / self._window, 1.0) if self._window else 1.0
        return self._join + AGED * age + (NO_ALERT if telling.alert is False else 0.0)


def _index_keys(one: Laid) -> dict[str, float]:
    """What a report is looked up by, each with its worth: flaws, actors and programs, and its rarest words."""
    telling = one.telling
    made = {
        f"{sort}:{name}": 1.0
        for sort, some in (("flaw", telling.cves), ("actor", telling.actors), ("program", telling.malware))
        for name in some
    }
    rare = sorted((-w * r, word, r) for word, w, r in zip(one.words, one.weights, one.rarity, strict=True) if r >= _RARE)
    return made | {word: r * r for _, word, r in rare[:_KEYS]}


def other_event(a: Laid, b: Laid) -> bool:
    """Whether facts overrule the words: two flaws, or one campaign and two victims (each says who was attacked, and neither names
    the other's). A shared flaw is one event.
    """
    x, y = a.telling, b.telling
    if x.cves and y.cves:
        apart = set(x.cves).isdisjoint(y.cves)
        return apart and bool(_FLAWS & set(x.kinds[:1])) and bool(_FLAWS & set(y.kinds[:1]))
    if not x.victims or not y.victims:
        return False
    return not _names_any(x.victims, b) and not _names_any(y.victims, a)


def _names_any(victims: Iterable[str], report: Laid) -> bool:
    words = {*report.words, *(k for v in report.telling.victims for k in keys(v))}
    return any(k in words for v in victims for k in keys(v))
