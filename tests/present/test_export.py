"""Files for other programs: read back by what would read them."""

import csv
import io
import json
from dataclasses import replace

import pytest
import stix2
from hypothesis import HealthCheck, given, settings

from bot.domain.tlp import Tlp
from bot.domain.trace import Filed
from bot.domain.verdict import Indicator, Named
from bot.present.export import COLUMNS, Form, exported
from tests.fakes.nouns import SOURCE, item, verdict
from tests.present.hostile import HOSTILE

SOURCES = {SOURCE.id: SOURCE}
FOUND = [Filed(item(), verdict()), Filed(item(id="2", title="b"), verdict(title="b"))]


def bundle(found, sources=SOURCES):
    """What a reader of STIX makes of it: the library refuses what the standard does."""
    return stix2.parse(exported(Form.STIX, found, sources).decode(), allow_custom=False)


def test_rows_are_read_back():
    """CSV and JSON lines hold the same, lists with semicolons in one and as lists in the other."""
    rows = list(csv.DictReader(io.StringIO(exported(Form.CSV, FOUND, SOURCES).decode())))
    lines = [json.loads(line) for line in exported(Form.JSONL, FOUND, SOURCES).splitlines()]
    assert tuple(rows[0]) == tuple(lines[0]) == COLUMNS
    assert (rows[0]["kinds"], lines[0]["kinds"]) == ("ransomware; data_breach", ["ransomware", "data_breach"])
    assert (rows[1]["severity"], lines[1]["severity"], lines[0]["indicators"]) == ("3", 3, ["heron-leaks.example"])


@pytest.mark.parametrize("title", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@sum", "\t=1"])
def test_no_cell_is_a_formula(title):
    """A spreadsheet runs nothing of what a headline says."""
    [row] = csv.DictReader(io.StringIO(exported(Form.CSV, [Filed(item(), verdict(title=title))], SOURCES).decode()))
    assert not row["title"].startswith(("=", "+", "-", "@", "\t"))


def test_stix_is_stix():
    """Each alert is a report that refers to what it names; what two name is there once."""
    read = bundle(FOUND)
    kinds = [thing["type"] for thing in read.objects]
    assert kinds.count("report") == 2
    assert {k: kinds.count(k) for k in ("threat-actor", "vulnerability", "location", "indicator")} == {
        "threat-actor": 1,
        "vulnerability": 1,
        "location": 2,
        "indicator": 2,
    }
    report = next(thing for thing in read.objects if thing["type"] == "report")
    assert (report.name, report.confidence, report.external_references[0].url) == (item().title, 97, item().url)
    assert set(report.object_refs) <= {thing["id"] for thing in read.objects}


def test_the_same_alert_is_the_same_object():
    """Whoever takes a bundle twice has nothing twice."""
    assert exported(Form.STIX, FOUND, SOURCES) == exported(Form.STIX, FOUND, SOURCES)


@pytest.mark.parametrize(("tlp", "marking"), [(Tlp.CLEAR, "white"), (Tlp.GREEN, "green"), (Tlp.AMBER, "amber"), (Tlp.RED, "red")])
def test_stix_says_how_far_it_may_be_passed_on(tlp, marking):
    """By the source's TLP; what STIX cannot say is marked stricter."""
    wanted = {"white": stix2.TLP_WHITE, "green": stix2.TLP_GREEN, "amber": stix2.TLP_AMBER, "red": stix2.TLP_RED}[marking]
    read = bundle(FOUND[:1], {SOURCE.id: replace(SOURCE, tlp=tlp)})
    report = next(thing for thing in read.objects if thing["type"] == "report")
    assert report.object_marking_refs == [wanted.id]


INDICATORS = {
    ("ipv4-addr", "192.0.2.1"): "[ipv4-addr:value = '192.0.2.1']",
    ("url", "https://a.example/it's"): "[url:value = 'https://a.example/it\\'s']",
    ("file", "a" * 32): f"[file:hashes.MD5 = '{'a' * 32}']",
    ("file", "a" * 64): f"[file:hashes.'SHA-256' = '{'a' * 64}']",
    ("cryptocurrency-wallet", "x"): None,
}


@pytest.mark.parametrize("found", INDICATORS, ids=lambda found: found[0])
def test_indicators_are_patterns(found):
    """Of what STIX has an object for."""
    read = bundle([Filed(item(), verdict(indicators=(Indicator(*found),)))])
    patterns = [thing.pattern for thing in read.objects if thing["type"] == "indicator"]
    wanted = INDICATORS[found]
    assert [p.replace("'MD5'", "MD5") for p in patterns] == ([wanted] if wanted else [])


def test_nothing_is_a_file_too():
    """An empty bundle, a head without rows, no line; and what was not judged is in none."""
    assert set(json.loads(exported(Form.STIX, [], SOURCES))) == {"type", "id"}
    assert exported(Form.JSONL, [Filed(item(), None)], SOURCES) == b""
    assert exported(Form.CSV, [], SOURCES).decode().strip() == ",".join(COLUMNS)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HOSTILE, HOSTILE)
def test_no_text_breaks_a_file(title, name):
    """Whatever an article says and whatever it names."""
    nasty = verdict(title=title, summary=name, actors=(Named(name),), victims=(Named(title),), lang=name[:2])
    found = [Filed(item(title=title, url=name), nasty)]
    assert sum(thing["type"] == "report" for thing in bundle(found).objects) == 1
    assert len(list(csv.reader(io.StringIO(exported(Form.CSV, found, SOURCES).decode())))) == 2
