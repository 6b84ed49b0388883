"""Many words and phrases found in one pass over a text: the one matcher that every table of words shares.

A phrase is written small; `*` is a word's open end ("атак*"), `^` in front keeps the case ("^US"). A phrase only counts
where it stands between word boundaries. Aho-Corasick (Aho and Corasick, CACM 18(6), 1975) over what comes before the
first `*`, the rest checked where that was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick_rs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """`text[start:end]` is an occurrence of a phrase that stands for `what`."""

    start: int
    end: int
    what: T


def split_list(words: str) -> list[str]:
    """The entries of a comma-separated table cell."""
    return [w.strip() for w in words.split(",") if w.strip()]


def word_end(text: str, at: int) -> int:
    """Where the word that `at` is in, or ends, is over."""
    size = len(text)
    while at < size and (text[at].isalnum() or text[at] == "_"):
        at += 1
    return at


def bounded(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over either edge. Edges that are not word characters are boundaries by themselves."""
    left = start == 0 or not (text[start].isalnum() and text[start - 1].isalnum())
    return left and (end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


class Phrases(Generic[T]):
    """A table of (phrase, what it stands for), ready for searching. Immutable, so safe between threads."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        """Phrases without letters before their first `*` are refused with `ValueError`."""
        self._what: list[T] = []
        self._tail: list[re.Pattern[str] | None] = []
        self._open: list[bool] = []
        self._exact: list[str] = []
        heads: list[str] = []
        for phrase, what in entries:
            exact = phrase[1:] if phrase.startswith("^") else ""
            head, star, tail = (exact or phrase).partition("*")
            if not head.strip():
                raise ValueError(f"nothing to look for in {phrase!r}")
            heads.append(head.lower())
            self._what.append(what)
            self._open.append(bool(star) and not tail)
            self._tail.append(re.compile(r"\w*" + re.escape(tail).replace(r"\*", r"\w*")) if tail else None)
            self._exact.append(head if exact else "")
        self._automaton = ahocorasick_rs.AhoCorasick(heads)

    def find(self, text: str, lowered: str) -> list[Hit[T]]:
        """Every occurrence, also overlapping ones, in order of their starts. `lowered` is `text` in small letters and as long."""
        found = []
        for which, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            stop = self._settle(which, text, lowered, start, end)
            if stop:
                found.append(Hit(start, stop, self._what[which]))
        found.sort(key=lambda h: (h.start, -h.end))
        return found

    def _settle(self, which: int, text: str, lowered: str, start: int, end: int) -> int:
        """Where this occurrence ends; 0 when it is none. Its beginning is looked at first: a text without blanks is one word."""
        if start and lowered[start].isalnum() and lowered[start - 1].isalnum():
            return 0
        tail = self._tail[which]
        if tail is not None:
            match = tail.match(lowered, end)
            if match is None:
                return 0
            end = match.end()
        elif self._open[which]:
            end = word_end(lowered, end)
        exact = self._exact[which]
        if exact and not text.startswith(exact, start):
            return 0
        return end if bounded(lowered, start, end) else 0


def longest(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """The hits without those that lie inside an earlier or longer one; `hits` in the order that `Phrases.find` gives."""
    kept: list[Hit[T]] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            kept.append(hit)
            end = hit.end
    return kept
