"""The two stories that this product was asked for, judged as they come off the web."""

from dataclasses import asdict
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed stories stand beside the repository, not in it")


def seed(verdict_on, number):
    return verdict_on(next(SEEDS.glob(f"{number}*.txt")).read_text(encoding="utf-8"))


def canonical(named):
    return {n.canonical for n in named}


def test_statement_of_the_union(verdict_on):
    """A condemnation full of war and diplomacy is an alert: who is accused, of what, by whom, how firmly."""
    verdict = seed(verdict_on, "000")
    assert (verdict.is_alert, verdict.kind) == (True, "policy_attribution_sanction")
    assert verdict.severity in {2, 3}
    assert verdict.actor_countries == ("RU",)
    assert {"EU", "IT", "LT"} <= set(verdict.victim_countries)
    assert "UA" not in verdict.victim_countries
    assert {"EU", "IT", "LT"} <= canonical(verdict.victims)
    assert any("pro-Russian hacker" in a.name for a in verdict.actors)
    assert "government" in verdict.sectors
    claim = next(c for c in verdict.claims if "Josep Borrell" in c.by)
    assert "EU High Representative" in claim.by
    assert "pro-Russian hacker" in claim.about
    assert claim.certainty == "alleged"
    assert not {"not_cyber", "ddos"} & set(verdict.kinds)
    assert not any(figure in verdict.summary for figure in ("5,000", "million", "killed", "civilians"))
    assert verdict.title
    assert 0 < len(verdict.summary) <= 400


def test_response_team_with_furniture(verdict_on):
    """The team, its members, the helped and the accused; nothing of the headlines that stand around the story."""
    verdict = seed(verdict_on, "002")
    assert (verdict.is_alert, verdict.kind) == (True, "response_team")
    assert {"threat_warning", "disinformation"} <= set(verdict.kinds)
    assert canonical(verdict.responders) - {""} == {"LT", "HR", "EE", "NL", "PL", "RO"}
    assert verdict.victim_countries == ("UA",)
    assert "UA" in canonical(verdict.victims)
    assert "government" in verdict.sectors
    assert verdict.actor_countries == ("RU",)
    assert {c.certainty for c in verdict.claims if "Russia" in c.about} == {"alleged"}
    everything = str(asdict(verdict))
    for foreign in ("3CX", "Melofee", "BreachForums", "NCB", "Bing", "Pegasus", "Huawei", "Europol"):
        assert foreign not in everything, foreign
