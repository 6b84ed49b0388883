"""A few words that must outlast a restart: what was last told to a peer, so that it is not told again; what a day has cost."""

from typing import Protocol


class Memory(Protocol):
    """Text by key. A lost value costs a repetition, or a day's count, and nothing else."""

    async def get(self, key: str) -> str:
        """What was put under this key, "" if nothing was."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Keeps it, in place of what was there."""
        ...
