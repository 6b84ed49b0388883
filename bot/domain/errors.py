"""One root for every failure we expect; attributes over strings, the cause always kept."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.reasons import FailReason


class TocsinError(Exception):
    """Root of the errors that Tocsin raises on purpose."""


class Failure(TocsinError):
    """Something outside did not do what was asked. Raise one of the two sub-classes."""

    def __init__(self, reason: FailReason, detail: str = "") -> None:
        """`detail` is one line for people, already free of secrets."""
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class Transient(Failure):
    """Worth another try; `retry_after` is the peer's own wish, if it gave one."""

    def __init__(self, reason: FailReason, detail: str = "", *, retry_after: timedelta | None = None) -> None:
        """`retry_after` is a minimum wait counted from now."""
        super().__init__(reason, detail)
        self.retry_after = retry_after


class Permanent(Failure):
    """Trying the same again cannot help; somebody must mend something."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what a person wrote: where, what, and how to mend it."""

    file: str
    key: str
    fault: str
    mend: str

    def __str__(self) -> str:
        """The one line that a duty officer reads."""
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.fault}; {self.mend}" if self.mend else f"{where}: {self.fault}"


class ConfigError(TocsinError):
    """The settings cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """`problems` is never empty."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """A mend for a misspelt word: the nearest known one, or the list of them."""
    names = sorted(known)
    close = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known: {', '.join(names)}" if names else "there is none yet"
