"""Labelled cases of our own, positives and near-misses of every kind, each set held to what the packaged model reaches on it."""

import json
from importlib import resources

import pytest

from bot.domain.kind import Standing
from tests.golden.marks import ANSWER, FIELDS, SETS, cases, is_positive, mark

pytestmark = pytest.mark.thorough

FLOOR = {
    "aftermath_litigation": (0.86, 0.70, 0.48),
    "arrest_law_enforcement": (0.82, 0.69, 0.98),
    "data_breach": (0.82, 0.76, 0.51),
    "ddos": (0.90, 0.75, 0.73),
    "defacement": (0.86, 0.55, 0.69),
    "disinformation": (0.94, 0.81, 0.65),
    "espionage_apt": (0.92, 0.82, 0.75),
    "exercise": (0.80, 0.54, 0.71),
    "exploited_in_the_wild": (0.86, 0.65, 0.67),
    "hybrid_physical": (0.94, 0.50, 0.73),
    "malware_campaign": (0.82, 0.77, 0.75),
    "not_cyber": (0.85, 0.74, 0.70),
    "opinion_marketing_product": (0.88, 0.67, 0.09),
    "other_intrusion": (0.82, 0.74, 0.73),
    "outage_nonmalicious": (0.80, 0.44, 0.69),
    "patch_advisory": (0.82, 0.72, 0.69),
    "phishing_scam": (0.80, 0.71, 0.85),
    "policy_attribution_sanction": (0.85, 0.74, 0.69),
    "ransomware": (0.85, 0.74, 0.74),
    "response_team": (0.88, 0.79, 0.51),
    "roundup_digest": (0.86, 0.51, 0.56),
    "statistics_report": (0.82, 0.62, 0.56),
    "supply_chain": (0.93, 0.70, 0.23),
    "threat_warning": (0.88, 0.54, 0.52),
    "vulnerability": (0.80, 0.63, 0.61),
    "wiper_sabotage": (0.82, 0.68, 0.67),
}
"""Per set: the least share of right decisions, of right kinds, of wanted values found. `python -m tests.bench.golden floors`
prints the table: two points below what the packaged model reaches, for decisions 0.80 at least.
"""
HARD_FLOOR = 0.5
LANGUAGES = {"en", "de", "fr", "it", "es", "pl", "uk", "ru", "sv", "no"}
LEAST = {"response_team": 30, "disinformation": 30, "threat_warning": 30, "policy_attribution_sanction": 30}
SIZE = 20


@pytest.fixture(scope="session", params=SETS)
def marked(request, judge, kinds):
    """One set, judged once: all that is asked of it is asked before the next."""
    return request.param, mark(request.param, judge, kinds)


def test_decisions(marked):
    """Alert or not, as often right as is promised for the set; borderline cases say nothing here."""
    slug, made = marked
    assert made.share("alerts") >= FLOOR[slug][0], made.wrong["alerts"]


def test_kinds(marked):
    """The kind of each case, or the set's tag, is among the verdict's, as often as is promised; a wrong decision counts as wrong."""
    slug, made = marked
    assert made.share("kinds") >= FLOOR[slug][1], made.wrong["kinds"]


def test_wants(marked):
    """Names, countries, sectors, tags and levels that the cases ask for are in the verdicts, as often as is promised."""
    slug, made = marked
    assert made.share("wants") >= FLOOR[slug][2], made.wrong["wants"]


def test_languages_are_known(marked):
    """Every case is read in its own language."""
    assert marked[1].wrong["langs"] == []


def test_half_of_the_hard_cases(judge, kinds):
    """Hard cases are allowed to fail, but not all of them."""
    right = [one for slug in SETS if any(c.get("hard") for c in cases(slug)) for one in mark(slug, judge, kinds).hard]
    assert right
    assert sum(right) >= HARD_FLOOR * len(right)


def test_no_floor_is_given_away(kinds):
    """Each kind and tag has its set, each set its floors, and none promises less than four decisions in five."""
    assert set(SETS) == set(FLOOR) == set(kinds)
    assert min(alerts for alerts, _, _ in FLOOR.values()) >= 0.80


@pytest.mark.parametrize("slug", SETS)
def test_sets_are_large_enough(kinds, slug):
    """Twenty positives and twenty near-misses, thirty for the rare kinds that this product was asked for."""
    positive = [is_positive(c, slug, kinds) for c in cases(slug)]
    least = LEAST.get(slug, SIZE)
    assert sum(positive) >= least
    assert len(positive) - sum(positive) >= least


@pytest.mark.parametrize("slug", SETS)
def test_cases_are_well_formed(kinds, slug):
    """Known fields, languages, kinds; the answer is on the side of its kind; no case twice."""
    rows = cases(slug)
    for case in rows:
        kind = kinds.get(case.get("kind", slug))
        assert {"title", "text", "lang", "is_alert"} <= set(case) <= FIELDS, case
        assert case["title"] or case["text"], case
        assert case["lang"] in LANGUAGES, case
        assert kind is not None, case
        assert "kind" not in case or (kind.standing is not Standing.TAG and case["is_alert"] in {None, ANSWER[kind.standing]}), (
            case
        )
        assert set(case.get("want", {}).get("kinds", ())) <= set(kinds), case
    assert len({(c["title"], c["text"]) for c in rows}) == len(rows)


def test_no_case_stands_in_two_sets():
    """A text proves one thing only."""
    seen = [(c["title"], c["text"]) for slug in SETS for c in cases(slug)]
    assert len(set(seen)) == len(seen)


def test_no_case_is_learnt_from():
    """A text that the model was trained on proves nothing: no case has the title or the body of one of our own."""
    raw = (resources.files("bot.analysis") / "model" / "own_texts.jsonl").read_text(encoding="utf-8")
    own = [json.loads(line) for line in raw.splitlines() if line.strip()]
    titles = {_plain(row["title"]) for row in own} - {""}
    texts = {_plain(row["text"]) for row in own} - {""}
    known = [c for slug in SETS for c in cases(slug) if _plain(c["title"]) in titles or _plain(c["text"]) in texts]
    assert [c["title"] for c in known] == []


def _plain(text):
    return " ".join(text.lower().split())
