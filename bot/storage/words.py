"""Texts as they are kept and searched, the same for every engine.

Folding is that of SQLite's `unicode61 remove_diacritics 2` tokeniser: letters and digits make words, everything else
parts them, case and diacritics do not count.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

_WORD = re.compile(r"[^\W_]+")
_MAX_WORD = 100
_MAX_TERMS = 20
_BEGUN = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One blank-free piece of what a person typed: found where its words stand side by side (CVE-2026-1234)."""

    typed: str
    words: tuple[str, ...]
    open_end: bool
    """Whether the last word may go on: true for the piece that the person is still typing."""


def storable(text: str) -> str:
    """Without what PostgreSQL or UTF-8 cannot hold: NUL and lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def words(text: str) -> list[str]:
    """The folded words in order; a word beyond 100 characters is cut."""
    text = text.lower()
    if not text.isascii():
        apart = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in apart if unicodedata.category(c) != "Mn"))
    return [word[:_MAX_WORD] for word in _WORD.findall(text)]


def terms(text: str) -> list[Term]:
    """What a person typed, as terms that must all be found; empty when nothing in it can be searched for."""
    pieces = [(piece, tuple(words(piece))) for piece in storable(text).split()]
    found = [(piece, folded) for piece, folded in pieces if folded][:_MAX_TERMS]
    return [Term(piece, folded, n == len(found) - 1 and _may_go_on(folded)) for n, (piece, folded) in enumerate(found)]


def phrases(texts: Iterable[str]) -> list[Term]:
    """Each as one term, whole words side by side; those without a word are left out."""
    folded = [(text, tuple(words(text))) for text in map(storable, texts)]
    return [Term(text, found, open_end=False) for text, found in folded if found]


def as_typed(wanted: Sequence[Term]) -> tuple[Term, ...]:
    """The same, none of which goes on."""
    return tuple(replace(term, open_end=False) for term in wanted)


def _may_go_on(folded: tuple[str, ...]) -> bool:
    """One or two letters begin a tenth of all words: only behind others, or with a digit, do they narrow anything."""
    return len(folded) > 1 or len(folded[0]) >= _BEGUN or not folded[0].isalpha()
