# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""A text as numbers: hashed words and character n-grams (Weinberger et al., ICML 2009), plus the looked-up facts.

Three blocks of one vector, each of unit length so that none drowns the others:

    words   unigrams and bigrams; those of the title a second time under their own key
    chars   3- to 5-grams of the small-letter text, hashed by arithmetic on whole arrays (carries over between languages)
    facts   counts per kind of cue, names, countries, attack words, claims, sectors, signs of severity, form: the same in
            every language

The space is wide, so that hardly two words share a slot; a model keeps the slots that its examples used often enough
(`classifier.Weights.slots`). Training and judging share this module; a change here asks for a new `VERSION` and a new artefact.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.analysis.countries import Part
from bot.analysis.facts import Facts
from bot.analysis.severity import SIGNS, signs

VERSION = 2
WORD_BITS = 20
CHAR_BITS = 18
WORD_SLOTS = 1 << WORD_BITS
CHAR_SLOTS = 1 << CHAR_BITS

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_DIGITS = re.compile(r"\d+")
_WORDS_READ = 220
_CHARS_READ = 900
_HEAD = 300
_SHORT = 120
_TOPIC = re.compile(r"\bcve-\d", re.IGNORECASE)
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?%|\bpercent\b")
_LISTY = re.compile(r"[|;•·]|, and more\b|\bplus:")
_YOU = re.compile(r"\b(?:you|your|we|our|how|why|what)\b")

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Vector:
    """Sparse: slots and their values. `words` names the word slots for the reasons; slots are not repeated. `facts` is the
    block of facts by itself, zeros included.
    """

    slots: Ints
    values: Floats
    words: dict[int, str]
    facts: Floats


class Features:
    """Facts -> vector. `slugs` fixes the order of the cue counts."""

    def __init__(self, slugs: Sequence[str]) -> None:
        """The slugs must be those the artefact was trained with."""
        self.slugs = tuple(slugs)
        self._place = {slug: i for i, slug in enumerate(self.slugs)}
        self.fact_names = (*(f"cue:{s}" for s in slugs), *(f"title:{s}" for s in slugs), *_FORMS, *_SECTORS, *_SIGNS)
        self.size = WORD_SLOTS + CHAR_SLOTS + len(self.fact_names)

    def vector(self, facts: Facts, found: Sequence[Part]) -> Vector:
        """The three blocks; words and characters of unit length. `found` are the countries with their roles."""
        words, named = _word_block(facts)
        slots, values = _char_block(facts.reading.lowered)
        fact_values = self._fact_block(facts, found)
        keys = np.fromiter(words.keys(), np.int64, len(words))
        weights = _unit(np.sqrt(np.fromiter(words.values(), np.float32, len(words))))
        where = np.flatnonzero(fact_values)
        return Vector(
            np.concatenate([keys, slots + WORD_SLOTS, where + WORD_SLOTS + CHAR_SLOTS]),
            np.concatenate([weights, values, fact_values[where]]),
            named,
            fact_values,
        )

    def _fact_block(self, facts: Facts, found: Sequence[Part]) -> Floats:
        counts = np.zeros(len(self.fact_names), np.float32)
        n = len(self.slugs)
        for hit in facts.cues:
            at = self._place.get(hit.what)
            if at is not None:
                counts[at] += hit.start < _HEAD or 0.3
                counts[n + at] += hit.start < facts.reading.title_end
        counts[: 2 * n] = np.log1p(counts[: 2 * n])
        counts[2 * n :] = [*_forms(facts), *_sectors(facts), *map(float, map(signs(facts, found).__contains__, SIGNS))]
        return 0.6 * counts


_FORMS = (
    "actor", "malware", "maker", "place", "attack words", "claimed", "alleged", "suspected", "confirmed", "denied", "war", "teams",
    "cve", "money or share", "list", "addresses you", "question", "short", "no body", "attack in title",
)  # fmt: skip
SECTORS = (
    "government", "military_defence", "energy", "transport", "health", "finance", "telecom", "technology",
    "manufacturing_industrial", "retail_consumer", "education", "media", "crypto", "other",
)  # fmt: skip
_SECTORS = (*(f"sector:{s}" for s in SECTORS), *(f"title sector:{s}" for s in SECTORS), *(f"organisation:{s}" for s in SECTORS))
_SIGNS = tuple(f"sign:{s}" for s in SIGNS)


def _sectors(facts: Facts) -> list[float]:
    """One number per entry of `_SECTORS`: words of the sector at the top and in the title, known organisations at the top."""
    end = facts.reading.title_end
    words = [h for h in facts.mentions.sectors if h.start < _HEAD]
    known = {h.what.sector for h in facts.mentions.organisations if h.start < _HEAD}
    top, title = {h.what for h in words}, {h.what for h in words if h.start < end}
    return [float(s in some) for some in (top, title, known) for s in SECTORS]


def _forms(facts: Facts) -> list[float]:
    """One number per entry of `_FORMS`."""
    m, reading = facts.mentions, facts.reading
    ways = [h.what for h in facts.speech if h.start < _HEAD]
    low = reading.lowered[: 2 * _HEAD]
    title = reading.lowered[: reading.title_end or _HEAD]
    in_title = any(h.what == "attacks" and h.start < (reading.title_end or _HEAD) for h in facts.speech)
    return [
        float(bool(m.actors())), float(bool(m.malware())), float(bool(m.makers)), min(len(m.places), 3) / 3,
        min(ways.count("attacks"), 6) / 3, *(float(w in ways) for w in ("claimed", "alleged", "suspected", "confirmed", "denied", "war", "teams")),
        float(bool(_TOPIC.search(low))), float(bool(_MONEY.search(low))), float(bool(_LISTY.search(title))),
        float(bool(_YOU.search(title))), float("?" in title), float(len(reading.text) < _SHORT), float(not reading.body), float(in_title),
    ]  # fmt: skip


def _unit(values: Floats) -> Floats:
    norm = float(np.sqrt((values * values).sum()))
    return values / np.float32(norm or 1.0)


def _word_block(facts: Facts) -> tuple[dict[int, float], dict[int, str]]:
    """Counts by slot, and which words a slot stands for (the first that fell into it)."""
    reading = facts.reading
    counts: dict[int, float] = {}
    named: dict[int, str] = {}

    def add(key: str, shown: str) -> None:
        slot = zlib.crc32(key.encode("utf-8", "replace")) & (WORD_SLOTS - 1)
        counts[slot] = counts.get(slot, 0.0) + 1.0
        named.setdefault(slot, shown)

    for field, text in (("t", reading.lowered[: reading.title_end]), ("", reading.lowered[reading.title_end :])):
        tokens = _TOKEN.findall(_DIGITS.sub("0", text))[:_WORDS_READ]
        for i, token in enumerate(tokens):
            add(token, token)
            if field:
                add(f"t\0{token}", token)
            if i:
                add(f"{tokens[i - 1]} {token}", f"{tokens[i - 1]} {token}")
    return counts, named


_PRIMES = np.array([1, 0x9E3779B1, 0x85EBCA77C2B2AE63, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


def _char_block(lowered: str) -> tuple[Ints, Floats]:
    """Slots and square roots of counts, of unit length."""
    text = " " + _DIGITS.sub("0", lowered[:_CHARS_READ]).replace("\n", " ") + " "
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    pieces = []
    for n in (3, 4, 5):
        if len(codes) < n:
            break
        size = len(codes) - n + 1
        total = np.full(size, n * 0x27D4EB2F, dtype=np.uint64)
        for k in range(n):
            total += (codes[k : k + size] + np.uint64(1)) * _PRIMES[k]
            total ^= total >> np.uint64(29)
        pieces.append((total * _PRIMES[3]) >> np.uint64(64 - CHAR_BITS))
    if not pieces:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    slots, counts = np.unique(np.concatenate(pieces), return_counts=True)
    return slots.astype(np.int64), _unit(np.sqrt(counts.astype(np.float32)))
