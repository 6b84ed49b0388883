"""A trouble: something wrong with a source or with Tocsin itself, told once when it starts and once when it ends.

found -> told -> ended -> end told        (one that ends before it was told is told not at all)
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.reasons import TroubleReason

OF_SOURCES = frozenset(
    {TroubleReason.BROKEN, TroubleReason.REFUSED, TroubleReason.EMPTY, TroubleReason.MOVED, TroubleReason.QUIET}
)
"""Those whose subject is a source; the others are differences that a count of all items found."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """`subject` is a source id, or "" for Tocsin itself; `since` is when it began, as far as is known. The three together are
    its key. `detail` is the error, the new address or the count.
    """

    subject: str
    what: TroubleReason
    since: datetime
    detail: str = ""
    told_at: datetime | None = None
    ended_at: datetime | None = None
    end_told_at: datetime | None = None

    @property
    def key(self) -> tuple[str, TroubleReason, datetime]:
        """What tells it from any other."""
        return self.subject, self.what, self.since
