"""A dossier: what is stored about one actor, country, sector, flaw or indicator."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.trace import Filed, Query
from bot.domain.verdict import Claim


class DossierKind(StrEnum):
    """What a dossier is about."""

    ACTOR = "actor"
    COUNTRY = "country"
    """As victim, doer or helper."""
    SECTOR = "sector"
    CVE = "cve"
    INDICATOR = "indicator"
    ATTRIBUTION = "attribution"
    """What an actor or a country is said to have done, by whom, and how firmly."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is meant by a name, and the question that finds it."""

    kind: DossierKind
    name: str
    query: Query
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One claim, who carried it, and when last."""

    claim: Claim
    outlets: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Month:
    """How many alerts were fetched in a month ("2026-01", UTC)."""

    name: str
    alerts: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """`latest` has one report of each story, the newest first; `months` are twelve, the oldest first."""

    subject: Subject
    latest: tuple[Filed, ...]
    claims: tuple[Said, ...]
    months: tuple[Month, ...]

    @property
    def total(self) -> int:
        """Alerts in all its months."""
        return sum(month.alerts for month in self.months)
