"""Which of the model's words are shown as reasons: those that mean something to a person, each said once."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list

_MOST = 6
_LEAST_LETTERS = 3
_MOULD = re.compile(r"[a-z]+(?:-0+)+")
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
        if all(map(_content, word.replace("’", "'").split())) and not any(  # noqa: RUF001 - the apostrophe of print
            word in other or other in word for other in shown
        ):
            shown.append(word)
            yield word, weight


@lru_cache(maxsize=8192)
def _content(word: str) -> bool:
    """Neither a small word of any of the ten languages, nor a number or a number's mould ("0.0", "cve-0-0"), nor a letter or two."""
    if word in _stop_words() or _MOULD.fullmatch(word):
        return False
    return len(_LETTERS.findall(word)) >= _LEAST_LETTERS
