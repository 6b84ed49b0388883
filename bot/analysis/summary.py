# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Two or three of the article's own sentences, whole, so that "allegedly" never gets lost; and a title where there is none."""

import re
from collections.abc import Sequence

from bot.analysis.facts import Facts, inside
from bot.analysis.reading import Sentence

MAX_SUMMARY = 400
MAX_TITLE = 120
_MOST = 3
_LOOK = 14
_FIGURES = re.compile(
    r"\b(?:killed|dead|deaths?|wounded|injured|casualt\w+|refugees?|fled|displaced|civilians|death toll|загинул\w*|погиб\w*|zabit\w*|getötet\w*|tués|morts|morti|muertos|döda|drept\w*)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^(?:[-–•*»>”’)\]]|\W*(?:related|read (?:more|also)|source|photo|image|tags?|share|subscribe|sign up|click|follow|advertisement)\b)",
    re.IGNORECASE,
)
_BACK = re.compile(r"^(?:He|She|They|It|This|That|These|And|But|However|Also|Furthermore|Moreover|In addition)\b")
_BREAK = re.compile(r"[,;:–—]\s|\s(?:following|after|as|while|amid|which|who|because|warning|saying|according)\s")


def _worth(facts: Facts, sentence: Sentence, place: int) -> float:
    """How much of the news a sentence carries: cues, names and nearness to the top; figures of war carry none."""
    text = sentence.text
    words = len(text.split())
    cut_off = facts.reading.cased and text[:1].islower()
    if not _WORDS[0] <= words <= _WORDS[1] or cut_off or _FRAGMENT.search(text) or _FIGURES.search(text):
        return 0.0
    cues = len({h.what for h in inside(facts.cues, sentence)})
    ways = facts.by_sentence[place]
    names = sum(sentence.start <= h.start < sentence.end for h in facts.mentions.names)
    worth = min(cues, 4) + 1.5 * ("attacks" in ways) + 0.5 * min(names, 2) + 0.7 * bool(ways & {"helps", "teams", "alleged"})
    return worth / (1.0 + 0.12 * place) - 1.5 * bool(_BACK.search(text)) - 0.8 * (text[:1] in '“"«„')


_WORDS = (5, 75)


def summary(facts: Facts) -> str:
    """At most 400 characters. The first usable sentence of the body leads; the worthiest that still fit follow, in text order."""
    reading = facts.reading
    body = [(i, s) for i, s in enumerate(reading.sentences) if s.start >= reading.title_end][:_LOOK]
    usable = [(i, s) for i, s in body if _worth(facts, s, i) > 0]
    if not usable:
        rest = [s.text for _, s in body if not _FRAGMENT.search(s.text)] or [reading.title]
        return shortened(rest[0], MAX_SUMMARY)
    lead, *others = usable
    if len(lead[1].text) > MAX_SUMMARY:
        return shortened(lead[1].text, MAX_SUMMARY)
    chosen, room = [lead], MAX_SUMMARY - len(lead[1].text)
    for i, s in sorted(others, key=lambda x: -_worth(facts, x[1], x[0])):
        if len(chosen) < _MOST and len(s.text) + 1 <= room:
            chosen.append((i, s))
            room -= len(s.text) + 1
    return " ".join(" ".join(s.text.split()) for _, s in sorted(chosen))[:MAX_SUMMARY]


def title(facts: Facts) -> str:
    """The article's own, or its first sentence up to a natural break."""
    own = " ".join(facts.reading.title.split())
    if own:
        return shortened(own, 2 * MAX_TITLE)
    first: Sequence[Sentence] = facts.reading.sentences[:1]
    if not first:
        return ""
    text = " ".join(first[0].text.split()).rstrip(". ")
    if len(text) <= MAX_TITLE:
        return text
    breaks = [m.start() for m in _BREAK.finditer(text) if _LEAST_TITLE <= m.start() <= MAX_TITLE]
    return text[: breaks[-1]].rstrip(" ,;:–—") if breaks else shortened(text, MAX_TITLE)


_LEAST_TITLE = 45


def shortened(text: str, limit: int) -> str:
    """Cut between words, with an ellipsis, at most `limit` characters."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–—") + "…"
