# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""A text made ready for judging: clean characters, bounded length, sentences, one small-letter copy of equal length."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.analysis.lookalikes import folded

MAX_CHARS = 20_000
"""What lies beyond is not read: the news is at the top, and time per item stays bounded."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u00ad\ufeff\u2060-\u2064\u202a-\u202e\u2066-\u2069\u180e\u034f\u115f]")
_JOINERS = re.compile(r"[\u200c\u200d]{2,}|(?<=[\w\s])[\u200c\u200d]|[\u200c\u200d](?=[\w\s])")
"""Marks that take no room: words are whole without them. Single joiners stay between the parts of an emoji."""
_SPACES = re.compile(r"[^\S\n]+")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+")
_NO_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|vs|gen|sen|rep|gov|inc|ltd|corp|co|no|nr|bzw|ca|e\.g|i\.e|u\.s|u\.k|u\.n|approx|dept|fig|jan|feb"
    r"|aug|sept|oct|nov|dec|prof|ul|im|tzw|np|m\.in|art|mln|mrd|tys|т\.д|г|р)|\b[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ])\.$",
    re.IGNORECASE,
)
_SHORT_TITLE = 200
_SAMPLE = 600


@dataclass(frozen=True, slots=True)
class Sentence:
    """`reading.text[start:end]`; a headline or a line of its own is a sentence too."""

    start: int
    end: int
    text: str


def clean(text: str) -> str:
    """Without invisible marks, control characters and lone surrogates, blanks single, capital dotted I plain (its small form is longer)."""
    plain = text.replace("\u0130", "I").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = _INVISIBLE.sub("", _CONTROL.sub(" ", plain))
    if "\u200c" in kept or "\u200d" in kept:
        kept = _JOINERS.sub("", kept)
    return _SPACES.sub(" ", kept).strip()


class Reading:
    """Title and body as one text: the title is its first line. Offsets everywhere are into `text`."""

    def __init__(self, title: str, body: str, lang: str) -> None:
        """`title` may be empty; both are already `clean`."""
        self.title = title
        self.body = body
        self.lang = lang
        self.text = f"{title}\n{body}" if title and body else title or body
        self.title_end = len(title)

    @cached_property
    def lowered(self) -> str:
        """The text in small letters, character by character at the same places, look-alikes put right: for matching."""
        low = self.text.lower()
        aligned = low if len(low) == len(self.text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        return folded(aligned)

    @cached_property
    def cased(self) -> bool:
        """Whether capitals tell names from words here: neither all small nor nearly all capital."""
        sample = self.text[:_SAMPLE]
        upper = sum(map(str.isupper, sample))
        letters = sum(map(str.isalpha, sample)) or 1
        return 0 < upper < 0.6 * letters

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """In order, headline first; blanks around them left out."""
        cuts = [0]
        for match in _END.finditer(self.text):
            if "\n" in match.group() or not _NO_END.search(self.text, max(cuts[-1], match.start() - 12), match.start() + 1):
                cuts.append(match.end())
        cuts.append(len(self.text))
        made = []
        for a, b in pairwise(cuts):
            piece = self.text[a:b]
            bare = piece.strip()
            if bare:
                start = a + len(piece) - len(piece.lstrip())
                made.append(Sentence(start, start + len(bare), bare))
        return tuple(made)


def read(title: str, text: str, lang: str) -> Reading:
    """Cleaned, capped, and without a body that only repeats the title."""
    title = clean(title[: 2 * MAX_CHARS]).replace("\n", " ")[:MAX_CHARS]
    body = clean(text[: 2 * MAX_CHARS])[:MAX_CHARS]
    if len(title) <= _SHORT_TITLE and body.startswith(title) and body != title and body[len(title) : len(title) + 1] == "\n":
        body = body[len(title) :].strip()
    return Reading(title, "" if body == title else body, lang)
