# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Which of the words in a text that are also a group's or a program's name are meant as one.

Three sorts of names, three burdens of proof:

    sure      "Fancy Bear", "LockBit", "Emotet": a name wherever it stands; in uk, ru and pl with their endings
    plain     "Akira", "Turla" among others: with a capital, and with a word of the trade close by
    ordinary  "Play", "Royal", "Snake": only in so many words, "the Play ransomware gang", "a gang called Hive"

What was believed once in a text is believed again in it ("... Play said").
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import ahocorasick_rs

from bot.analysis.galaxy import Entity, Sort, known_names
from bot.analysis.phrases import Hit, Phrases, bounded, longest, word_end
from bot.analysis.reading import Reading

_NEAR = 28
_NUMBERED = re.compile(r"\b(?:UNC|UAC-|UAT-|TA|FIN|APT-?|APT-C-|Storm-|DEV-|CL-[A-Z]{3}-|TGR-[A-Z]{3}-|UTA)\d{1,5}\b")
"""Trackers' names for groups that have no other: new ones appear weekly."""
_PROGRAM = (
    r"(?:ransomware|malware|spyware|adware|botnets?|infostealer|stealer|trojans?|backdoor|wiper|rootkit|worm|loader|implant|exploit kit|rats?\b|raas|ransom"
    r"|rançongiciel|logiciel malveillant|schadsoftware|erpressungssoftware|trojaner|шифрувальник\w*|шифровальщик\w*|вимагач\w*|вымогател\w*|троян\w*|ботнет\w*|бекдор\w*"
    r"|løsepengevirus\w*|skadevare\w*)"
)
_CREW = (
    r"(?:gang|crew|cartel|hackers?|hacking|hacktivists?|cyberspies|cybercriminals?|extortionists?|affiliates?|apt\b|threat[- ]actors?|threat[- ]group|collective"
    r"|hackergruppe|hackerbande|bande|erpresser\w*|hakerzy|haker\w*|хакер\w*|угрупован\w*|группировк\w*|банд\w*|pirates|hackeurs?|cybergang)"
)
_AFTER = re.compile(
    rf"[”\"'’»“]?(?:['’]s)?[\s-]+(?:(?:banking|android|linux|windows|mobile|cyber|espionage|spy)[\s-]+)?(?:{_PROGRAM}|{_CREW})"
)
_SURE_AFTER = re.compile(rf"[\s-]+(?:{_PROGRAM}|gang|hackers)")
_BEFORE = re.compile(
    rf"(?:^|[^\w])(?:{_PROGRAM}|{_CREW}|(?:{_PROGRAM}|{_CREW})[\s-]+(?:gang|group\w*|gruppe|grup[aęy]|crew|operation|family|strain|operators|actors?|variant|kampania)|grup\w+ hakersk\w+|gruppo|grupo|groupe de \w+)"
    r"(?:,?\s+(?:(?:that|which)\s+(?:is\s+)?)?(?:(?:now|also|itself|themselves)\s+)?(?:called|calling itself|named|known as|dubbed|tracked as|namens|nommée?|o nazwie|pod nazwą|під назвою|под названием|chiamat\w+|llamad\w+|kalt|kallad\w*))?"
    r",?\s+(?:the\s+)?[“\"'‘«„]?$"
)
_LOOK_BACK = 70
_ENDINGS = re.compile(r"(?:a|u|em|ie|owi|y|i|ą|ę|ów|om|ами|а|у|ом|ем|ою|ой|і|и|ы|е|ів|ов)$")
_DECLINED = frozenset({"uk", "ru", "pl"})
_LEAST_DECLINED = 5


@dataclass(slots=True)
class _Found:
    """What was believed, what was not, and who is known by now."""

    kept: list[Hit[Entity]] = field(default_factory=list)
    doubted: list[Hit[Entity]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)


class NameFinder:
    """Every spelling of the galaxy, in one automaton. Immutable after construction."""

    def __init__(self) -> None:
        """Reads the galaxy: about a third of a second."""
        names = known_names()
        self._entities = list(names.entities.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(names.entities))
        self._context = Phrases((w, True) for w in names.context)

    def find(self, reading: Reading) -> list[Hit[Entity]]:
        """In text order, the longer name before the one inside it."""
        found = _Found()
        near: list[Hit[bool]] | None = None
        for hit in self._candidates(reading):
            if hit.what.needs_context or _odd_case(hit, reading):
                near = self._context.find(reading.text, reading.lowered) if near is None else near
                if not _proved(hit, reading, near):
                    found.doubted.append(hit)
                    continue
            found.kept.append(hit)
            found.known.add(hit.what.name)
        if reading.cased:
            found.kept += [
                h for h in found.doubted if h.what.name in found.known and h.what.spelling == reading.text[h.start : h.end]
            ]
        numbered = [Hit(m.start(), m.end(), Entity(m.group(), Sort.ACTOR)) for m in _NUMBERED.finditer(reading.text)]
        hits = sorted([*found.kept, *numbered], key=lambda h: (h.start, -h.end))
        return [h for h in longest(hits) if h.what.sort is not Sort.DECOY]

    def _candidates(self, reading: Reading) -> Iterable[Hit[Entity]]:
        """Spellings between word boundaries, with a capital or a digit where capitals tell names."""
        text, low = reading.text, reading.lowered
        for which, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            entity = self._entities[which]
            stop = end if bounded(low, start, end) else _declined(reading, entity, start, end)
            if not stop or text[start - 1 : start] == "-":
                continue
            if not reading.cased or any(c.isupper() or c.isdigit() for c in text[start:end]):
                yield Hit(start, stop, entity)


def _declined(reading: Reading, entity: Entity, start: int, end: int) -> int:
    """Where the word ends if it is the name with a Slavic ending; else 0."""
    if (
        reading.lang not in _DECLINED
        or entity.needs_context
        or end - start < _LEAST_DECLINED
        or not reading.lowered[end - 1].isalpha()
    ):
        return 0
    stop = word_end(reading.lowered, end)
    return stop if _ENDINGS.match(reading.lowered, end, stop) and bounded(reading.lowered, start, stop) else 0


def _odd_case(hit: Hit[Entity], reading: Reading) -> bool:
    """Whether a name of one word is written unlike itself."""
    seen = reading.text[hit.start : hit.end]
    return not hit.what.sure and " " not in seen and not seen.startswith(hit.what.spelling)


def _proved(hit: Hit[Entity], reading: Reading, near: list[Hit[bool]]) -> bool:
    """Whether the words beside it say that the name is meant."""
    low, entity = reading.lowered, hit.what
    if not reading.cased and entity.needs_context:
        return _SURE_AFTER.match(low, hit.end) is not None
    if _AFTER.match(low, hit.end) or _BEFORE.search(low[max(0, hit.start - _LOOK_BACK) : hit.start]):
        return True
    return not entity.ordinary and _beside(near, hit.start, hit.end)


def _beside(near: list[Hit[bool]], start: int, end: int) -> bool:
    """Whether a word of the trade stands close by, and is not the name itself."""
    return any((h.end <= start and start - h.end <= _NEAR) or (h.start >= end and h.start - end <= _NEAR) for h in near)
