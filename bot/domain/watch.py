"""A watch: what a person or a channel wants to hear of, wherever the routes send it, until a day that is named beforehand.

    actor:APT28   country:LT   sector:energy   cve:CVE-2026-1234   kind:ransomware   malware:Emotet   "free words"   severity>=3

All terms of a watch must hold. An actor is watched by every name it has.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DIRECT = "dm:"
"""Destinations that begin with it are a person's direct messages: "dm:" and the Discord user id."""


class Field(StrEnum):
    """What of a story a term looks at."""

    ACTOR = "actor"
    COUNTRY = "country"
    SECTOR = "sector"
    CVE = "cve"
    KIND = "kind"
    MALWARE = "malware"
    WORDS = "words"
    SEVERITY = "severity"
    """At least so severe; alone it names nothing, so it stands only beside others."""


@dataclass(frozen=True, slots=True)
class Term:
    """`value` is case-folded and, for an actor or a program, the name that all its aliases lead to."""

    field: Field
    value: str


@dataclass(frozen=True, slots=True)
class Watch:
    """`owner` is who asked ("discord:7", "cli"); `to` is a channel id of routes.toml, or `DIRECT` and a user id."""

    id: str
    owner: str
    to: str
    text: str
    terms: tuple[Term, ...]
    created: datetime
    ends: datetime
    ended_at: datetime | None = None
    """When it was ended before its time."""
    ended_by: str = ""

    def active(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.ended_at is None and now < self.ends


def watch_id(owner: str, to: str, terms: tuple[Term, ...]) -> str:
    """8 hexadecimal digits, the same for the same wish: asking twice renews, and does not double. The order of terms is free."""
    told = "\0".join(sorted(f"{t.field}:{t.value}" for t in set(terms)))
    return hashlib.blake2b(f"{owner}\0{to}\0{told}".encode(), digest_size=4).hexdigest()
