"""How the cases of `tests/golden/<slug>/cases.jsonl` are marked.

A case says `is_alert`, its primary `kind` and, if it likes, fields that it wants of the verdict. It is a positive of its set
when it is of the set's kind, for a tag when it wants the tag among the verdict's kinds; else a near-miss: something else that
looks alike. `is_alert` null is borderline: an alert and none are both right answers. Then the kind must be the named one where
it can be (a verdict's kind is always on the side of its decision), and may be any where it cannot.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.kind import Standing
from bot.domain.verdict import Article

SETS = {p.parent.name: p for p in sorted(Path(__file__).parent.glob("*/cases.jsonl"))}
ANSWER = {Standing.ALERT: True, Standing.TAG: True, Standing.NOT_ALERT: False, Standing.BORDERLINE: None}
FIELDS = frozenset({"title", "text", "lang", "is_alert", "kind", "want", "hard"})


def cases(slug):
    return [json.loads(line) for line in SETS[slug].read_text(encoding="utf-8").splitlines()]


def wanted_kind(case, slug, kinds):
    """What must be among the verdict's kinds; "" for the oldest cases, which name no kind, where they are near-misses."""
    if kinds[slug].standing is Standing.TAG and slug in case.get("want", {}).get("kinds", ()):
        return slug
    alert = kinds[slug].standing is Standing.ALERT and case["is_alert"]
    return case.get("kind", slug if alert else "")


def is_positive(case, slug, kinds):
    """Whether the case is of its set's kind, and no near-miss."""
    standing = kinds[slug].standing
    if standing is Standing.TAG:
        return slug in case.get("want", {}).get("kinds", ())
    return case["is_alert"] is ANSWER[standing] and case.get("kind", slug) == slug


@dataclass
class Marks:
    """Of one set: right and wrong answers, and in words what was wrong."""

    alerts: list[bool] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    wants: list[bool] = field(default_factory=list)
    langs: list[bool] = field(default_factory=list)
    hard: list[bool] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=lambda: {"alerts": [], "kinds": [], "wants": [], "langs": []})

    def note(self, what, name, right, said):
        getattr(self, what).append(right)
        if not right:
            self.wrong[what].append(f"{name}: {said}")

    def share(self, what):
        """Of right answers; one where nothing is asked."""
        right = getattr(self, what)
        return sum(right) / len(right) if right else 1.0


def _kind_is_right(case, verdict, kind, kinds):
    if case["is_alert"] is None:
        return verdict.kind == kind or verdict.is_alert != (kinds[kind].standing is Standing.ALERT)
    return verdict.is_alert == case["is_alert"] and kind in verdict.kinds


def _said(verdict, name):
    got = getattr(verdict, name)
    return {got} if name == "severity" else {y for x in got for y in ((x,) if isinstance(x, str) else (x.name, x.canonical))}


def mark(slug, judge, kinds):
    """Judges one set. A case marked `hard` may fail and is counted by itself."""
    made = Marks()
    rows = cases(slug)
    verdicts = judge.many([Article(id=str(i), title=c["title"], text=c["text"]) for i, c in enumerate(rows)])
    for case, verdict in zip(rows, verdicts, strict=True):
        name = case["title"] or case["text"][:60]
        decided = case["is_alert"] in {None, verdict.is_alert}
        made.note("langs", name, verdict.lang == case["lang"], verdict.lang)
        if case.get("hard"):
            made.hard.append(decided)
            continue
        if case["is_alert"] is not None:
            made.note("alerts", name, decided, f"is_alert {verdict.is_alert} ({verdict.score:.2f})")
        kind = wanted_kind(case, slug, kinds)
        if kind:
            made.note("kinds", name, _kind_is_right(case, verdict, kind, kinds), f"{verdict.kinds} without {kind}")
        for what, wants in case.get("want", {}).items():
            said = _said(verdict, what)
            for one in wants if isinstance(wants, list) else [wants]:
                made.note("wants", name, one in said, f"{what} {sorted(said)} without {one}")
    return made
