"""Situations as triage sees them: those that are open, with their posts. They are written with the items that make them."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.filing import SituationFile
from bot.domain.situation import Situation


class SituationStore(Protocol):
    """What is stored about mass events (`ItemStore.settle` writes those of a batch)."""

    async def open(self) -> Sequence[SituationFile]:
        """Those that are not over, by id."""
        ...

    async def put(self, situations: Sequence[Situation], heads: Sequence[Delivery]) -> None:
        """Writes them as they are now, and their posts as they are wanted, in one transaction."""
        ...
