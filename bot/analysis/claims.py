# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Claims: who says of whom that they did what, and how firmly. A claim is kept apart from fact."""

import re
from collections.abc import Iterator, Sequence

from bot.analysis.actors import described_actor
from bot.analysis.countries import Part, Role
from bot.analysis.facts import Facts, inside
from bot.analysis.reading import Sentence
from bot.domain.verdict import Certainty, Claim, Named

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŻĆА-ЯІЇЄҐ][\w’'.-]*"
_SPEAKER_AFTER = re.compile(
    rf"\s+((?:the\s+)?{_CAP}(?:\s+(?:(?!(?:in|on|at|after|during|as|to|while|when|with|who|by)\b)[a-zà-ÿ-]+\s+){{0,2}}{_CAP}){{0,9}})"
)
_SMALL_SPEAKER_AFTER = re.compile(
    r"\s+((?:the\s+)?\w[\w’'.-]*(?:\s+(?!(?:in|on|at|after|during|as|to|while|when|with|who|by|that)\b)\w[\w’'.-]*){1,9})",
    re.IGNORECASE,
)
"""The same where capitals tell nothing."""
_SPEAKER_BEFORE = re.compile(r"((?:[^\s,;:“”\"()]+\s+){0,8}[^\s,;:“”\"()]+)\s*$")
_WEAK_START = re.compile(r"^(?:(?:and|but|which|that|who|as|while|on|in|when|after|the|its|a|an|\w+day)\b[\s,]*)+", re.IGNORECASE)
_TAIL_WORDS = re.compile(
    r"(?:\s+(?:\w+ly|also|has|have|had|is|was|he|she|they|it|on|later|then|who|publicly|strongly|were|are))+$", re.IGNORECASE
)
_JOINT = re.compile(
    r"^[\s,.:;“”\"'«»„–—-]*(?:(?:that|of|for|on \w+day|dass|que|che|że|att|at|що|что)\b[\s,:“”\"'«»„]*)*", re.IGNORECASE
)
_ORDER = (
    ("denied", Certainty.DENIED),
    ("claimed", Certainty.CLAIMED),
    ("alleged", Certainty.ALLEGED),
    ("suspected", Certainty.SUSPECTED),
    ("confirmed", Certainty.CONFIRMED),
)
_MOST = 5
_LOOK = 40
_REACH = 240
"""Farther from its verb no speaker stands: bounds the look back in a sentence without end."""
_ACT = 160
_LEAST = 12
_LEAST_CUT = 40
_THAT = re.compile(
    r"^\s*,?\s*(?:that|dass|daß|que|qu['’]|che|że|att|at|що|что)\s*|^\s*[:,]\s*[“\"'«„]?|^\s*[“\"«„]", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:sa(?:y|ys|id|ying)|told|believes|suspects|alleg\w*|claim\w*|adds|added|reports|reported|explained|stated|announced|sagt\w*|teilte mit|according to)$",
    re.IGNORECASE,
)
"""Verbs that may be followed at once by what was said."""
_SUBJECT = re.compile(
    r"^\s+(?:(?:the|a|an|its|their|this|those|these|some|no|hackers|attackers|it|they|he|she|there|in|on|[A-ZÀ-ÞА-ЯІЇЄҐ“\"]\S*)\s+(?:(?!and\b)\S+\s+){0,5}?"
    r"(?:is|are|was|were|has|have|had|will|would|may|might|could|can|did|does|do|stole|attacked|hacked|targeted|\w+ed)\b)"
)
_BREAK = re.compile(r"[,;:–—]\s|\s(?:and|but|while|which|who|because|after|und|aber|mais|ale|але|но)\s", re.IGNORECASE)
_ONLY_WHEN = re.compile(r"\s*(?:on\s+)?(?:\w+day|yesterday|today)(?:\s+(?:in|from|at)\s+\w+)?\W*", re.IGNORECASE)
"""What follows the verb says when, and what was said stands before the speaker."""
_DANGLING = re.compile(
    r"\s(?:the|a|an|of|to|for|by|with|and|or|in|on|at|from|that|der|die|das|und|de|la|le|w|z|i|в|у|та|і)$|…$", re.IGNORECASE
)
_SPEAKER_WORDS = 13
_OWN = frozenset({"our", "my", "your"})
_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you", "who", "and", "both", "officials", "this"})


def claims(facts: Facts, found: Sequence[Part], actors: Sequence[Named], alert: bool) -> tuple[Claim, ...]:
    """At most five, in text order; only from clauses that speak of an attack or of its doer, and only those that quote clean."""
    if not alert:
        return ()
    made: dict[tuple[str, str], Claim] = {}
    for sentence in facts.reading.sentences[:_LOOK]:
        for clause in _clauses(sentence):
            claim = _claim(facts, clause, [p for p in found if clause.start <= p.hit.start < clause.end], actors)
            if claim:
                made.setdefault((claim.by, claim.about), claim)
    return tuple(made.values())[:_MOST]


def _clauses(sentence: Sentence) -> Iterator[Sentence]:
    """What stands between semicolons: each may have a speaker of its own."""
    at = sentence.start
    for piece in sentence.text.split(";"):
        yield Sentence(at, at + len(piece), piece)
        at += len(piece) + 1


def _claim(facts: Facts, clause: Sentence, near: Sequence[Part], actors: Sequence[Named]) -> Claim | None:
    ways = frozenset(h.what for h in inside(facts.speech, clause))
    here = [p for p in near if p.role is Role.ACTOR]
    if "says" not in ways or not (here or "attacks" in ways):
        return None
    by, act = _said(facts, clause) or ("", "")
    certainty = _certainty(ways, bool(here or actors))
    about = _about(facts, clause, here, actors, ways) if by and act else ""
    itself = bool(about) and about.lower() in by.lower()
    if not about or (itself and certainty is not Certainty.CLAIMED):
        return None
    return Claim(about if itself else by, about, act, certainty)


def _certainty(ways: frozenset[str], blamed: bool) -> Certainty:
    """The weakest word wins; saying without proof that somebody did it is an allegation."""
    for way, certainty in _ORDER:
        if way in ways:
            return certainty
    return Certainty.ALLEGED if blamed else Certainty.CLAIMED


def _said(facts: Facts, clause: Sentence) -> tuple[str, str] | None:
    """Speaker and words, by the first verb of saying that has a speaker before or after it."""
    text = facts.reading.text
    for hit in inside(facts.speech, clause):
        if hit.what != "says":
            continue
        before = _SPEAKER_BEFORE.search(text, max(clause.start, hit.start - _REACH), hit.start)
        name = _named(before.group(1), facts.reading.cased) if before else ""
        if before and name:
            rest = text[hit.end : clause.end]
            follows = "" if _ONLY_WHEN.fullmatch(rest) else _words(text[hit.start : hit.end], rest)
            return name, follows or _clean(text[clause.start : before.start()])
        after = (_SPEAKER_AFTER if facts.reading.cased else _SMALL_SPEAKER_AFTER).match(text, hit.end, clause.end)
        name = _named(after.group(1), facts.reading.cased) if after else ""
        if after and name:
            precedes = text[clause.start : hit.start]
            return name, _clean(precedes if len(precedes) > _LEAST else text[after.end() : clause.end])
    return None


def _words(verb: str, follows: str) -> str:
    """What was said. A verb that takes its object without "that" ("blames Moscow for ...") stays with it."""
    joint = _THAT.match(follows)
    if joint:
        return _clean(follows[joint.end() :])
    bare = _BARE.match(verb) and _SUBJECT.match(follows)
    return _clean(follows if bare else f"{verb}{follows}")


def _clean(words: str) -> str:
    """The clause without the joint and quotation marks it hangs by, up to the last break that fits; "" where it would be a shred."""
    words = " ".join(_JOINT.sub("", words).split()).strip(" ,.;:“”\"'«»„")
    if len(words) > _ACT:
        breaks = [m.start() for m in _BREAK.finditer(words[: _ACT + 1]) if m.start() >= _LEAST_CUT]
        words = words[: breaks[-1]] if breaks else ""
    whole = (
        len(words) >= _LEAST
        and words[0].isalnum()
        and words.count("“") == words.count("”")
        and words.count("(") == words.count(")")
    )
    return words if whole and not _DANGLING.search(words) else ""


def _named(phrase: str, cased: bool) -> str:
    """The phrase if it names somebody: more than a pronoun, and with a capital in it where capitals tell."""
    phrase = _TAIL_WORDS.sub("", _WEAK_START.sub("", phrase.strip(" .–—-"))).strip()
    words = phrase.split()
    if not words or phrase.lower() in _PRONOUNS or words[-1].lower() in _PRONOUNS or len(words) > _SPEAKER_WORDS:
        return ""
    capital = any(w[0].isupper() for w in words) if cased else len(words) > 1
    return phrase if words[0].lower() not in _OWN and capital else ""


def _about(facts: Facts, clause: Sentence, here: Sequence[Part], actors: Sequence[Named], ways: frozenset[str]) -> str:
    """The doer named in the clause; else, where somebody is charged with something, the first known actor."""
    named = [a.name for a in actors if a.name in clause.text]
    described = [d.name for p in here if (d := described_actor(facts, p)) and not _within(d.name, named)]
    charged = [a.name for a in actors if ways & _CHARGING]
    return next(iter((*named, *described, *charged) if "claimed" in ways else (*described, *named, *charged)), "")


def _within(name: str, named: Sequence[str]) -> bool:
    """Whether it is but the beginning of a fuller name."""
    return any(name != other and name in other for other in named)


_CHARGING = frozenset({"denied", "claimed", "alleged", "suspected"})
