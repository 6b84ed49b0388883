"""A story: what happened, told by one or more items. One post in each channel, edited as reports come in.

    Reports (what is stored) -> `bot.analysis.told.told` -> Story (what is shown, routed and looked up)

A story is never more than its reports: the same reports in any order give the same story, so a restart, a repeat or a
late arrival changes nothing that it should not.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.source import SourceInfo
from bot.domain.verdict import Claim, Named, Verdict


class Standing(StrEnum):
    """How well a story is supported."""

    SINGLE_SOURCE = "single_source"
    """One publisher, whoever repeats its words."""
    CORROBORATED = "corroborated"
    """Two or more publishers in words of their own, none of them official."""
    OFFICIAL = "official"
    """At least one official publisher tells it."""
    DISPUTED = "disputed"
    """Somebody denies what others say. Stands before all others: readers must see it first."""


@dataclass(frozen=True, slots=True)
class Report:
    """One item as its story knows it. `at` is when it was published, else fetched; `copies` are the other sources that repeated
    its words: one publisher all the same.
    """

    item_id: str
    source: SourceInfo
    at: datetime
    title: str
    verdict: Verdict
    url: str = ""
    text: str = ""
    """For routes that ask for words; not shown."""
    copies: tuple[SourceInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One claim, with the outlets that carry it; `against` are the outlets that carry a denial of it."""

    claim: Claim
    outlets: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """`id` is the id of its first item; `reports` are oldest first and never empty in a story that is shown.

    Names are joined over the reports, most often named first. `severity` is the highest that a report of it gives now;
    `score` the highest P(alert).
    """

    id: str
    title: str
    kind: str
    severity: int
    first_seen: datetime
    last_seen: datetime
    summary: str = ""
    kinds: tuple[str, ...] = ()
    score: float = 0.0
    standing: Standing = Standing.SINGLE_SOURCE
    publishers: tuple[SourceInfo, ...] = ()
    """Distinct voices in order of appearance; copies of one text count once, under the source that had it first."""
    actors: tuple[Named, ...] = ()
    victims: tuple[Named, ...] = ()
    victim_countries: tuple[str, ...] = ()
    actor_countries: tuple[str, ...] = ()
    responders: tuple[Named, ...] = ()
    sectors: tuple[str, ...] = ()
    claims: tuple[Told, ...] = ()
    cves: tuple[str, ...] = ()
    malware: tuple[Named, ...] = ()
    langs: tuple[str, ...] = ()
    closed: bool = False
    """Nobody expects more; reports that come nevertheless open it again."""
    reports: tuple[Report, ...] = field(default=(), repr=False)
