"""Somebody who writes summaries for us, as triage sees them: asked once, answers with a draft that nobody believes yet."""

from typing import Protocol

from bot.domain.summary import Brief, Draft


class Summariser(Protocol):
    """One way to a summary. It says what failed; `pipeline.summaries` decides whether to ask again, and what to keep."""

    @property
    def name(self) -> str:
        """What people know the writer by, for example the name of a model."""
        ...

    async def draft(self, brief: Brief) -> Draft:
        """Asks once, in bounded time. Raises `Transient` or `Permanent`, with no secret in either."""
        ...
