# ruff: noqa: RUF001 - the look-alike letters and quotes of ten languages are meant
"""Groups that no list knows yet, by the way that news introduces them: "the gang Copper Lantern", "Gruppe Brass Otter"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.analysis.facts import Facts
from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list
from bot.analysis.reading import Sentence

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŻĆŃА-ЯІЇЄҐ][\w’'-]*"
_NAME = rf"(?P<name>{_CAP}(?:\s+(?!(?:In|On|At|The|Die|Der|Das)\b)(?:{_CAP}|\d+)){{0,2}})"
_TRADE = r"(?:ransomware|hacking|hackers?|hacktivist|extortion|cyber[-\s]?crime|cyber[-\s]?espionage|cyber|espionage|spy|threat|criminal|state[-\s]backed)"
_CREW = r"(?:gang|crew|collective|cartel|hackergruppe|hackerbande|erpresserbande|erpressergruppe|ransomware-gruppe|ransomware-bande|spionagegruppe|spähgruppe|hackerkollektiv\w*|cybergang|hakergrupp|hackergrupp\w*|hackergjeng\w*|угрупован\w+|группировк\w+|банд\w+|szajk\w+)"
_GROUP = r"(?:group|operation|outfit|team|[Gg]ruppe|Bande|groupe|collectif|[Gg]rup[aęyąie]+|gang\w*|gruppo|grupo|banda|[Гг]руп\w+|grupp\w*)"
_CALLED = r"(?:,?\s+(?:(?:that|which|who)\s+)?(?:calling|calls?|call|called|named|known as|dubbed|namens|mit dem Namen|nommée?|baptisée?|se faisant appeler|qui se fait appeler|o nazwie|nazywając\w+ się|pod nazwą|під назвою|на ім['’]я|под названием|chiamat\w+|llamad\w+|kallad\w*|kalt)(?:\s+(?:itself|themselves|sich|si[ęe]bie))?(?:\s+as)?)?"
_QUOTE = r"\s*[“\"'‘«„]?"
_AFTER_CREW = re.compile(rf"(?i:\b(?:{_CREW}|{_TRADE}\s+{_GROUP}))(?i:{_CALLED})\s+{_QUOTE}{_NAME}")
_AFTER_GROUP = re.compile(rf"\b{_GROUP}(?P<called>(?i:{_CALLED}))\s+{_QUOTE}{_NAME}")
_BEFORE = re.compile(
    rf"{_NAME}[”\"'’»“]?\s+(?:{_TRADE}\s+)*(?:(?:gang|crew|cartel|hacktivists|collective)\b|{_TRADE}\s+(?:group|operation|outfit)\b)"
)
_SPIES = re.compile(rf"(?:^|[:–—]\s+){_NAME}\s+(?:spies|spied|spying|is spying)\s+on\b")
_DEED = re.compile(
    r"^[”\"'’»“]?,?\s*(?:(?:which|who|that|die|qui|która|który|яке|яка|hat|has|have|had|a|ont|haben)\s+)?(?:\S+\s+){0,2}?(?:claim\w*|stole|steals?|attack\w*|hack\w*|leak\w*|breach\w*|threaten\w*|demand\w*|sp(?:ied|ies)|sa(?:id|ys)\s+(?:that\s+)?(?:it|they)\s+(?:had\s+|has\s+|have\s+)?(?:stole|attack|hack|breach|leak|copied|encrypt|downloaded)|boast\w*"
    r"|bekannt\w*|bekennt|bekannte|ausgespäht|droht\w*|fordert\w*|behauptet\w*|nimmt|greift|revendiqu\w*|menac\w*|réclam\w*|affirm\w*|twierdz\w*|przyzna\w*|żąda\w*|ujawni\w*|grozi\w*|opublikowa\w*|взял\w*|заяв\w*|вимага\w*|погрож\w*|требу\w*|угрожа\w*|rivendic\w*|reivindic\w*|tog på sig|hevder|påstår|tar på sig)",
    re.IGNORECASE,
)
_DONE_BY = re.compile(
    r"(?:\b(?:by|behind|to|linked to|from|von|durch|zu dem|sich die|sich eine|par|przez|przyznała się|się|wzięła|від|узяло\S*|взяло\S*|себе|на себе|себя)\s+(?:(?:the|a|die|der|eine|einer|le|la|un|une|[\w-]*[пp]r[oо][-\s]?\S+)\s+){0,2}(?:\S+\s+)?)$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:The|A|An|Die|Der|Das|Eine|Le|La|Les|Un|Une|Its|This|That|New|Notorious)\s+")
_ANY = re.compile(
    r"group|gang|crew|collecti[vf]|cartel|gruppe|bande|grup|banda|grupp|gjeng|kollektiv|outfit|operation|team|ransomware|hacktivist|груп|банд|szajk|sp(?:ies|ied|ying) on"
)
"""Without one of these there is nothing to look for."""
_LOOK = 12
_SHORTEST = 3
_BACK = 48


@dataclass(frozen=True, slots=True)
class Group:
    """`text[start:end]` introduces a group called `name`: its describing words may stand before `start`."""

    start: int
    end: int
    name: str


@cache
def _no_names() -> frozenset[str]:
    return frozenset(split_list(table("speech")["not_a_name"]["words"]))


def groups(facts: Facts) -> list[Group]:
    """In text order, each name once. Only its own words are read as a name: no country, no maker, no word of headlines."""
    if not facts.reading.cased or not _ANY.search(facts.reading.lowered):
        return []
    places = {facts.reading.lowered[h.start : h.end] for h in facts.mentions.places}
    makers = {h.what.lower() for h in facts.mentions.makers}
    kept: dict[str, Group] = {}
    for number, sentence in enumerate(facts.reading.sentences[:_LOOK]):
        if not _ANY.search(facts.reading.lowered, sentence.start, sentence.end):
            continue
        title = sentence.end <= facts.reading.title_end
        for group in _introduced(sentence, facts.by_sentence[number], title):
            key = group.name.lower()
            first = key.split()[0]
            if key not in places and first not in _no_names() and key not in makers and len(key) >= _SHORTEST:
                kept.setdefault(key, group)
    return list(kept.values())


def _introduced(sentence: Sentence, ways: frozenset[str], title: bool) -> Iterator[Group]:
    """By a word of the trade; by a plain "group" only where it is said to have done or claimed something."""
    text = sentence.text
    shapes = [_AFTER_CREW, *([] if title else [_BEFORE]), _SPIES]
    for shape in shapes:
        for match in shape.finditer(text):
            yield _group(sentence, match)
    for match in _AFTER_GROUP.finditer(text):
        before = text[max(0, match.start() - _BACK) : match.start()]
        doer = _DEED.match(text[match.end() :]) or _DONE_BY.search(before)
        if doer and ways & {"claimed", "attacks", "alleged", "suspected", "denied"}:
            yield _group(sentence, match)


def _group(sentence: Sentence, match: re.Match[str]) -> Group:
    name = _LEAD.sub("", match.group("name"))
    return Group(sentence.start + match.start(), sentence.start + match.end(), name)
