"""A verdict: is it an alert, what kind, how bad, who did what to whom, who says so, and why we think so.

Field names and shapes are those of the public batch contract of `tocsin judge`.
"""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Certainty(StrEnum):
    """How firmly somebody says it."""

    CONFIRMED = "confirmed"
    CLAIMED = "claimed"
    ALLEGED = "alleged"
    SUSPECTED = "suspected"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Article:
    """What is judged. `text` is plain; `html` is used when there is no text; `lang` is a hint, never trusted blindly."""

    id: str
    title: str = ""
    text: str = ""
    html: str = ""
    lang: str = ""
    published: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """`by` says of `about` that it did `act`, this firmly. Kept apart from fact."""

    by: str
    about: str
    act: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as the article names it, and the canonical name where the gazetteer knows it (else "")."""

    name: str
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of compromise, refanged. `type` is a STIX 2.1 cyber-observable type ("ipv4-addr", "domain-name", "url", "file")."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that moved the verdict: which part of it, what was seen, how strongly (log-odds; 0 where it is a fact)."""

    about: str
    seen: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Judgement of one article. Countries are ISO 3166 alpha-2 or "EU"; `score` is a calibrated P(alert); severity 0..4."""

    is_alert: bool
    score: float
    kind: str
    kinds: tuple[str, ...]
    severity: int
    lang: str
    summary: str
    actors: tuple[Named, ...] = ()
    victims: tuple[Named, ...] = ()
    victim_countries: tuple[str, ...] = ()
    actor_countries: tuple[str, ...] = ()
    responders: tuple[Named, ...] = ()
    sectors: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    cves: tuple[str, ...] = ()
    malware: tuple[Named, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    attack_ids: tuple[str, ...] = ()
    reasons: tuple[Evidence, ...] = field(default=())
    title: str = ""
    """The article's own title, or one made from its first sentence."""
    model: str = ""
    """Version of the judgement that said so."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, key for key the answer of `tocsin judge` without its `id`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Verdict":
        """Reads back `as_dict`, after a trip through JSON too; unknown keys are left aside."""
        made: dict[str, Any] = {k: v for k, v in raw.items() if k in cls.__dataclass_fields__}
        shapes = {
            "actors": Named,
            "victims": Named,
            "responders": Named,
            "malware": Named,
            "indicators": Indicator,
            "reasons": Evidence,
        }
        for key, shape in shapes.items():
            made[key] = tuple(shape(**x) for x in made.get(key, ()))
        made["claims"] = tuple(Claim(**{**x, "certainty": Certainty(x["certainty"])}) for x in made.get("claims", ()))
        for key in ("kinds", "victim_countries", "actor_countries", "sectors", "cves", "attack_ids"):
            made[key] = tuple(made.get(key, ()))
        return cls(**made)
