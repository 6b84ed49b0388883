"""A kind of item: the taxonomy of `config/categories/<slug>.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """Whether items of a kind are alerts."""

    ALERT = "alert"
    TAG = "tag"
    """Only ever beside a primary kind of alert."""
    BORDERLINE = "borderline"
    NOT_ALERT = "not_alert"


@dataclass(frozen=True, slots=True)
class Kind:
    """One category. `colour` is 0xRRGGBB; `rsit` a code of the ENISA Reference Security Incident Taxonomy or ""."""

    slug: str
    name: str
    description: str
    standing: Standing
    colour: int
    icon: str
    rsit: str = ""
    eurepoc: str = ""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Language (ISO 639-1) -> words and phrases, lower case, `*` as a word's open end, that speak for this kind."""
