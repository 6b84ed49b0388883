"""Responders: the countries and teams that help, and what a sentence must say for a country to be one of them."""

import re
from collections.abc import Sequence

from bot.analysis.countries import Part, Role, country_name
from bot.analysis.facts import Facts, inside
from bot.analysis.mentions import Way
from bot.analysis.reading import Sentence
from bot.domain.verdict import Named

_TEAM = re.compile(
    r"\b(?:(?:[A-Z][\w-]*|EU|cyber|rapid|national|joint|emergency)\s+){0,5}?(?:[Cc]yber\s+)?(?:[Rr]apid\s+|[Ii]ncident\s+|[Ee]mergency\s+|[Cc]yber\s+)*[Rr]esponse\s+[Tt]eams?\b"
    r"|\b(?:CERT|CSIRT)-[A-Z]{2,3}\b|\bEU Cybersecurity Reserve\b|\b[Hh]unt [Ff]orward [Tt]eams?\b"
)
_LEAD = re.compile(r"^(?:The|A|An|Its|Their)\s+")
_HELPED = re.compile(
    r"(?:\b(?:help\w*|assist\w*|support\w*|aid\w*|to|in|for|defend\w*|допомог\w*|допомож\w*|помощ\w*|помо\w*|pomóc|pomaga\w*|aider|aiuta\w*|ayuda\w*|hjälpa|hjelpe|до|an|nach|à|a|till|til)\s+(?:the\s+|la\s+|il\s+)?)$"
)
_ASKS = re.compile(
    r"^\s+(?:has |have |had |formally )*(?:request|ask|appeal|call(?:s|ed)? for|seek|bitte[tn]|prosi|poprosi|просить|попроси|demande|pide|chiede)\w*"
)
_ASKED_BY = re.compile(r"\b(?:request|appeal|plea|bitte|prośbę|прохання|demande) (?:of|from|by|von|od|de)\s+(?:the\s+)?$")
"""Who asks for help is not the one who gives it."""
_MOST = 12


def helping_sentence(facts: Facts, sentence: Sentence) -> bool:
    """Whether it speaks of a team or experts, and of sending, helping or belonging to them."""
    ways = {h.what for h in inside(facts.speech, sentence)}
    return {"helps", "teams"} <= ways


def helpers(facts: Facts, found: Sequence[Part]) -> tuple[str, ...]:
    """Codes of the countries that send, lead or make up a team; whom they help, and the doers, left out."""
    victims = {p.hit.what.code for p in found if p.role is Role.VICTIM and _HELPED.search(p.before)}
    asking = {p.hit.what.code for p in found if _ASKS.match(p.after) or _ASKED_BY.search(p.before)}
    out = victims | asking | {p.hit.what.code for p in found if p.role is Role.ACTOR} | {"EU"}
    telling = [s for s in facts.reading.sentences if helping_sentence(facts, s)]
    kept = [
        p.hit.what.code
        for p in found
        if p.sentence in telling and p.hit.what.way is not Way.WITHIN and p.role is not Role.WAR and not _HELPED.search(p.before)
    ]
    return tuple(dict.fromkeys(c for c in kept if c not in out))[:_MOST]


def responders(facts: Facts, codes: tuple[str, ...]) -> tuple[Named, ...]:
    """Countries by their English names with their codes, then the teams as the text names them."""
    named = [Named(country_name(code) or code, code) for code in codes]
    teams: dict[str, Named] = {}
    for sentence in facts.reading.sentences:
        if helping_sentence(facts, sentence):
            for match in _TEAM.finditer(sentence.text):
                team = _LEAD.sub("", match.group().strip())
                teams.setdefault(team.lower(), Named(team))
    return (*named, *list(teams.values())[:3])
