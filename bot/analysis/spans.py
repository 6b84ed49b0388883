# ruff: noqa: RUF001 - the look-alike quotes and dashes of ten languages are meant
"""The head of a story as the tagger sees it: tokens, and what speaks for each being part of a name of the attacked or the doer.

Every feature is a short string ("w=fortinet", "g-1=s:attacks"): training counts them, judging looks their weights up. What
the gazetteers and the patterns of headlines found stands among them, so that the tagger decides how far to believe each.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.analysis.countries import Part
from bot.analysis.facts import Facts

READ = 420
"""Characters that are tagged: title and lead, where names of victims and doers stand."""
_TOKEN = re.compile(r"[^\W_]+(?:[’'&.+-][^\W_]+)*|[^\w\s]")
_DIGIT = re.compile(r"\d")
_PUNCTUATION = frozenset(".,:;“”\"'()|-–—")
_LOWER_WORD = re.compile(r"(?<=\s)[a-zà-ÿа-яіїєґ][\w’'-]+")
_INNER_NAME = re.compile(r"(?<=[a-zà-ÿа-яіїєґ,]\s)[A-ZÀ-ÞА-ЯІЇЄҐ]\w+")
_TITLE_CASE = 0.65
_GROUPS = {
    "vulnerability": "flaw", "patch_advisory": "flaw", "malware_campaign": "malware", "supply_chain": "supply",
    "policy_attribution_sanction": "state", "disinformation": "state", "response_team": "state",
    "arrest_law_enforcement": "arrest", "espionage_apt": "spies",
}  # fmt: skip
_FAR = 3


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` of a reading."""

    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Words with what joins them, and single marks, of the first `READ` characters."""
    return [Token(m.start(), m.end()) for m in _TOKEN.finditer(text[:READ])]


def shape(word: str) -> str:
    """How a word is written: "Xx" a capital in front, "X" all capitals, "XxX" and "xX" capitals inside, "d" digits, or itself."""
    if word.isdigit():
        return "d"
    if not word[0].isalnum():
        return word if word in _PUNCTUATION else "p"
    if word.isupper():
        return "X" if len(word) > 1 else "x1"
    if word[0].isupper():
        return "Xx" if word[1:].islower() or len(word) == 1 else "XxX"
    if any(map(str.isupper, word)):
        return "xX"
    return "xd" if any(map(str.isdigit, word)) else "x"


class Marks:
    """What the tables found, by the character it covers."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._at: defaultdict[int, set[str]] = defaultdict(set)

    def put(self, start: int, end: int, mark: str) -> None:
        """Marks the characters from `start` to `end`."""
        for i in range(start, min(end, READ)):
            self._at[i].add(mark)

    def at(self, start: int) -> list[str]:
        """The marks of a character, in order."""
        return sorted(self._at[start]) if start in self._at else []


def marks(facts: Facts, found: Sequence[Part], shaped: Iterable[str], named: Iterable[str]) -> Marks:
    """Gazetteer names, ways of speaking, countries with their roles; `shaped` are victims by the patterns of headlines,
    `named` groups by name.
    """
    made, text, m = Marks(), facts.reading.text, facts.mentions
    for kind, hits in (("ga", m.actors()), ("gm", m.malware()), ("gv", m.makers), ("gs", m.sectors), ("go", m.organisations)):
        for hit in hits:
            made.put(hit.start, hit.end, kind)
    for way in facts.speech:
        made.put(way.start, way.end, f"s:{way.what}")
    for part in found:
        made.put(part.hit.start, part.hit.end, f"pl:{part.role.name}")
    for kind, names in (("rv", shaped), ("ra", named)):
        for name in names:
            at = text.find(name, 0, READ)
            while at >= 0:
                made.put(at, at + len(name), kind)
                at = text.find(name, at + len(name), READ)
    return made


def describe(facts: Facts, toks: Sequence[Token], marked: Marks, kind: str) -> list[list[str]]:
    """The features of each token. `kind` is the primary kind of the story."""
    text, title_end = facts.reading.text, facts.reading.title_end
    words = [text[t.start : t.end] for t in toks]
    shapes = [shape(w) for w in words]
    lower = ["<3", "<2", "<1", *(_DIGIT.sub("0", w.lower()) for w in words), ">1", ">2", ">3"]
    around = [marked.at(t.start) for t in toks]
    style = _style(toks, shapes, title_end)
    seen = _Seen.of(text[title_end:], words, shapes)
    group = _GROUPS.get(kind, "attack")
    made = []
    for i, token in enumerate(toks):
        where = style if token.start < title_end else "B"
        big = "X" if shapes[i][0] == "X" or shapes[i] == "xX" else "x"
        own = _itself(lower[i + _FAR], shapes[i], where, big, group)
        own += _neighbours(lower, shapes, around, i, big)
        own += [f"g={m}" for m in around[i]] + [f"gk={m}{group}" for m in around[i]]
        own += seen.of_word(words[i], lower[i + _FAR], shapes[i])
        own.append(f"pos={min(i // 3, 6)}" if token.start < title_end else f"posb={min((token.start - title_end) // 60, 5)}")
        made.append(own)
    return made


def _style(toks: Sequence[Token], shapes: Sequence[str], title_end: int) -> str:
    """Whether the headline gives every word a capital ("Tc"), as English ones do, or only names ("Tl")."""
    letters = [s for t, s in zip(toks, shapes, strict=True) if t.start < title_end and s[0] in "Xx"]
    big = sum(s[0] == "X" for s in letters)
    return "Tc" if letters and big > _TITLE_CASE * len(letters) else "Tl"


def _itself(low: str, form: str, where: str, big: str, group: str) -> list[str]:
    return ["b", f"w={low}", f"sh={form}", where[0], f"sh{where}={form}", f"p3={low[:3]}", f"s3={low[-3:]}", f"k={group}{big}", f"kz={group}{where[0]}"]  # fmt: skip


def _neighbours(lower: Sequence[str], shapes: Sequence[str], around: Sequence[Sequence[str]], i: int, big: str) -> list[str]:
    j = i + _FAR
    made = [
        f"w-3={lower[j - 3]}", f"w-2={lower[j - 2]}", f"w-1={lower[j - 1]}", f"w1={lower[j + 1]}", f"w2={lower[j + 2]}",
        f"w3={lower[j + 3]}", f"b-={lower[j - 1]}{big}", f"b+={lower[j + 1]}{big}",
    ]  # fmt: skip
    for d in (-2, -1, 1, 2):
        if 0 <= i + d < len(shapes):
            made.append(f"sh{d}={shapes[i + d]}")
            made += [f"g{d}={m}" for m in around[i + d]]
    return made


@dataclass(frozen=True, slots=True)
class _Seen:
    """How the words of a text are written elsewhere in it."""

    small: frozenset[str]
    inner: frozenset[str]
    times: Counter[str]

    @classmethod
    def of(cls, body: str, words: Sequence[str], shapes: Sequence[str]) -> "_Seen":
        body = body[: 2 * READ]
        counted = Counter(w for w, s in zip(words, shapes, strict=True) if s[0] == "X")
        return cls(frozenset(_LOWER_WORD.findall(body)), frozenset(_INNER_NAME.findall(body)), counted)

    def of_word(self, word: str, low: str, form: str) -> list[str]:
        if form[0] != "X":
            return []
        made = ["lowelse"] if low in self.small else []
        if word in self.inner:
            made.append("capelse")
        return [*made, "rep"] if self.times[word] > 1 else made
