"""The two stories that this product was asked for, judged as they come off the web and as feeds and mail programs spoil them."""

import textwrap
from dataclasses import asdict
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed stories stand beside the repository, not in it")
FOREIGN = ("3CX", "Melofee", "BreachForums", "NCB", "Bing", "Pegasus", "Huawei", "Europol")
COUNT = ("5,000", "16 million", "5.7 million", "civilians", "fled the country")


def seed(number):
    return next(SEEDS.glob(f"{number}*.txt")).read_text(encoding="utf-8")


def wrapped(text):
    return "\n".join(textwrap.fill(line, 60) if line.strip() else line for line in text.split("\n"))


def statement():
    return seed("000")


def team():
    return seed("002")


def furniture():
    """What stands below the second story: other stories' headlines."""
    return team()[team().index("Related:") :]


def source_line():
    """What stands below the first."""
    return statement()[statement().rindex("Source:") :]


WAYS = {
    "as it is": lambda text: text,
    "upper": str.upper,
    "lower": str.lower,
    "cut": lambda text: text[: int(0.6 * len(text))],
    "wrapped": wrapped,
}
STATEMENTS = {
    **WAYS,
    "other's tail": lambda text: f"{text}\n{furniture()}",
    "other's tail, no break": lambda text: text + furniture(),
}
TEAMS = {**WAYS, "other's tail": lambda text: f"{text}\n{source_line()}"}


def canonical(named):
    return {n.canonical for n in named}


def names(named):
    return {n.name.lower() for n in named}


def nothing_foreign(verdict):
    everything = str(asdict(verdict)).lower()
    assert [f for f in (*FOREIGN, "Observadora", "ChatGPT", "Proton") if f.lower() in everything] == []


@pytest.fixture(params=STATEMENTS)
def condemned(request, verdict_on):
    """The verdict on the statement, in each of its spoilt forms."""
    return verdict_on(STATEMENTS[request.param](statement()))


@pytest.fixture(params=TEAMS)
def helped(request, verdict_on):
    """The verdict on the response team, in each of its spoilt forms."""
    return verdict_on(TEAMS[request.param](team()))


def test_statement_is_an_alert_of_its_kind(condemned):
    """A condemnation full of war and diplomacy is an alert; the attacks are not asserted as fact."""
    assert (condemned.is_alert, condemned.kind) == (True, "policy_attribution_sanction")
    assert condemned.score > 0.5
    assert condemned.severity in {2, 3}
    assert not {"not_cyber", "ddos"} & set(condemned.kinds)
    assert condemned.lang == "en"


def test_statement_who_and_whom(condemned):
    """Pro-Russian groups are accused; the Union, Italy and Lithuania were attacked; Ukraine is only where the war is."""
    assert condemned.actor_countries == ("RU",)
    assert any("pro-russian hacker" in name for name in names(condemned.actors))
    assert set(condemned.victim_countries) == {"EU", "IT", "LT"}
    assert canonical(condemned.victims) == {"EU", "IT", "LT"}
    assert (condemned.responders, condemned.malware, condemned.cves, condemned.indicators, condemned.attack_ids) == (
        (),
        (),
        (),
        (),
        (),
    )


def test_statement_sector(condemned):
    """Governments are the attacked."""
    assert condemned.sectors[:1] == ("government",)


def test_statement_claim(condemned):
    """Who says what of whom, how firmly."""
    claim = next(c for c in condemned.claims if "josep borrell" in c.by.lower())
    assert "eu high representative" in claim.by.lower()
    assert "pro-russian hacker" in claim.about.lower()
    assert "member states" in claim.act.lower()
    assert claim.certainty == "alleged"


def test_statement_summary(condemned):
    """The news is the condemnation, not the figures of the war, nor where the text is from."""
    assert 0 < len(condemned.summary) <= 400
    assert "condemned" in condemned.summary.lower()
    assert "condemned" in condemned.title.lower()
    assert [figure for figure in COUNT if figure in condemned.summary.lower()] == []
    nothing_foreign(condemned)


def test_statement_in_mixed_case_names_the_member_states(verdict_on):
    """As the text says it, where capitals are left."""
    for way in ("as it is", "cut", "wrapped", "other's tail"):
        assert "member states of the eu bloc" in names(verdict_on(STATEMENTS[way](statement())).victims)


def test_team_is_an_alert_of_its_kind(helped):
    """Help is sent, attacks are warned of, fakes are spread."""
    assert (helped.is_alert, helped.kind) == (True, "response_team")
    assert {"threat_warning", "disinformation"} <= set(helped.kinds)
    assert helped.severity in {2, 3}
    assert helped.lang == "en"


def test_team_who_helps_whom_against_whom(helped):
    """The team and its members; Ukraine's institutions; Russia."""
    assert canonical(helped.responders) - {""} == {"LT", "HR", "EE", "NL", "PL", "RO"}
    assert helped.victim_countries == ("UA",)
    assert canonical(helped.victims) == {"UA"}
    assert helped.actor_countries == ("RU",)
    assert canonical(helped.actors) == {"RU"}
    assert "government" in helped.sectors
    assert (helped.malware, helped.cves, helped.indicators, helped.attack_ids) == ((), (), (), ())


def test_team_claim(helped):
    """Lithuania speaks; what it says of Russia is an allegation."""
    claim = next(c for c in helped.claims if "lithuania" in c.by.lower())
    assert (claim.about, claim.certainty) == ("Russia", "alleged")
    assert "response team" in claim.act.lower()
    assert {c.certainty for c in helped.claims if "Russia" in c.about} == {"alleged"}


def test_team_has_nothing_of_other_stories(helped):
    """No field, reason or summary holds a word of the headlines that stand around the story."""
    nothing_foreign(helped)
    assert 0 < len(helped.summary) <= 400
    assert "response team" in helped.summary.lower()


def test_team_is_named(verdict_on):
    """The team itself is a responder, where capitals are left."""
    for way in ("as it is", "cut", "wrapped"):
        assert "eu cyber response team" in names(verdict_on(TEAMS[way](team())).responders)
