"""Does every name and number of a summary stand in its article? A model that invents either makes an alert worse than none.

Letters and digits are compared, meaning is not: two names of one article may still be told in the wrong parts
(docs/decisions/0009-a-summary-is-checked-not-trusted.md). What is doubtful counts as missing, because the built-in
summary is always there.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list
from bot.analysis.reading import Sentence

_OTHERWISE = "en"
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"\w+(?:[-/]\w+)*")
_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?")
_SPACED = re.compile(r"(?<![\w.,])\d{1,3}([^\S\n]|['\u2019])\d{3}(?:\1\d{3})*(?!\w)")
_LEAST_STEM = 4
_LEAST_CONTENT = 4
_PREFIX = 5
_SHARE = 0.5
"""Of a summary's longer words, how many must begin as a word of the article does. Rewording keeps three in four; a refusal to
answer, another language or another subject keeps hardly one.
"""


def _numbers(text: str) -> Iterator[str]:
    """Each number in one form, whichever way its thousands and decimals are marked; dates and versions as they stand."""
    joined = _SPACED.sub(lambda m: m[0].replace(m[1], ""), text)
    for match in _RUN.finditer(joined):
        yield _plain(match[0])


def _plain(run: str) -> str:
    grouped = _GROUPED.fullmatch(run)
    if grouped:
        whole, _, rest = grouped.groups()
        run = re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else "")
    elif len(re.findall(r"[.,]", run)) > 1:
        return run
    return run.replace(",", ".").lstrip("0") or "0"


def _mixed(token: str) -> bool:
    return any(map(str.isalpha, token)) and any(map(str.isdecimal, token))


def _signs(text: str) -> Iterator[str]:
    """Currencies, per cent, and numbers that are no digits (a half, a square)."""
    for char in text:
        if char == "%" or unicodedata.category(char) == "Sc" or (char.isnumeric() and not char.isdecimal()):
            yield char


class Grounds:
    """The tables of `words/grounds.toml` and the small words. Immutable, so safe between threads."""

    def __init__(self) -> None:
        """Reads the tables."""
        rows, stop = table("grounds"), table("stop")
        self._stop = {lang: frozenset(split_list(words)) for lang, words in stop.items()}
        self._endings = {lang: tuple(split_list(row)) for lang, row in rows["endings"].items()}
        self._numbers = {lang: _values(row) for lang, row in rows["numbers"].items()}

    def of(self, article: str, lang: str) -> "Ground":
        """What one article has, to look a summary's words up in."""
        lang = lang if lang in self._endings else _OTHERWISE
        return Ground(article, self._endings[lang], self._numbers[lang], self._stop[lang])


def _values(row: str) -> dict[str, str]:
    """Word -> its value in digits."""
    cells = (cell.split() for cell in split_list(row))
    return {word: value for value, *words in cells for word in words}


class Ground:
    """The names and numbers of one article."""

    def __init__(self, article: str, endings: Sequence[str], values: Mapping[str, str], small: frozenset[str]) -> None:
        """`values` are numbers in words, `small` the words that may begin any sentence."""
        article = unicodedata.normalize("NFC", article)
        self._endings, self._values, self._small = endings, values, small
        words = set(_WORD.findall(article))
        self._words = self._all_forms(words)
        self._names = self._all_forms(w for w in words if not w.islower())
        self._begin = frozenset(w.casefold()[:_PREFIX] for w in words)
        tokens = {t.casefold() for t in _CODE.findall(article) if _mixed(t)}
        self._codes = tokens | {part for t in tokens for part in re.split("[-/]", t) if _mixed(part)}
        self._signs = frozenset(_signs(article))
        told = set(_numbers(article))
        parts = {_plain(part) for run in told if len(re.findall(r"[.,]", run)) > 1 for part in re.split("[.,]", run)}
        self._numbers = told | parts | {values[w.casefold()] for w in words if w.casefold() in values}

    def missing(self, sentences: Sequence[Sentence]) -> str:
        """The first thing in the summary's sentences that the article does not have; "" if it has all."""
        for sentence in sentences:
            text = sentence.text
            codes = [t for t in _CODE.findall(text) if _mixed(t)]
            rest = _CODE.sub(lambda m: " " if _mixed(m[0]) else m[0], text)
            gone = [s for s in _signs(text) if s not in self._signs]
            gone += [c for c in codes if not self._has_code(c)]
            gone += [n for n in _numbers(rest) if n not in self._numbers]
            gone += self._strange_words(text)
            if gone:
                return gone[0]
        return ""

    def strange(self, sentences: Sequence[Sentence]) -> str:
        """How few of the summary's longer words the article has; "" where they are enough."""
        words = {w.casefold() for s in sentences for w in _WORD.findall(s.text) if len(w) >= _LEAST_CONTENT} - self._small
        known = sum(w[:_PREFIX] in self._begin for w in words)
        return "" if words and known >= _SHARE * len(words) else f"{known} of {len(words)} words"

    def _strange_words(self, sentence: str) -> Iterator[str]:
        """Names, and numbers in words, that are not there. The first word may be one that the article writes small, or a small word."""
        for place, word in enumerate(_WORD.findall(sentence)):
            value = self._values.get(word.casefold())
            nameless = not word.islower() and not self._has_name(word, first=place == 0)
            if nameless or (value and value not in self._numbers):
                yield word

    def _has_name(self, word: str, *, first: bool) -> bool:
        low = word.casefold()
        if first and low in self._small:
            return True
        return not (self._words if first else self._names).isdisjoint(self._forms(low)) or not any(map(str.isupper, word))

    def _has_code(self, token: str) -> bool:
        """A name with digits must be there whole ("CVE-2026-0001"), but "APT28-linked" and "10-day" may be made of what is there."""
        if token.casefold() in self._codes:
            return True
        parts = re.split("[-/]", token)
        digits = [p for p in parts if any(map(str.isdecimal, p))]
        letters = [p for p in parts if p not in digits]
        if len(digits) > 1 or not letters or not all(map(str.islower, letters)):
            return False
        return digits[0].casefold() in self._codes or (digits[0].isdecimal() and _plain(digits[0]) in self._numbers)

    def _all_forms(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(form for word in {w.casefold() for w in words} for form in self._forms(word))

    def _forms(self, low: str) -> Iterator[str]:
        """The word, and what is left of it without each ending that it may have."""
        yield low
        for ending in self._endings:
            if low.endswith(ending) and len(low) - len(ending) >= _LEAST_STEM:
                yield low.removesuffix(ending)
