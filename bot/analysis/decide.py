"""From the model's opinion and the rules for rare kinds to the decision: alert or not, which kind, which beside it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.analysis.classifier import Opinion
from bot.analysis.facts import Facts
from bot.analysis.galaxy import table
from bot.analysis.phrases import Phrases, split_list
from bot.analysis.pieces import WHOLE, Piece, Without
from bot.domain.kind import Kind, Standing

THRESHOLD = 0.5
_BESIDE = 0.4
_BESIDE_MOST = 4
_RULE_HEAD = 4000
_RULE_FLOOR = 0.1
"""A rule is strong evidence, not proof: below this score it lifts nothing."""


@dataclass(frozen=True)
class Decision:
    """`kinds` begins with `kind`. `rules` are the rules that held and the words that met them."""

    is_alert: bool
    score: float
    kind: str
    kinds: tuple[str, ...]
    rules: Mapping[str, str] = field(default_factory=dict)


class Rules:
    """The tables of `words/rules.toml`. Immutable."""

    def __init__(self) -> None:
        """Reads the table."""
        rows = table("rules")
        self._groups = Phrases(
            (w, (slug, i)) for slug, row in rows.items() for i, group in enumerate(row["groups"]) for w in split_list(group)
        )
        self._without = Phrases((w, slug) for slug, row in rows.items() for w in split_list(row["without"]))
        self._needs = {slug: len(row["groups"]) for slug, row in rows.items()}
        self._within = {slug: row.get("within", _RULE_HEAD) for slug, row in rows.items()}
        self.primary = tuple(slug for slug, row in rows.items() if row["primary"])
        self.moves: Mapping[str, float] = {slug: row["moves"] for slug, row in rows.items()}

    def met(self, facts: Facts) -> dict[str, str]:
        """Rule -> the words of the first sentence that met it whole."""
        text, low = facts.reading.text[:_RULE_HEAD], facts.reading.lowered[:_RULE_HEAD]
        hits, against = self._groups.find(text, low), self._without.find(text, low)
        held: dict[str, str] = {}
        for sentence in facts.reading.sentences:
            if sentence.start >= _RULE_HEAD:
                break
            seen: dict[tuple[str, int], str] = {}
            for hit in hits:
                if sentence.start <= hit.start < sentence.end:
                    seen.setdefault(hit.what, text[hit.start : hit.end])
            if seen:
                broken = {
                    h.what for h in against if sentence.start <= h.start < sentence.end or h.start < facts.reading.title_end
                }
                late = sentence.start - facts.reading.title_end
                fit = {slug: words for slug, words in self._whole(seen).items() if late <= self._within[slug]}
                held |= {slug: words for slug, words in fit.items() if slug not in broken and slug not in held}
        return held

    def _whole(self, seen: Mapping[tuple[str, int], str]) -> dict[str, str]:
        """The rules of which every group was seen, with the words."""
        made = {}
        begun = Counter(slug for slug, _ in seen)
        for slug, need in self._needs.items():
            if begun[slug] == need:
                words = [seen[slug, i] for i in range(need)]
                made[slug] = ", ".join(dict.fromkeys(words))
        return made


class Decider:
    """Opinion and facts -> decision, by the standing that the categories give each kind."""

    def __init__(self, kinds: Mapping[str, Kind], without: Without = WHOLE) -> None:
        """`kinds` is the deployment's taxonomy: a kind that it does not have is never answered."""
        self._kinds = kinds
        self._rules = Rules()
        self._ruled = frozenset() if Piece.RULES in without else frozenset(kinds)

    def decide(self, opinion: Opinion, facts: Facts) -> Decision:
        """Rules speak first, because the model has hardly seen their kinds; then the model's best kind on the right side."""
        rules = {slug: words for slug, words in self._rules.met(facts).items() if slug in self._ruled}
        leading = [slug for slug in self._rules.primary if slug in rules]
        score = self._moved(opinion.score, rules)
        is_alert = score >= THRESHOLD
        if not is_alert:
            named = [slug for slug in rules if self._rules.moves[slug] < 0]
            kind = named[0] if named else self._best(opinion.kind, {Standing.NOT_ALERT, Standing.BORDERLINE})
            return Decision(False, score, kind, (kind,), rules)
        kind = leading[0] if leading else self._best(opinion.kind, {Standing.ALERT})
        return Decision(True, score, kind, self._beside(kind, opinion, rules), rules)

    def _moved(self, score: float, rules: Iterable[str]) -> float:
        """P(alert) after the rules: each goes its part of the way to its side. What looks nothing like an alert stays where it is."""
        for slug in rules:
            move = self._rules.moves[slug]
            if move > 0 and score >= _RULE_FLOOR:
                score += (1.0 - score) * move
            elif move < 0:
                score *= 1.0 + move
        return score

    def _best(self, probabilities: Mapping[str, float], standings: Iterable[Standing]) -> str:
        """The likeliest kind of these standings that the taxonomy has."""
        allowed = {s for s, k in self._kinds.items() if k.standing in set(standings)}
        ranked = sorted(probabilities.items(), key=lambda x: -x[1])
        return next((slug for slug, _ in ranked if slug in allowed), min(allowed, default="not_cyber"))

    def _beside(self, kind: str, opinion: Opinion, rules: Mapping[str, str]) -> tuple[str, ...]:
        """The primary kind, then what rules and model find beside it, likeliest first."""
        told = dict.fromkeys((s for s in rules if self._rules.moves[s] >= 0), 1.0)
        for slug, p in opinion.beside.items():
            if p >= _BESIDE and slug in self._kinds and self._kinds[slug].standing in {Standing.ALERT, Standing.TAG}:
                told.setdefault(slug, p)
        told.pop(kind, None)
        return (kind, *[slug for slug, _ in sorted(told.items(), key=lambda x: -x[1])[:_BESIDE_MOST]])
