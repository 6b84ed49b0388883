"""The tables of `tocsin evaluate`, each by hand on a few rows; whatever the order of the rows."""

import random

import pytest

from bot.analysis.training.detail import country_table as countries
from bot.analysis.training.detail import each_kind, kind_table, name_table, sector_table, severity_confusion, severity_table
from bot.analysis.training.report import alert_table, calibration_table, false_alarms, headline, tables
from bot.analysis.training.same import Same
from bot.analysis.training.tables import Table, markdown, plain
from tests.analysis.training.made import label, said

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def same():
    return Same()


def rows(table):
    return {row[0].strip(): row[1:] for row in table.rows}


def test_alerts_by_slice():
    """Languages and outlets by themselves; borderline rows nowhere; a language of few rows among the others."""
    answers = [
        (label(row="ru26-1"), said()),
        (label(row="ndh-1", alert=False), said()),
        (label(row="x-1", lang="pl"), said(alert=False)),
        (label(row="x-2", alert=None), said()),
        *[(label(row=f"x-{n}", lang="de", alert=False), said(alert=False)) for n in range(20)],
    ]
    got = rows(alert_table(answers))
    assert got["all"][:5] == (23, 2, 0.5, 0.5, 0.5)
    assert got["general outlets"][:5] == (2, 1, 0.5, 1.0, 2 / 3)
    assert got["other languages"][:5] == (1, 1, None, 0.0, 0.0)
    assert got["de"][:5] == (20, 0, None, None, None)
    assert "pl" not in got


def test_false_alarms_by_kind():
    """Only of rows that are no alert."""
    answers = [
        (label(alert=False, kind="exercise"), said()),
        (label(alert=False, kind="exercise"), said(alert=False)),
        (label(alert=None, kind="hybrid_physical"), said()),
        (label(), said()),
    ]
    assert rows(false_alarms(answers)) == {"exercise": (2, 1, 0.5), "all": (2, 1, 0.5)}


def test_calibration_has_ten_bins_and_the_error():
    """One row in the top bin, off by a tenth."""
    made = rows(calibration_table([(label(), said(score=0.9))]))
    assert len(made) == 11
    assert made["0.9-1.0"] == (1, 0.9, 1.0)
    assert made["ECE"][2] == pytest.approx(0.1)


def test_kinds_three_ways():
    """The labelled primary kind; one of the labelled; any said that is labelled."""
    answers = [
        (label(kinds=("ddos", "disinformation")), said(kind="ddos")),
        (label(kinds=("ddos", "disinformation")), said(kind="disinformation")),
        (label(kind="ransomware"), said(kind="ddos", kinds=("ddos", "ransomware"))),
        (label(kind="ransomware"), said(alert=False, kind="not_cyber")),
        (label(alert=False, kind="exercise"), said(alert=False, kind="exercise")),
    ]
    assert rows(kind_table(answers))["all alerts"] == (4, 1 / 4, 2 / 4, 3 / 4)
    assert rows(kind_table(answers))["called alert too"] == (3, 1 / 3, 2 / 3, 1.0)
    assert rows(each_kind(answers)) == {
        "ddos": (2, 0.5, 0.5, 0.5, "disinformation 1"),
        "ransomware": (2, None, 0.0, 0.0, "ddos 1, not_cyber 1"),
    }


def test_severity():
    """Levels 3 for 3, 2 for 4, 0 for 1; a label without a level says nothing."""
    pairs = ((3, 3), (4, 2), (1, 0), (0, 4))
    answers = [(label(severity=a), said(alert=b > 0, severity=b)) for a, b in pairs]
    assert rows(severity_table(answers))["all alerts"] == (3, 1 / 3, 2 / 3, 1.0)
    assert rows(severity_table(answers))["called alert too"] == (2, 1 / 2, 1 / 2, 1.0)
    assert rows(severity_confusion(answers)) == {
        "labelled 1": (1, 0, 0, 0, 0),
        "labelled 3": (0, 0, 0, 1, 0),
        "labelled 4": (0, 0, 1, 0, 0),
    }


def test_names_by_row(same):
    """Right by an alias; wrong is said and missed at once; a name that the text does not hold is asked of nobody."""
    answers = [
        (label(actor="APT28", text="APT28 is back"), said(actors=["Fancy Bear"])),
        (label(actor="Grey Heron", text="Grey Heron at it again"), said(actors=["Brown Stork"])),
        (label(actor="Grey Heron", text="They are at it again"), said(actors=["Brown Stork"])),
        (label(text="Who was it?"), said(actors=["Brown Stork"])),
    ]
    got = rows(name_table(answers, same))
    assert got["actor, named in the text"] == (2, 1 / 2, 1 / 2, 1 / 2)
    assert got["actor, named or nobody"] == (3, 1 / 3, 1 / 2, 2 / 5)
    assert got["victim, named in the text"] == (0, None, None, None)


def test_countries_and_sector():
    """Code by code; the first sector, and any."""
    answers = [
        (label(countries=("LT", "EE"), sector="energy"), said(victim_countries=("LT", "RU"), sectors=("health", "energy"))),
        (label(), said(victim_countries=("PL",))),
    ]
    assert rows(countries(answers)) == {"rows with a country": (1, 1 / 2, 1 / 2, 1 / 2), "all alerts": (2, 1 / 3, 1 / 2, 2 / 5)}
    assert rows(sector_table(answers)) == {"alerts with a sector": (1, 0.0, 1.0)}


def test_order_of_rows_does_not_matter(same):
    """Nor does it matter to the headline of an ablation; nothing at all gives tables too."""
    chance = random.Random(3)
    kinds = ["ddos", "ransomware", "not_cyber"]
    answers = [
        (
            label(chance.random() < 0.5, chance.choice(kinds), row=str(n), lang=chance.choice(["en", "fr"]), severity=n % 5),
            said(chance.random() < 0.5, chance.choice(kinds), score=n / 64, severity=chance.randrange(5), actors=["Grey Heron"]),
        )
        for n in range(64)
    ]
    turned = answers[:]
    chance.shuffle(turned)
    assert tables(turned, same) == tables(answers, same)
    assert headline(turned, same) == headline(answers, same)
    assert all(plain(t) and markdown(t) and t.as_dict() for t in tables([], same))


def test_a_table_in_its_three_forms():
    """Shares have three places, nothing is a dash, and JSON keeps the whole figure."""
    table = Table("Made", ("rows", "n", "F1"), (("all", 3, 2 / 3), ("none", 0, None), ("sure", 1, 1.0)))
    assert plain(table).splitlines() == ["Made", "  rows  n     F1", "  all   3   .667", "  none  0      -", "  sure  1  1.000"]
    assert markdown(table).splitlines()[2:5] == ["| rows | n | F1 |", "| --- | ---: | ---: |", "| all | 3 | .667 |"]
    assert table.as_dict()["rows"][0] == {"rows": "all", "n": 3, "F1": 2 / 3}
