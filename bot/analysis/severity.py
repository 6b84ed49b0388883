# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""How bad, by the rubric: 0 none, 1 minor, 2 confirmed and ordinary, 3 major victim, state actor or exploited flaw,
4 critical infrastructure, national scale or mass exploitation. How far each sign counts is learnt; the signs that
spoke for the level, or against a higher one, are its reasons.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.analysis.countries import ADVERSARIES, Part, Role
from bot.analysis.facts import Facts

_HEAD = 1200
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "service stopped",
            r"\b(?:halt(?:s|ed|ing)?\b|shut ?down|shuts down|cripple\w*|paraly[sz]\w*|blackout|cancel\w+ (?:flights|operations|surger)|emergency|offline|grounded|stopp?ed production|diverted|without power|ausgefallen|lahmgelegt|katastrophenfall|à l'arrêt|paralys\w*|sparaliżow\w*|stan\w* wyjątkow\w*|зупин\w*|останов\w*|bloccat\w*|paraliza\w*|slår ut|slo ut)",
        ),
        ("national scale", r"\b(?:nationwide|nation-wide|state of emergency|countrywide|across the country|landesweit|bundesweit|national\w* (?:emergency|outage))\b"),
        (
            "mass exploitation",
            r"\b(?:mass(?:ive)? exploit\w*|widespread exploitation|worm(?:able)?\b|(?:tens of |hundreds of )?thousands of (?:servers|devices|organi[sz]ations|companies|firewalls|systems|sites|instances)|million (?:devices|routers|servers)|worldwide|globally)\b",
        ),
        (
            "millions affected",
            r"\b\d+(?:[.,]\d+)?\s*(?:million|m\b|billion|mln|mio|millionen|millions|milioni|millones|miljoner|millioner|млн|мільйон\w*|миллион\w*)",
        ),
        ("thousands affected", r"\b\d{1,3}(?:[.,\s]\d{3}|k)\b(?!\s*(?:usd|eur|euro|dollar))"),
        (
            "critical flaw",
            r"\bcritical (?:\S+ ){0,3}(?:flaw|vulnerab|bug|rce|zero)|\bcvss\b[^.]{0,20}\b(?:9\.\d|10\.0)|\bmaximum[- ]severity|\bpre-auth\w*|\bunauthenticated\b|\bkritische\w* (?:\S+ ){0,2}(?:lücke|schwachstelle)|\bfaille critique|\bkrytyczn\w* (?:luk|podatno)|\bкритичн\w*",
        ),
        ("flaw exploited", r"\b(?:exploited|under attack|zero-day|0-day|in the wild|kev\b|known exploited|ausgenutzt|exploitée?s?|wykorzystywan\w*|експлуат\w*|эксплуат\w*)"),
        ("state actor", r"\b(?:state[- ](?:sponsored|backed|linked|actor)|nation[- ]state|apt\d+|government[- ]backed|spionage\w*|espionage)\b"),
        ("major supplier", r"\b(?:supply[- ]chain|npm\b|pypi\b|third[- ]party (?:provider|vendor|supplier))"),
        ("one person", r"\b(?:year[- ]old|his phone|her phone|a (?:man|woman|student|teenager|resident|pensioner|couple))\b"),
        ("unproven", r"\b(?:alleged\w*|claims? to|claimed to|dark web (?:reports?|post|leak)|unverified|rumou?rs?|suspected)\b"),
        ("limited harm", r"\b(?:no (?:data|customer|evidence|impact|patient)|limited (?:number|impact)|minor|contained|quickly restored|small number|not affected|unaffected)\b"),
        ("low severity", r"\b(?:medium[- ]severity|low[- ]severity|moderate[- ]severity|proof[- ]of[- ]concept)\b"),
    )
)  # fmt: skip
_CRITICAL = frozenset({"energy", "transport", "health", "telecom"})
_STATE_SECTORS = frozenset({"government", "military_defence"})
_SECTOR_HEAD = 400
SIGNS: tuple[str, ...] = (
    *(name for name, _ in _PATTERNS),
    "adversary named", "critical sector", "government or military", "denied", "known group", "known organisation",
)  # fmt: skip
"""The facts that are looked for, in a fixed order."""


def signs(facts: Facts, found: Sequence[Part]) -> frozenset[str]:
    """Those of `SIGNS` that hold."""
    held = set(_written(facts.reading.lowered[:_HEAD]))
    sectors = {h.what for h in facts.mentions.sectors if h.start < _SECTOR_HEAD}
    sectors |= {h.what.sector for h in facts.mentions.organisations if h.start < _SECTOR_HEAD}
    if any(p.role is Role.ACTOR and p.hit.what.code in ADVERSARIES for p in found):
        held.add("adversary named")
    if sectors & _CRITICAL:
        held.add("critical sector")
    if sectors & _STATE_SECTORS:
        held.add("government or military")
    if any(h.what == "denied" and h.start < _SECTOR_HEAD for h in facts.speech):
        held.add("denied")
    if facts.mentions.actors():
        held.add("known group")
    if facts.mentions.organisations:
        held.add("known organisation")
    return frozenset(held)


@lru_cache(maxsize=64)
def _written(head: str) -> frozenset[str]:
    """Signs by the words alone. Kept a moment, because the model asks for them and then the severity."""
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(head))


_STOPS = frozenset({"ransomware", "ddos", "other_intrusion", "wiper_sabotage", "response_team"})
CRITICAL = 4


def least(kind: str, held: Iterable[str]) -> int:
    """The level that the rubric gives without asking how often it was seen: an attack that stopped a critical service."""
    return CRITICAL if kind in _STOPS and {"service stopped", "critical sector"} <= set(held) else 1


_RAISING = frozenset(SIGNS) - {"one person", "unproven", "limited harm", "low severity", "denied"}
_HIGH = 3


def spoke(level: int, held: Iterable[str]) -> tuple[str, ...]:
    """The signs that speak for a level: what raises it for a high one, what keeps it low for a low one, in the order of `SIGNS`."""
    told = set(held) & (_RAISING if level >= _HIGH else frozenset(SIGNS) - _RAISING)
    return tuple(sign for sign in SIGNS if sign in told)
