"""Anybody's labelled file can be scored: ours and the golden cases' shape; what is wrong is told by its line."""

import gzip
import json
from pathlib import Path

import pytest

from bot.analysis.training.labelled import labelled

pytestmark = pytest.mark.thorough

GOLDEN = Path(__file__).parents[2] / "golden"
ROW = {"id": "a", "title": "Norhaven port hit", "lang": "en", "is_alert": True, "kind": "ddos", "kinds": ["ddos"], "severity": 3}


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_packed_or_plain(tmp_path, name):
    """The columns of dev_gold, null where nothing is known."""
    row = {**ROW, "actor": None, "victim": "Norhaven port", "victim_country": ["LT"], "sector": None, "split": "dev"}
    text = f"{json.dumps(row)}\n\n{json.dumps({'text': 'x', 'is_alert': None, 'kind': None})}\n".encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    one, two = labelled(tmp_path / name)
    assert (one.id, one.kind, one.severity, one.actor, one.victim, one.countries) == (
        "a",
        "ddos",
        3,
        "",
        "Norhaven port",
        ("LT",),
    )
    assert (one.full, two.full, two.id, two.is_alert, two.kind) == (True, False, "3", None, "")


def test_golden_cases_are_read():
    """What a case wants of a verdict is its label."""
    rows = [r for path in sorted(GOLDEN.glob("*/cases.jsonl")) for r in labelled(path)]
    assert len(rows) > 300
    assert any(r.actor for r in rows)
    assert any(r.victim and r.countries for r in rows)
    assert all(not r.full for r in rows)


BAD = {
    "nothing": (b"", "no rows"),
    "no JSON": (b'{"is_alert": true}\n{', "line 2 is not JSON"),
    "no object": (b"[1]", "line 1 is not an object"),
    "no label": (b'{"id": "a"}', "line 1 is not an object whose is_alert"),
    "a label in words": (b'{"is_alert": "yes"}', "is_alert is true, false or null"),
    "a number for a name": (b'{"is_alert": true, "actor": 7}', "line 1: actor"),
    "a word for a list": (b'{"is_alert": true, "kinds": "ddos"}', "line 1: kinds"),
    "a level that is none": (b'{"is_alert": true, "severity": 9}', "line 1: severity"),
    "a level in words": (b'{"is_alert": true, "severity": "high"}', "line 1: severity"),
    "no text": (b"\xff\xfe\x00", "not UTF-8"),
}


@pytest.mark.parametrize(("raw", "told"), BAD.values(), ids=BAD)
def test_bad_files(tmp_path, raw, told):
    """One line says where and what."""
    path = tmp_path / "rows.jsonl"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=told) as caught:
        labelled(path)
    assert "\n" not in str(caught.value)


def test_half_a_packed_file(tmp_path):
    """Cut off, or never packed."""
    path = tmp_path / "rows.jsonl.gz"
    for raw in (gzip.compress(json.dumps(ROW).encode())[:-9], b"{}"):
        path.write_bytes(raw)
        with pytest.raises((ValueError, OSError)):
            labelled(path)
