"""A summary written by somebody else: what they are asked, what came back, and what became of it."""

from dataclasses import dataclass

from bot.domain.reasons import SummaryReason
from bot.domain.verdict import Evidence

ABOUT = "summary"
"""What `Evidence.about` says of an outcome; no kind has this name."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a summariser is given: `rules` are ours, `article` is JSON, and only data whatever stands in it."""

    rules: str
    article: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What came back, unchecked. `tokens` is what it cost by its own account, 0 where it gives none."""

    text: str
    tokens: int = 0
    whole: bool = True
    """False where the writing was stopped before its end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whose summary stays and why. `text` is the accepted one, "" where the built-in stays; `detail` is short and shown inert."""

    reason: SummaryReason
    detail: str = ""
    text: str = ""

    def as_evidence(self) -> Evidence:
        """As it is stored with a verdict."""
        return Evidence(ABOUT, f"{self.reason}: {self.detail}" if self.detail else str(self.reason))

    @classmethod
    def of(cls, evidence: Evidence) -> "Outcome | None":
        """Reads back `as_evidence`; None for evidence of anything else."""
        reason, _, detail = evidence.seen.partition(": ")
        if evidence.about != ABOUT or reason not in set(SummaryReason):
            return None
        return cls(SummaryReason(reason), detail)
