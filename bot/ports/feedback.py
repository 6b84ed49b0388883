"""Storage of what people say of alerts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.feedback import Feedback, Kept


class FeedbackStore(Protocol):
    """One row per item, channel and person. Rows outlive their item, so that what was measured stays measured."""

    async def put(self, given: Feedback, guild: str = "") -> Kept:
        """Writes a person's judgement, in place of an earlier one of the same item and channel, and counts the change.
        One that says nothing new (a right kind or a note left out says nothing), or is older than what is stored, changes
        nothing: a button pressed twice is pressed once. `given.changes` is not looked at. What changes something is audited with
        it, as done in `guild`.
        """
        ...

    async def find(
        self, *, channel: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> Sequence[Feedback]:
        """The present judgements, newest first: of one channel, given since then, so many at most."""
        ...
