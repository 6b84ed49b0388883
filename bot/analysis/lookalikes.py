# ruff: noqa: RUF002 - the look-alike letters are what this module is about
"""Letters that only look right: "rаnsomware" with a Cyrillic "а" is meant to be read by people and missed by programs.

Only words that mix scripts are touched (Unicode TR 39 calls them mixed-script confusables): a word that is Cyrillic throughout
is Cyrillic. Every letter is put for exactly one, so offsets stay. For matching only; what is shown is the article's.
"""

import re
import unicodedata
from typing import Final

_TO_LATIN: Final = dict(zip("авеіјкмнорсѕтухԁһѵԝӏғҡԛαεικνορτυχϲ", "abeijkmhopcstyxdhvwlfkqaeiknoptuxc", strict=True))
_TO_CYRILLIC: Final = dict(zip("abcehijkmoptxy", "авсеніјкмортху", strict=True))
_FOREIGN = r"[\u0370-\u03ff\u0400-\u052f]"
_MIXED = re.compile(rf"(?<![a-z\u0370-\u03ff\u0400-\u052f])(?:[a-z]+{_FOREIGN}|{_FOREIGN}+[a-z])[a-z\u0370-\u03ff\u0400-\u052f]*")
_STYLED = re.compile("[\uff21-\uff5a\U0001d400-\U0001d7ff]")
"""Full-width letters, and the bold, italic and script ones that mathematicians need and spammers use."""


def folded(lowered: str) -> str:
    """The small-letter text with look-alikes put right inside mixed words; of the same length."""
    if lowered.isascii():
        return lowered
    return _MIXED.sub(_one_script, _STYLED.sub(_plain, lowered))


def _plain(match: re.Match[str]) -> str:
    char = unicodedata.normalize("NFKC", match.group()).lower()
    return char if len(char) == 1 else match.group()


def _one_script(match: re.Match[str]) -> str:
    """Latin if all its foreign letters look Latin, else Cyrillic if all its Latin ones look Cyrillic; else as it is ("LockBitы")."""
    word = match.group()
    latin = sum("a" <= c <= "z" for c in word)
    ways = (_TO_LATIN, _TO_CYRILLIC) if latin * 2 >= len(word) else (_TO_CYRILLIC, _TO_LATIN)
    for letters in ways:
        put = "".join(letters.get(c, c) for c in word)
        if _MIXED.search(put) is None:
            return put
    return word
