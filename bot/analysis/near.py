# ruff: noqa: RUF001 - the look-alike letters and dashes of ten languages are meant
"""Are these two items the same words? Copies of one wire story count once; look-alikes never merge.

Two steps. `bands` gives index keys that near-copies share with high probability: MinHash (Broder 1997) over three-word
shingles, cut into bands (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3), and one key of the title.
`nearly_same` then looks at the two texts themselves. It is meant to err on the side of two items: an alert too many is
a nuisance, an alert swallowed by its look-alike is a miss. So numbers, flaw identifiers and names overrule the words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

BANDS = 12
ROWS = 5
"""Chance to share a key: .998 at 85 % of shingles in common, .89 at 70 %, .12 at 40 %."""

KEY_WORDS = 120
"""Of an item's text; outlets cut a wire story at different lengths, but begin it alike."""

_SAME = 0.85
_LENGTHS = 0.5
_SHORT_TEXT = 12
"""Words; a text below this says no more than its title."""
_TITLE_WORDS = 5
_UNSURE_TITLE_WORDS = 7
_BRIEF = 90
"""Words; in a text below this one other name or number is another story."""
_NUMBERS_ALIKE = 0.8
_OUTLET_WORDS = 5
_STEM = 4
"""Letters that two forms of a word share."""
_SHINGLE = 3
_MAX_CHARS = 20_000

_WORD = re.compile(r"[^\W_]+(?:[.,:/’'-][^\W_]+)*")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÞА-ЯЁІЇЄҐŁŚŹŻ][^\W_]+(?:[-.&’'][^\W_]+)*")
_NAME = re.compile(rf"(?<=[^\W_] ){_CAPITAL.pattern}")
_CVE = re.compile(
    r"\b(?:cve|ghsa|cnvd|euvd|bdu)[-:]?\d{4}[-:]\d{3,8}|\bghsa(?:-[0-9a-z]{4}){3}|\bzdi-\d\d-\d{3,5}", re.IGNORECASE
)
_DATELINE = re.compile(r"\s*[^().!?]{0,60}\([^()\d]{2,40}\)\s*[-–—:]+\s*|\s*[A-ZА-ЯІЇЄ]{3,}[^.!?()]{0,40}\s(?:--|—|–)\s+")
_SUFFIX = re.compile(r"\s+[-–—|•·]\s+([^-–—|•·\d]{2,40})$")
_FLAG = re.compile(
    r"\s*(?:(?:breaking|updated?|exclusive|watch|urgent|pilne|eilmeldung|urgente|срочно|терміново)\s*[:|-]|[(\[](?:\d\w\w )?(?:lead|ld|update|urgent)[^)\]]{0,8}[)\]])\s*",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    r"\b(?:weekly|daily|monthly|newsletter|digest|round-?up|recap|podcast|bulletin|this week|week in|in other news|live updates|"
    r"wochenrückblick|hebdo|settimanal|semanal|tygodnia|дайджест|veckans|ukens)",
    re.IGNORECASE,
)
_COUNTING = """
january february march april may june july august september october november december monday tuesday wednesday thursday friday
saturday sunday first second third fourth fifth two three four five six seven eight nine ten
januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre
décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio
giugno luglio settembre ottobre dicembre stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
listopada grudnia styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
januari februari augusti desember января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
"""
_COUNTED = frozenset(_COUNTING.split())
"""Months, weekdays, counting words: often all that changes between two issues of one column."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One item as the comparison reads it."""

    title: tuple[str, ...]
    suffix: str
    raw_title: str
    body: tuple[str, ...]
    words: frozenset[str]
    numbers: frozenset[str]
    title_numbers: frozenset[str]
    names: frozenset[str]
    cves: frozenset[str]
    title_cves: frozenset[str]


def bands(title: str, text: str) -> tuple[int, ...]:
    """Index keys as signed 64-bit integers, the same on every machine; none for an item with too few words to compare."""
    headline, _ = _title(title)
    keys = []
    if len(headline) >= _TITLE_WORDS:
        keys.append(_signed(int(_mixed(_codes(tuple(sorted(set(headline))), 1)).sum(dtype=np.uint64))))
    words = _body(headline, text)[:KEY_WORDS]
    words = words if len(words) >= _SHORT_TEXT else headline
    if len(words) >= _TITLE_WORDS:
        minima = (_mixed(_codes(words, _SHINGLE))[:, None] * _FACTORS + _OFFSETS).min(axis=0).reshape(BANDS, ROWS)
        folded = (_mixed(minima) * _FACTORS[:ROWS]).sum(axis=1, dtype=np.uint64) ^ _OFFSETS[:BANDS]
        keys += [int(x) for x in folded.view(np.int64)]
    return tuple(keys)


def nearly_same(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Whether two items, each (title, text), tell the same story in the same words. Symmetric; pure."""
    one, two = _read(*a), _read(*b)
    if _other_facts(one, two):
        return False
    if min(len(one.body), len(two.body)) < _SHORT_TEXT:
        return _same_title(one, two)
    if min(len(one.body), len(two.body)) < _LENGTHS * max(len(one.body), len(two.body)):
        return False
    if _other_names(one, two) or _template(one, two):
        return False
    x, y = (set(zip(z.body, z.body[1:], z.body[2:], strict=False)) for z in (one, two))
    return len(x & y) >= _SAME * min(len(x), len(y))


def _same_title(one: _Read, two: _Read) -> bool:
    """For items of which at least one is a bare headline: the headlines must be equal, and of a kind that comes once."""
    needed = _UNSURE_TITLE_WORDS if one.suffix and two.suffix and one.suffix != two.suffix else _TITLE_WORDS
    return one.title == two.title and len(one.title) >= needed and not _RECURRING.search(one.raw_title)


def _other_facts(one: _Read, two: _Read) -> bool:
    """Different flaws or figures."""
    if one.title_cves != two.title_cves or not (one.cves <= two.cves or two.cves <= one.cves):
        return True
    if one.title and two.title and one.title_numbers != two.title_numbers:
        return True
    mine, yours = one.numbers - two.numbers, two.numbers - one.numbers
    if not mine or not yours:
        return False
    common = len(one.numbers & two.numbers)
    brief = min(len(one.body), len(two.body)) < _BRIEF
    return brief or common < _NUMBERS_ALIKE * min(len(one.numbers), len(two.numbers))


def _other_names(one: _Read, two: _Read) -> bool:
    """Each names somebody whom the other does not: one template, two victims. In a long text an odd outlet's name is let pass;
    a text without any capitals has its headline's words instead.
    """
    cased = bool(one.names) and bool(two.names)
    mine, yours = (one.names, two.names) if cased else (frozenset(one.title), frozenset(two.title))
    mine, yours = mine - two.words, yours - one.words
    if not mine or not yours:
        return False
    brief = min(len(one.body), len(two.body)) < _BRIEF
    return brief or min(len(mine), len(yours)) > 1 or (bool(mine & set(one.title)) and bool(yours & set(two.title)))


def _template(one: _Read, two: _Read) -> bool:
    """The same words stand under headlines that they do not belong to: a column's standing text, issue after issue."""
    if one.title == two.title or not one.title or not two.title:
        return False
    if _RECURRING.search(one.raw_title) or _RECURRING.search(two.raw_title):
        return True
    shared = {x[:_STEM] for x in set(one.body) & set(two.body) if len(x) >= _STEM}
    unfit = [x for x in (one, two) if shared.isdisjoint(y[:_STEM] for y in x.title)]
    return bool(unfit) and min(len(one.body), len(two.body)) < _BRIEF


@lru_cache(maxsize=64)
def _read(title: str, text: str) -> _Read:
    headline, suffix = _title(title)
    body = _body(headline, text)
    figures = frozenset(x for x in body if _counted(x))
    return _Read(
        title=headline,
        suffix=suffix,
        raw_title=title,
        body=body,
        words=frozenset(body) | set(headline),
        numbers=figures,
        title_numbers=frozenset(x for x in headline if _counted(x)),
        names=_names(headline, text),
        cves=_flaws(f"{title}\n{text}"),
        title_cves=_flaws(title),
    )


def _title(title: str) -> tuple[tuple[str, ...], str]:
    """The headline's words without flag and outlet, and what was taken for the outlet."""
    found = _FLAG.match(title)
    bare = title[found.end() :] if found else title
    found = _SUFFIX.search(bare)
    if not found:
        return _words(bare), ""
    outlet, rest = _words(found.group(1)), _words(bare[: found.start()])
    if len(outlet) > _OUTLET_WORDS or len(rest) < _TITLE_WORDS or any(map(_counted, outlet)):
        return _words(bare), ""
    return rest, " ".join(outlet)


def _body(headline: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The text's words without dateline and without the headline that some feeds repeat before it."""
    words = _words(_story(text))
    return words[len(headline) :] if headline and words[: len(headline)] == headline else words


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _story(text: str) -> str:
    """The text from behind its dateline ("CITY (Agency) - ")."""
    found = _DATELINE.match(text)
    return text[found.end() if found else 0 :][:_MAX_CHARS]


def _names(title: tuple[str, ...], text: str) -> frozenset[str]:
    """Words in capitals inside sentences, and at their beginning where the headline has them too."""
    story = _story(text)
    inside = {x.casefold() for x in _NAME.findall(story)}
    return frozenset(inside | ({x.casefold() for x in _CAPITAL.findall(story)} & set(title)))


def _flaws(text: str) -> frozenset[str]:
    return frozenset(x.casefold().replace(":", "-") for x in _CVE.findall(text))


def _counted(word: str) -> bool:
    return word in _COUNTED or any(x.isdigit() for x in word)


def _codes(words: tuple[str, ...], width: int) -> npt.NDArray[np.uint64]:
    """One number a shingle of so many words."""
    codes = np.array([crc32(x.encode(errors="surrogatepass")) for x in words], dtype=np.uint64)
    count = max(1, len(words) - width + 1)
    shingles = np.zeros(count, dtype=np.uint64)
    for i in range(min(width, len(words))):
        shingles = shingles * _FACTORS[1] + codes[i : i + count]
    return shingles


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spreads the bits (the finish of splitmix64; Steele, Lea, Flood 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number


_STEPS = np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_FACTORS = _mixed(_STEPS[: BANDS * ROWS]) | np.uint64(1)
_OFFSETS = _mixed(_STEPS[BANDS * ROWS :])
