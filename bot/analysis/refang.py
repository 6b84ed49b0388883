"""Addresses that were written so that nobody clicks on them, made whole again.

The ways of breaking them are those that analysts use (ioc-fanger's and MISP's tables): hxxp, [.], (.), {.}, [dot], [:], [@].
"""

import re
from typing import Final

_OPEN, _SHUT = r"[\[({]{1,8}", r"[\])}]{1,8}"
_STEPS: Final = tuple(
    (re.compile(shape, re.IGNORECASE), whole)
    for shape, whole in (
        (rf"\s?{_OPEN}\s?(?:\.|dot|punkt|point|kropka)\s?{_SHUT}\s?", "."),
        (rf"{_OPEN}\s?://\s?{_SHUT}", "://"),
        (rf"{_OPEN}\s?:\s?{_SHUT}", ":"),
        (rf"\s?{_OPEN}\s?(?:@|at)\s?{_SHUT}\s?", "@"),
        (rf"{_OPEN}\s?//?\s?{_SHUT}", "//"),
        (r"\\\.", "."),
        (r"\b(?:hxxp|hxtp|htxp|h\*\*p|h__p|meow)(s?)(?=:)", r"http\1"),
        (r"\bfxp(s?)(?=://)", r"ftp\1"),
    )
)
_BROKEN = (
    re.compile(rf"{_OPEN}\s?(?:\.|dot|punkt|point|kropka|@|at|:|://)\s?{_SHUT}", re.IGNORECASE),
    re.compile(r"h(?<=\bh)(?:xx|xt|tx|\*\*|__)ps?\b", re.IGNORECASE),
    re.compile(r"(?:m(?<=\bm)eows?:|f(?<=\bf)xps?://)", re.IGNORECASE),
    re.compile(r"\\\.(?<=\w\\\.)\w"),
)
"""One by one: each begins with a sign that is rare, so most texts are let go quickly."""
_SPACED = re.compile(
    rf"(?<=[\w-])\s?({_OPEN})\s?(\.|dot|@|at)\s?({_SHUT})\s?"
    rf"(?=(?:com|net|org|info|biz|ru|su|cn|ua|pl|de|top|xyz|io|site|online|club|shop)\b|[\w-]{{1,63}}\s?{_OPEN}\s?(?:\.|dot)\s?{_SHUT}\s?\w)",
    re.IGNORECASE,
)
"""Only before an end that is no word: some feeds write an omission as " [.] "."""


def broken(text: str) -> bool:
    """Whether something in it was broken on purpose."""
    return any(pattern.search(text) for pattern in _BROKEN)


def joined(text: str) -> str:
    """Without the blanks that some put around a bracketed dot, so that an address is one word. A bare "[.]" stays alone."""
    return _SPACED.sub(r"\1\2\3", text)


def refanged(text: str) -> str:
    """The text with whole addresses. Doing it twice changes nothing more."""
    for _ in range(_NESTED):
        whole = text
        for shape, put in _STEPS:
            whole = shape.sub(put, whole)
        if whole == text:
            break
        text = whole
    return text


_NESTED = 1 << 10
"""A step may make work for another ("[[.]]"); each time the text gets shorter or holds one broken scheme fewer."""
