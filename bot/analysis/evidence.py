"""Which of the model's words are shown as reasons: those that mean something to a person, each said once."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list

_MOST = 6
_LEAST_LETTERS = 3
_LETTERS = re.compile(r"[^\W\d_]")


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for words in table("stop").values() for word in split_list(words))


def telling(words: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
    """At most six, in the given order. A pair that holds a small word or a bare number is left out: its other word speaks for itself."""
    shown: list[str] = []
    for word, weight in words:
        if len(shown) == _MOST:
            return
        parts = word.replace("’", "'").split()  # noqa: RUF001 - the apostrophe of print
        says_something = all(_content(part) for part in parts)
        if says_something and not any(word in other or other in word for other in shown):
            shown.append(word)
            yield word, weight


def _content(word: str) -> bool:
    """Neither a small word of any of the ten languages, nor a number or a number's mould ("0.0", "cve-0-0"), nor a letter or two."""
    letters = len(_LETTERS.findall(word))
    return letters >= _LEAST_LETTERS and not re.fullmatch(r"[a-z]+(?:-0+)+", word) and word not in _stop_words()
