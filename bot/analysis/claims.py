# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Claims: who says of whom that they did what, and how firmly. A claim is kept apart from fact."""

import re
from collections.abc import Sequence

from bot.analysis.actors import described_actor
from bot.analysis.countries import Part, Role
from bot.analysis.facts import Facts, inside
from bot.analysis.reading import Sentence
from bot.analysis.summary import shortened
from bot.domain.verdict import Certainty, Claim, Named

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŻĆА-ЯІЇЄҐ][\w’'.-]*"
_SPEAKER_AFTER = re.compile(
    rf"\s+((?:the\s+)?{_CAP}(?:\s+(?:(?!(?:in|on|at|after|during|as|to|while|when|with|who|by)\b)[a-zà-ÿ-]+\s+){{0,2}}{_CAP}){{0,9}})"
)
_SPEAKER_BEFORE = re.compile(r"((?:[^\s,;:“”\"()]+\s+){0,8}[^\s,;:“”\"()]+)\s*$")
_WEAK_START = re.compile(r"^(?:(?:and|but|which|that|who|as|while|on|in|when|after|the|its|a|an|\w+day)\b[\s,]*)+", re.IGNORECASE)
_TAIL_WORDS = re.compile(
    r"(?:\s+(?:also|has|have|had|is|was|he|she|they|it|on|later|then|who|publicly|strongly|were|are))+$", re.IGNORECASE
)
_JOINT = re.compile(r"^\W*(?:(?:that|of|for|on \w+day|dass|que|che|że|att|at|що|что)\b\W*)*", re.IGNORECASE)
_ORDER = (
    ("denied", Certainty.DENIED),
    ("claimed", Certainty.CLAIMED),
    ("alleged", Certainty.ALLEGED),
    ("suspected", Certainty.SUSPECTED),
    ("confirmed", Certainty.CONFIRMED),
)
_MOST = 5
_LOOK = 40
_ACT = 140
_LEAST = 12
_SPEAKER_WORDS = 13
_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "who", "and", "both", "officials", "this"})


def claims(facts: Facts, found: Sequence[Part], actors: Sequence[Named], alert: bool) -> tuple[Claim, ...]:
    """At most five, in text order; only from sentences that speak of an attack or of its doer."""
    if not alert:
        return ()
    made: dict[tuple[str, str], Claim] = {}
    for number, sentence in enumerate(facts.reading.sentences[:_LOOK]):
        ways = facts.by_sentence[number]
        here = [p for p in found if p.sentence is sentence and p.role is Role.ACTOR]
        if "says" not in ways or not (here or "attacks" in ways):
            continue
        by, act = _said(facts, sentence) or ("", "")
        about = _about(facts, sentence, here, actors, ways, by) if by else ""
        if about:
            made.setdefault((by, about), Claim(by, about, shortened(act, _ACT), _certainty(ways, bool(here or actors))))
    return tuple(made.values())[:_MOST]


def _certainty(ways: frozenset[str], blamed: bool) -> Certainty:
    """The weakest word wins; saying without proof that somebody did it is an allegation."""
    for way, certainty in _ORDER:
        if way in ways:
            return certainty
    return Certainty.ALLEGED if blamed else Certainty.CLAIMED


def _said(facts: Facts, sentence: Sentence) -> tuple[str, str] | None:
    """Speaker and words, by the first verb of saying that has a speaker before or after it."""
    text = facts.reading.text
    for hit in inside(facts.speech, sentence):
        if hit.what != "says":
            continue
        before = _SPEAKER_BEFORE.search(text, sentence.start, hit.start)
        name = _named(before.group(1)) if before else ""
        if before and name:
            follows = text[hit.end : sentence.end]
            return name, _clause(follows if len(follows) > _LEAST else text[sentence.start : before.start()])
        after = _SPEAKER_AFTER.match(text, hit.end, sentence.end)
        name = _named(after.group(1)) if after else ""
        if after and name:
            precedes = text[sentence.start : hit.start]
            return name, _clause(precedes if len(precedes) > _LEAST else text[after.end() : sentence.end])
    return None


def _clause(words: str) -> str:
    """Without the joint that it hangs by ("that", a colon, quotation marks)."""
    return _JOINT.sub("", words).strip(" ,.“”\"'«»„")


def _named(phrase: str) -> str:
    """The phrase if it names somebody: with a capital in it and more than a pronoun."""
    phrase = _TAIL_WORDS.sub("", _WEAK_START.sub("", phrase.strip(" .–—-"))).strip()
    words = phrase.split()
    if not words or phrase.lower() in _PRONOUNS or words[-1].lower() in _PRONOUNS or len(words) > _SPEAKER_WORDS:
        return ""
    return phrase if any(w[0].isupper() for w in words) else ""


def _about(facts: Facts, sentence: Sentence, here: Sequence[Part], actors: Sequence[Named], ways: frozenset[str], by: str) -> str:
    """The doer named in the sentence, not the speaker; else, where somebody is charged with something, the first known actor."""
    described = [d.name for p in here if (d := described_actor(facts, p))]
    named = [a.name for a in actors if a.name in sentence.text]
    charged = [a.name for a in actors if ways & _CHARGING]
    return next((name for name in (*described, *named, *charged) if name != by), "")


_CHARGING = frozenset({"denied", "claimed", "alleged", "suspected"})
