"""The index of stories as triage asks it, over whatever compares reports (`bot.analysis`): plain JSON in, a story's id out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.domain.verdict import Article, Evidence, Verdict


class Read(Protocol):
    """One report as the comparison reads it."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        ...


T = TypeVar("T", bound=Read)
T_contra = TypeVar("T_contra", contravariant=True)


class Answer(Protocol):
    """Where a report belongs."""

    @property
    def story(self) -> str | None:
        """None: nowhere."""
        ...

    @property
    def score(self) -> float:
        """P(same event) of the nearest."""
        ...

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why."""
        ...


class Compared(Protocol[T_contra]):
    """The open stories, compared."""

    def place(self, telling: T_contra, at: datetime) -> Answer:
        """Where a report that came at this time belongs. Changes nothing."""
        ...

    def add(self, item_id: str, telling: T_contra, at: datetime, story: str | None = None) -> str:
        """Puts a report into a story."""
        ...

    def forget(self, before: datetime) -> object:
        """Closes stories whose last report is older."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What `ports.stories.Placed` asks for."""

    story_id: str | None
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()


class StoryIndex:
    """Keeps `ports.stories.Placer`."""

    def __init__(
        self,
        tell: Callable[[Article, Verdict], T],
        read: Callable[[dict[str, Any]], T],
        begin: Callable[[], Compared[T]],
    ) -> None:
        """`tell` makes a telling of an article, `read` reads one back (`ValueError` for one of another version), `begin` gives an
        index without a story.
        """
        self._tell: Callable[[Article, Verdict], Any] = tell
        self._read: Callable[[dict[str, Any]], Any] = read
        self._begin: Callable[[], Compared[Any]] = begin
        self._stories = begin()

    def telling(self, article: Article, verdict: Verdict) -> Mapping[str, Any]:
        """See the port."""
        made: dict[str, Any] = self._tell(article, verdict).as_dict()
        return made

    def reads(self, telling: Mapping[str, Any]) -> bool:
        """See the port."""
        try:
            self._read(dict(telling))
        except ValueError:
            return False
        return True

    def place(self, telling: Mapping[str, Any], at: datetime) -> Found:
        """See the port."""
        answer = self._stories.place(self._read(dict(telling)), at)
        return Found(answer.story, answer.score, answer.evidence)

    def add(self, story_id: str, item_id: str, telling: Mapping[str, Any], at: datetime) -> None:
        """See the port."""
        self._stories.add(item_id, self._read(dict(telling)), at, story_id)

    def forget(self, before: datetime) -> None:
        """See the port."""
        self._stories.forget(before)

    def clear(self) -> None:
        """See the port."""
        self._stories = self._begin()
