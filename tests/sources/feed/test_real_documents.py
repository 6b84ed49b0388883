"""The project's development documents, where they are at hand: real feeds and conformance cases."""

import base64
import gzip
import json
from pathlib import Path

import pytest

from bot.domain.errors import Permanent
from bot.sources.feed.parser import parse, parse_fast

DATA = Path(__file__).parents[3] / "../shared/data"


def documents(name):
    path = DATA / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"the development data ({name}) is not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            text = record["doc"]
            yield record, base64.b64decode(text) if record["encoding"] == "base64" else text.encode()


def count(data):
    try:
        return len(parse(data).entries)
    except Permanent:
        return 0


def test_real_feeds():
    """Nearly every real feed is read by the fast path, and with as many entries as the reference found."""
    total = right = quick = 0
    for record, data in documents("dev_real_feeds"):
        reference = (record["reference_feedparser_6_0_14"] or {}).get("entries")
        if not reference:
            continue
        total += 1
        right += abs(count(data) - reference) <= 1
        quick += parse_fast(data) is not None
    assert right / total >= 0.99
    assert quick / total >= 0.8


def test_conformance_documents():
    """No conformance document raises anything but `Permanent`, and the entries are as many as the reference found."""
    total = right = 0
    for record, data in documents("dev_feed_conformance"):
        found = count(data)
        reference = (record.get("reference_feedparser_6_0_14") or {}).get("entries")
        if reference:
            total += 1
            right += abs(found - reference) <= 1
    assert right / total >= 0.99
