"""One report as it is stored for comparison."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.telling import WORDS, Telling, hours, lists, numbers
from bot.domain.verdict import Article

TITLE = "Norhaven port hit by ransomware, 1,200 cranes stand still"
TEXT = "APT28 broke into the port of Norhaven in Norway through CVE-2026-41234, its director said. The gang wants $4.5 million."


@pytest.fixture(scope="module")
def teller(tools):
    return tools[0]


@pytest.fixture(scope="module")
def telling(teller, judge):
    article = Article("x", TITLE, TEXT, published="2026-03-02T08:30:00Z")
    return teller.telling(article, judge.one(article))


def test_what_is_read_of_a_report(telling):
    """Names by their canonical form, flaws, countries, figures, time; the headline's words first."""
    assert (telling.actors, telling.cves, telling.places) == (("apt28",), ("CVE-2026-41234",), ("NO",))
    assert {"1200", "4.5"} <= set(telling.numbers)
    assert {"norhav", "port", "ransom", "cranes"} <= {w for w, _ in telling.words[: telling.heads]}
    assert telling.hours == hours("2026-03-02T08:30:00+00:00")
    assert telling.alert is True
    assert not telling.digest


def test_an_alias_is_the_same_actor(teller):
    """Fancy Bear and APT28 are one, so that reports in two vocabularies meet."""
    one, two = (teller.telling(Article("x", f"{name} breaches Tarvian railway")) for name in ("Fancy Bear", "APT28"))
    assert one.actors == two.actors == ("apt28",)


def test_without_a_verdict_only_the_tables_speak(teller):
    """Nobody is accused and nothing is called an alert where nobody judged."""
    made = teller.telling(Article("x", TITLE, TEXT))
    assert (made.alert, made.kinds, made.victims) == (None, (), ())
    assert made.actors == ("apt28",)


def test_a_telling_survives_json(telling):
    """What is stored is what was made, and says little else."""
    stored = json.dumps(telling.as_dict(), ensure_ascii=False)
    assert Telling.from_dict(json.loads(stored)) == telling
    assert Telling.from_dict(Telling((), 0, alert=False, hours=0.0).as_dict()) == Telling((), 0, alert=False, hours=0.0)


def test_another_version_is_refused(telling):
    """A stored telling of older making is not compared as if it were of today."""
    with pytest.raises(ValueError, match="make it again"):
        Telling.from_dict({**telling.as_dict(), "version": 0})


def test_a_long_report_stays_small(teller, judge):
    """2 KB a report, whatever its length and alphabet."""
    text = " ".join(f"Кіберполіція{n} CVE-2026-{40000 + n} Norhaven{n} {n * 7919}" for n in range(3000))
    made = teller.telling(Article("x", text[:400], text), judge.one(Article("x", text[:400], text)))
    assert 40 < len(made.words) <= WORDS
    assert len(json.dumps(made.as_dict(), ensure_ascii=False).encode()) <= 2048


@pytest.mark.parametrize(
    ("title", "is_list"),
    [
        ("Week in review: port ransomware, firewall flaw", True),
        ("Port hit by ransomware; firewall flaw exploited; hospital sues vendor; ministry warns", True),
        ("Norhaven port hit by ransomware, cranes stand still", False),
        ("Attackers stole 1,200,000 records, clinic says", False),
    ],
)
def test_a_digest_is_known_by_its_headline(title, is_list):
    """By its name or as a list of subjects; commas in figures and in sentences are neither."""
    assert lists(title) is is_list


def test_figures():
    """Two digits and more, without separators; years and versions are none."""
    assert numbers("In 2026 some 1,200 of 45 hosts ran 10.2.3 or v12") == ("1200", "45", "10.2.3")


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "99999-01-01"])
def test_no_date_is_none(text):
    """What cannot be read is unknown, not an error."""
    assert hours(text) is None


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_is_told(teller, title, text):
    """No text breaks it, and its telling survives JSON."""
    made = teller.telling(Article("x", title, text))
    assert Telling.from_dict(json.loads(json.dumps(made.as_dict()))) == made
