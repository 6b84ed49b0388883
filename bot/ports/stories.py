"""Stories as the verbs see them: what is stored of them, and the index that says which one a report tells."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.domain.errors import TocsinError
from bot.domain.filing import Change, KeptTelling, Rewriting, StoryFile
from bot.domain.verdict import Article, Evidence, Verdict


class StoriesChanged(TocsinError):
    """Somebody split or merged stories while a batch was being decided: it is decided again."""


class StoryStore(Protocol):
    """What is stored about stories. They are written with the items that tell them (`ItemStore.settle`)."""

    async def files(self, story_ids: Collection[str]) -> dict[str, StoryFile]:
        """Everything about these stories; those that are not there are left out."""
        ...

    async def tellings(self, since: datetime) -> Sequence[KeptTelling]:
        """Those of reports since then, the oldest first."""
        ...

    async def retell(self, tellings: Sequence[KeptTelling]) -> None:
        """Writes tellings anew, of reports that have one."""
        ...

    async def rewrite(self, rewriting: Rewriting) -> bool:
        """Does what a person changed, all or nothing; False, and nothing done, where the change is there already or the one that
        it undoes is undone.
        """
        ...

    async def changes(self, story_id: str) -> Sequence[Change]:
        """What was done to a story, the newest first."""
        ...

    async def change(self, change_id: str) -> Change | None:
        """One of them."""
        ...

    async def last_change(self) -> int:
        """A number that grows with every change; 0 before the first."""
        ...


class Placed(Protocol):
    """What the index says of one report."""

    @property
    def story_id(self) -> str | None:
        """The story that it tells; None: a new one."""
        ...

    @property
    def score(self) -> float:
        """P(same event)."""
        ...

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why."""
        ...


class Placer(Protocol):
    """The index of stories, in memory: built again from `StoryStore.tellings`. Not thread-safe; deterministic.

    A telling is whatever the implementation makes of an article, as plain JSON values.
    """

    def telling(self, article: Article, verdict: Verdict) -> Mapping[str, Any]:
        """Made once a report."""
        ...

    def reads(self, telling: Mapping[str, Any]) -> bool:
        """Whether it was made by this version; one that was not is made again from its article."""
        ...

    def place(self, telling: Mapping[str, Any], at: datetime) -> Placed:
        """Which story it tells, if any that is known."""
        ...

    def add(self, story_id: str, item_id: str, telling: Mapping[str, Any], at: datetime) -> None:
        """From now on this report is part of that story."""
        ...

    def forget(self, before: datetime) -> None:
        """Reports from before then are no longer compared with."""
        ...

    def clear(self) -> None:
        """Forgets everything."""
        ...
