"""The landscape: how much happens in each country and sector, measured against what is usual there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.story import Standing


class AreaKind(StrEnum):
    """What the landscape is divided by."""

    COUNTRY = "country"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A country (ISO 3166 alpha-2, or "EU" for the Union itself) or a sector, by its slug."""

    kind: AreaKind
    code: str


class Level(StrEnum):
    """How much happens, against what is usual."""

    NORMAL = "normal"
    HEIGHTENED = "heightened"
    NO_BASELINE = "no_baseline"
    """Tocsin has not looked for long enough to know what is usual."""


@dataclass(frozen=True, slots=True)
class Weighs:
    """A story, and what it adds to a score at present."""

    story_id: str
    title: str
    severity: int
    standing: Standing
    at: datetime
    weight: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One area at the instant `at`. Scores are in units of one minor corroborated story of this moment.

    `excess` is how many usual deviations the score lies above what is usual; `since` is when the level was reached.
    """

    area: Area
    level: Level
    at: datetime
    since: datetime
    score: float
    usual: float = 0.0
    spread: float = 0.0
    excess: float = 0.0
    reasons: tuple[Weighs, ...] = ()
    """The stories that weigh most now, heaviest first."""
    course: tuple[float, ...] = ()
    """The score of each of the last 56 days at this hour, the oldest first; not stored."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        reasons = [
            {
                "story_id": r.story_id,
                "title": r.title,
                "severity": r.severity,
                "standing": str(r.standing),
                "at": r.at.isoformat(),
                "weight": r.weight,
                "url": r.url,
            }
            for r in self.reasons
        ]
        return {
            "kind": str(self.area.kind),
            "code": self.area.code,
            "level": str(self.level),
            "at": self.at.isoformat(),
            "since": self.since.isoformat(),
            "score": self.score,
            "usual": self.usual,
            "spread": self.spread,
            "excess": self.excess,
            "reasons": reasons,
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> "Reading":
        """Reads back `as_dict`."""
        told = {name: raw[name] for name in ("score", "usual", "spread", "excess")}
        reasons = (
            Weighs(**{**r, "standing": Standing(r["standing"]), "at": datetime.fromisoformat(r["at"])}) for r in raw["reasons"]
        )
        return cls(
            area=Area(AreaKind(raw["kind"]), raw["code"]),
            level=Level(raw["level"]),
            at=datetime.fromisoformat(raw["at"]),
            since=datetime.fromisoformat(raw["since"]),
            reasons=tuple(reasons),
            **told,
        )

    def without_course(self) -> "Reading":
        """As it is stored."""
        return replace(self, course=())


@dataclass(frozen=True, slots=True)
class Turn:
    """A level that is another one than before."""

    before: Level
    reading: Reading
