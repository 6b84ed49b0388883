"""Labelled cases of our own, positives and near-misses of every kind: `tests/golden/<slug>/cases.jsonl`.

A case says `is_alert` and may `want` fields; one marked `hard` may fail without failing its set, but is counted.
"""

import json
from pathlib import Path

import pytest

from bot.domain.kind import Standing

SETS = sorted((Path(__file__).parents[1] / "golden").glob("*/cases.jsonl"))
FLOOR = 0.9
HARD_FLOOR = 0.5


def cases(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def faults(case, verdict, slug, standing):
    """What is wrong with the verdict, in words; nothing when it is right."""
    if verdict.is_alert != case["is_alert"]:
        return [f"is_alert {verdict.is_alert} ({verdict.score:.2f})"]
    wrong = []
    if case["is_alert"] and standing is Standing.ALERT and slug not in verdict.kinds:
        wrong.append(f"kinds {verdict.kinds}")
    for field, want in case.get("want", {}).items():
        got = getattr(verdict, field)
        if field != "severity":
            said = {
                x if isinstance(x, str) else text for x in got for text in ([x] if isinstance(x, str) else (x.name, x.canonical))
            }
            wrong += [f"{field} {sorted(said)} without {w}" for w in want if w not in said]
        elif got != want:
            wrong.append(f"severity {got}, not {want}")
    return wrong


@pytest.mark.parametrize("path", SETS, ids=lambda p: p.parent.name)
def test_set(path, kinds, verdict_on):
    """Nine in ten ordinary cases of each kind are right in every wanted field."""
    slug = path.parent.name
    found = {
        c["title"] or c["text"][:60]: faults(c, verdict_on(c["text"], c["title"]), slug, kinds[slug].standing)
        for c in cases(path)
    }
    ordinary = {c["title"] or c["text"][:60] for c in cases(path) if not c.get("hard")}
    wrong = {k: v for k, v in found.items() if v and k in ordinary}
    assert len(wrong) <= (1 - FLOOR) * max(len(ordinary), 1), wrong


def test_languages_are_known(verdict_on):
    """Every case is read in its own language."""
    assert [c["title"] for p in SETS for c in cases(p) if verdict_on(c["text"], c["title"]).lang != c["lang"]] == []


def test_half_of_the_hard_cases(kinds, verdict_on):
    """Hard cases are allowed to fail, but not all of them."""
    hard = [(p.parent.name, c) for p in SETS for c in cases(p) if c.get("hard")]
    right = [not faults(c, verdict_on(c["text"], c["title"]), slug, kinds[slug].standing) for slug, c in hard]
    assert sum(right) >= HARD_FLOOR * len(right)


def test_every_kind_has_cases(kinds):
    """A kind without cases is a kind without a promise; borderline kinds may be either, so they need none."""
    needed = {slug for slug, kind in kinds.items() if kind.standing is not Standing.BORDERLINE}
    assert needed <= {p.parent.name for p in SETS}
