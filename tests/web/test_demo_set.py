"""The demo set keeps what the demo promises to show."""

import re
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from bot.analysis.address import canonical
from bot.analysis.near import nearly_same
from bot.settings import load
from bot.sources.feed.parser import parse
from tests.web.demo_set import DEMO, EXHIBITS, Told, expected, phases, read, sources, whole_set

ALERTS = {
    "ddos",
    "ransomware",
    "data_breach",
    "phishing_scam",
    "vulnerability",
    "patch_advisory",
    "espionage_apt",
    "wiper_sabotage",
    "disinformation",
    "supply_chain",
    "policy_attribution_sanction",
    "arrest_law_enforcement",
    "response_team",
    "malware_campaign",
    "other_intrusion",
}
TAGS = {"threat_warning", "defacement", "exploited_in_the_wild"}
NOT_ALERTS = {
    "opinion_marketing_product",
    "roundup_digest",
    "statistics_report",
    "exercise",
    "outage_nonmalicious",
    "not_cyber",
}
BORDERLINE = {"aftermath_litigation", "hybrid_physical"}
NAMES_OF_FORMATS = ("purl.org", "www.w3.org", "jsonfeed.org")
"""Hosts of XML namespaces and of the JSON Feed version: names, not links."""

DOCUMENTS = sorted(path for path in EXHIBITS.rglob("*") if path.is_file())


def test_the_set_is_as_large_as_promised():
    """At least 60 items over 8 sources in 4 languages."""
    items = whole_set()
    assert len(items) >= 60
    assert len({source for source, _ in items}) >= 8
    assert len({told.lang for told in items.values()}) >= 4


def test_every_item_is_judged_by_a_person_and_only_those():
    """`expected.toml` and the documents name the same items: neither can grow without the other."""
    assert set(expected()) == set(whole_set())


def test_every_kind_is_shown_and_stands_on_its_side():
    """Every kind of alert, every extra tag, every kind of near-miss and both borderline kinds appear."""
    by_answer: dict[str, set[str]] = {"yes": set(), "no": set(), "either": set()}
    for item in expected().values():
        by_answer[item["alert"]].add(item["kind"])
    assert by_answer == {"yes": ALERTS, "no": NOT_ALERTS, "either": BORDERLINE}
    assert {tag for item in expected().values() for tag in item.get("tags", ())} == TAGS


def test_duplicates_name_an_original():
    """Each duplicate points to an item of another source that is told first-hand."""
    items = expected()
    duplicates = {key: tuple(item["duplicate_of"].split("/", 1)) for key, item in items.items() if "duplicate_of" in item}
    assert len(duplicates) >= 4
    for (source, _), original in duplicates.items():
        assert original in items
        assert original not in duplicates
        assert original[0] != source


def test_a_feed_grows_at_its_head():
    """Each phase holds all entries of the phase before, unchanged, with new ones above, as real feeds do."""
    for source in sources():
        if "url" not in source:
            continue
        told = [read(path) for path in phases(source["id"])]
        for before, after in pairwise(told):
            assert len(after) > len(before)
            assert after[-len(before) :] == before


def test_articles_are_long_enough_for_a_summary():
    """Texts have 55 to 200 words, so that two sentences can sum them up; the list of vulnerabilities is shorter by nature."""
    odd = {
        key: len(told.text.split())
        for key, told in whole_set().items()
        if key[0] != "exploited-list" and not 55 <= len(told.text.split()) <= 200
    }
    assert odd == {}


def test_every_source_has_its_exhibit_and_no_address_is_shared():
    """The settings and the folder name the same sources, each at an address of its own."""
    assert {source["id"] for source in sources()} == {path.name for path in EXHIBITS.iterdir()}
    addresses = Counter(source.get("url") or source["path"] for source in sources())
    assert set(addresses.values()) == {1}
    assert all(source["post_backlog"] for source in sources())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_link_leads_to_a_real_place(path: Path):
    """Every address and every indicator is in a domain or a network that is reserved for examples (RFC 2606, RFC 5737)."""
    raw = path.read_bytes()
    text = raw.decode("windows-1250" if b"windows-1250" in raw[:100] else "utf-8")
    hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s\"'<>)]+", text)} - set(NAMES_OF_FORMATS)
    assert [host for host in hosts if not host.endswith((".example", ".invalid"))] == []
    documentation = ("192.0.2.", "198.51.100.", "203.0.113.")
    assert [ip for ip in re.findall(r"\b(?:\d{1,3}\.){3}\d{1,3}\b", text) if not ip.startswith(documentation)] == []
    assert re.findall(r"CVE-(?!2099-1)\d{4}-\d+", text) == []


def test_the_hostile_titles_are_there():
    """A mention, markdown, escape codes and entities reach the demo in titles, so that one sees them neutralised."""
    titles = " ".join(told.title for told in whole_set().values())
    for weapon in ("@everyone", "**", "](https://", "||", "\x1b[31m", "&amp;", "<b>"):
        assert weapon in titles


def test_the_faulty_sources_are_there():
    """One feed is malformed, one is a page, and one dies: each can be told from the files alone."""
    for path in phases("evening-ledger"):
        with pytest.raises(ET.ParseError):
            ET.fromstring(path.read_bytes())
    assert phases("grey-portal")[0].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "dies_after_phase = 1" in (EXHIBITS / "coast-observer" / "plan.toml").read_text(encoding="utf-8")
    assert len(phases("coast-observer")) == 1


def test_the_folder_explains_itself():
    """The read-me counts the sources and items as they are."""
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    assert f"{len(whole_set())} items" in text
    assert len(sources()) == 12
    assert "twelve sources" in text


def test_copies_at_the_same_address_and_copies_at_another_are_both_shown():
    """Tracking parameters, an AMP and a mobile host hide one address; the other copies give themselves away by their words."""
    told = whole_set()
    copies = {key: tuple(item["duplicate_of"].split("/", 1)) for key, item in expected().items() if "duplicate_of" in item}
    same = {key for key, original in copies.items() if canonical(told[key].url) == canonical(told[original].url)}
    hidden = " ".join(told[key].url for key in same)
    assert all(mark in hidden for mark in ("utm_source=", "//amp.", "//m."))
    alike = [{a, b} for a, b in combinations(told, 2) if nearly_same(words(told[a]), words(told[b]))]
    at_other_addresses = [{key, copies[key]} for key in copies.keys() - same]
    assert len(at_other_addresses) >= 2
    assert sorted(map(sorted, alike)) == sorted(map(sorted, at_other_addresses))


def words(told: Told) -> tuple[str, str]:
    return told.title, told.text


def test_the_settings_are_sound():
    """The real loader takes the demo's settings as they are: nothing to mend, all to the terminal."""
    settings = load(DEMO, {})
    assert {source.info.id for source in settings.sources} == {source["id"] for source in sources()}
    assert {channel.kind for channel in settings.channels.values()} == {"terminal"}
    assert settings.notices in settings.channels
    assert [(route.channels, route.match.min_severity) for route in settings.routes] == [(("alerts",), 1)]
    notes = next(source.info for source in settings.sources if source.info.kind == "files")
    assert Path(notes.address) == EXHIBITS / "duty-notes"


def test_the_taxonomy_knows_every_expected_kind():
    """A kind that is renamed in the taxonomy is renamed here too."""
    assert {kind for item in expected().values() for kind in (item["kind"], *item.get("tags", ()))} <= set(load(DEMO, {}).kinds)


@pytest.mark.parametrize("source", [s["id"] for s in sources() if s["kind"] == "feed" and s["id"] != "grey-portal"])
def test_our_own_parser_finds_every_entry(source: str):
    """What the demo shows is what the documents hold: no entry is lost, not even of the malformed feed."""
    for path in phases(source):
        document = parse(path.read_bytes(), url=f"http://127.0.0.1/{source}")
        assert [entry.id for entry in document.entries] == [told.id for told in read(path)]
        assert all(entry.title and (entry.content or entry.summary) for entry in document.entries)
