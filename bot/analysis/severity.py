# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""How bad, by the rubric: 0 none, 1 minor, 2 confirmed and ordinary, 3 major victim, state actor or exploited flaw,
4 critical infrastructure, national scale or mass exploitation. Steps, each with the fact that took it.
"""

import re
from collections.abc import Sequence

from bot.analysis.countries import ADVERSARIES
from bot.analysis.facts import Facts

_HALTED = re.compile(
    r"\b(?:halt\w*|shut ?down|shuts down|cripple\w*|paraly[sz]\w*|blackout|cancel\w+ (?:flights|operations|surger)|emergency|offline|grounded|stopp?ed production|diverted|without power|ausgefallen|lahmgelegt"
    r"|katastrophenfall|à l'arrêt|paralys\w*|sparaliżow\w*|stan\w* wyjątkow\w*|зупин\w*|останов\w*|bloccat\w*|paraliza\w*|slår ut|slo ut|nationwide|state of emergency)\b"
)
_MASS = re.compile(
    r"\b(?:mass(?:ive)? exploit\w*|widespread exploitation|worm(?:able)?|thousands of (?:servers|devices|organi[sz]ations|companies|firewalls|systems|sites)|million (?:devices|routers|servers)|worldwide|globally)\b"
)
_MANY = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:million|m\b|billion|mln|mio|millionen|millions|milioni|millones|miljoner|millioner|млн|мільйон\w*|миллион\w*)",
    re.IGNORECASE,
)
_CRITICAL = frozenset({"energy", "transport", "health", "telecom"})
_GRAVE_SECTORS = _CRITICAL | {"government", "military_defence"}
_INTRUSIONS = frozenset(
    {"ransomware", "data_breach", "other_intrusion", "espionage_apt", "wiper_sabotage", "ddos", "supply_chain", "response_team"}
)
_STATE = frozenset(
    {
        "espionage_apt",
        "wiper_sabotage",
        "policy_attribution_sanction",
        "disinformation",
        "ddos",
        "other_intrusion",
        "malware_campaign",
        "vulnerability",
        "phishing_scam",
    }
)
_CVSS = re.compile(
    r"\bcritical\b|\bcvss\b[^.]{0,20}\b(?:9\.\d|10\.0)|\bpre-auth\w*|\bkritisch\w*|\bcritique\b|\bkrytyczn\w*|\bкритичн\w*",
    re.IGNORECASE,
)


def severity(
    facts: Facts, kinds: Sequence[str], sectors: Sequence[str], states: Sequence[str], denied: bool
) -> tuple[int, tuple[str, ...]]:
    """0..4 and the facts that raised or lowered it. `states` are the countries of the doers."""
    head = facts.reading.lowered[:1200]
    kind = kinds[0]
    why: list[str] = []
    level = 2
    if set(states) & ADVERSARIES and set(kinds) & _STATE:
        level, why = 3, [*why, "state actor"]
    if "exploited_in_the_wild" in kinds:
        level, why = 3, [*why, "exploited flaw"]
    if kind in {"vulnerability", "patch_advisory"} and _CVSS.search(head):
        level, why = 3, [*why, "critical flaw"]
    if kind in _INTRUSIONS and _GRAVE_SECTORS & set(sectors[:2]) and "defacement" not in kinds:
        level, why = 3, [*why, f"attacked: {sectors[0]}"]
    if kind in {"data_breach", "ransomware", "supply_chain", "malware_campaign"} and _MANY.search(head):
        level, why = 3, [*why, "millions affected"]
    if kind in {"wiper_sabotage", "response_team", "espionage_apt"}:
        level, why = max(level, 3), [*why, f"kind: {kind}"]
    if kind in _INTRUSIONS and _CRITICAL & set(sectors[:2]) and _HALTED.search(head):
        level, why = 4, [*why, "critical service stopped"]
    if "exploited_in_the_wild" in kinds and _MASS.search(head):
        level, why = 4, [*why, "mass exploitation"]
    if denied and level < _GRAVE:
        level, why = 1, [*why, "denied"]
    return level, tuple(why)


_GRAVE = 4
