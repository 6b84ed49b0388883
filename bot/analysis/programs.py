"""Malicious programs that a text names: those of the galaxy, and new ones by the way that news introduces them."""

import re
from collections.abc import Iterator

from bot.analysis.facts import Facts
from bot.domain.verdict import Named

_SORT = r"(?:botnet|ransomware|malware|infostealer|stealer|trojan|backdoor|wiper|spyware|loader|rootkit|worm|RAT)"
_NAME = r"([A-Z][\w.+]{2,24})"
_SYSTEM = r"(?:[Mm]obile|[Bb]anking|Android|Windows|Linux|macOS|Mac|iOS)"
_BEFORE_SORT = re.compile(rf"(?<=[\w,]) {_NAME} (?:{_SYSTEM} )?((?i:{_SORT}))\b")
_INTRODUCED = re.compile(
    rf"\b{_SORT}\b[^.]{{0,40}}?\b(?:dubbed|called|named|known as|tracked as|codenamed)\s+(?:the\s+)?[“\"'‘]?{_NAME}"  # noqa: RUF001 - quotes
)
_CAMEL = re.compile(r"[A-Z][a-z]+[A-Z0-9]|\d")
_MOST = 6


def programs(facts: Facts, words: frozenset[str]) -> tuple[Named, ...]:
    """Known ones with their canonical name, new ones without. `words` are small-letter words that begin no name."""
    found: dict[str, Named] = {}
    for hit in facts.mentions.malware():
        found.setdefault(hit.what.name.lower(), Named(facts.reading.text[hit.start : hit.end], hit.what.name))
    known = {w for v in found.values() for w in f"{v.name} {v.canonical}".lower().split()}
    if facts.reading.cased:
        taken = _taken(facts) | words | known
        for name in _unlisted(facts):
            if name.lower() not in taken:
                found.setdefault(name.lower(), Named(name))
    return tuple(found.values())[:_MOST]


def _unlisted(facts: Facts) -> Iterator[str]:
    """Names introduced as a program's; in a headline, where every word has a capital, only those no word would have."""
    text = facts.reading.text
    for match in _BEFORE_SORT.finditer(text):
        if match.group(2)[0].islower() or _CAMEL.search(match.group(1)):
            yield match.group(1)
    for match in _INTRODUCED.finditer(text):
        yield match.group(1)


def _taken(facts: Facts) -> frozenset[str]:
    """What is known to be something else here: makers and their products, countries, groups."""
    low, m = facts.reading.lowered, facts.mentions
    spans = [(h.start, h.end) for h in m.makers] + [(h.start, h.end) for h in m.places] + [(h.start, h.end) for h in m.actors()]
    return frozenset(word for a, b in spans for word in (low[a:b], *low[a:b].split()))
