"""The catalogue of exploited vulnerabilities: fields to sentences, and polling that costs nothing when nothing changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.client import Fetcher
from bot.fetch.limits import Limits
from bot.fetch.request import Access
from bot.sources.kev import KevConfig, KevSource, read
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import Loopback, Reply
from tests.fakes.workers import NowWorkers

FLAW = {
    "cveID": "CVE-2026-0001",
    "vendorProject": "Norhaven",
    "product": "Harbour Gateway",
    "vulnerabilityName": "Norhaven Harbour Gateway Path Traversal Vulnerability",
    "dateAdded": "2026-01-05",
    "shortDescription": "The gateway lets a stranger read any file",
    "requiredAction": "Install the vendor's update or take the product out of use.",
    "dueDate": "2026-01-26",
    "knownRansomwareCampaignUse": "Known",
    "notes": "https://norhaven.example/advice",
    "cwes": ["CWE-22", "CWE-73"],
}


def catalogue(*flaws) -> bytes:
    return json.dumps({"title": "Catalogue", "count": len(flaws), "vulnerabilities": list(flaws)}).encode()


def one(**changes):
    return read(catalogue({**FLAW, **changes}))[0][0]


def test_a_flaw_becomes_an_entry():
    """Every field that people need, as sentences."""
    entry = one()
    assert entry.id == "CVE-2026-0001"
    assert entry.title == "CVE-2026-0001: Norhaven Harbour Gateway Path Traversal Vulnerability — known to be exploited"
    assert entry.text == (
        "Attackers are known to exploit CVE-2026-0001 (CWE-22, CWE-73), a vulnerability in Norhaven Harbour Gateway. "
        "The gateway lets a stranger read any file. It is known to be used in ransomware campaigns. "
        "What to do: Install the vendor's update or take the product out of use. "
        "Federal agencies of the United States must have done so by 26 January 2026."
    )
    assert entry.url == "https://www.cisa.gov/known-exploited-vulnerabilities-catalog?search_api_fulltext=CVE-2026-0001"
    assert entry.published == datetime(2026, 1, 5, tzinfo=UTC)
    assert entry.tags == ("known-exploited", "ransomware", "CWE-22", "CWE-73")
    assert entry.lang == "en"


def test_missing_fields_leave_no_holes():
    """The number alone is enough for an entry."""
    entries, skipped = read(catalogue({"cveID": "cve-2026-12345"}))
    assert skipped == 0
    assert entries[0].title == "CVE-2026-12345: an unnamed product — known to be exploited"
    assert entries[0].text == "Attackers are known to exploit CVE-2026-12345, a vulnerability in an unnamed product."
    assert (entries[0].published, entries[0].tags) == (None, ("known-exploited",))


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"vulnerabilityName": "Path Traversal"}, "Norhaven Harbour Gateway Path Traversal"),
        ({"vulnerabilityName": ""}, "Norhaven Harbour Gateway"),
        ({"vulnerabilityName": "", "product": "Norhaven OS"}, "Norhaven OS"),
        ({"vulnerabilityName": "Norhaven\n\x00Gateway  Flaw"}, "Norhaven Gateway Flaw"),
    ],
)
def test_the_title_names_vendor_and_product_once(changes, title):
    """Whatever the catalogue's own name leaves out or repeats."""
    assert one(**changes).title == f"CVE-2026-0001: {title} — known to be exploited"


@pytest.mark.parametrize("value", [None, 7, [], {}, "soon", "2026-13-01", "9999999999"])
def test_bad_parts_of_a_flaw_are_left_out(value):
    """A field of the wrong kind is as good as none; the rest of the flaw stays."""
    entry = one(dateAdded=value, dueDate=value, cwes=value, knownRansomwareCampaignUse=value)
    assert (entry.published, entry.tags) == (None, ("known-exploited",))
    assert "by" not in entry.text.split("use.")[1]


def test_flaws_of_no_use_are_counted_and_the_others_come():
    """One broken part never hides the catalogue."""
    broken = [None, 7, "CVE-2026-0002", {}, {"cveID": 5}, {"cveID": "CVE-26-1"}, {"cveID": "CVE-2026-0001<script>"}]
    entries, skipped = read(catalogue(*broken, FLAW, {**FLAW, "cveID": "CVE-2026-0003"}))
    assert [e.id for e in entries] == ["CVE-2026-0001", "CVE-2026-0003"]
    assert skipped == len(broken)


def test_an_empty_catalogue_is_a_catalogue():
    """Nothing listed is not an error."""
    assert read(catalogue()) == ((), 0)


DOCUMENTS = [
    b"",
    b"<html>",
    b"[]",
    b"7",
    b"null",
    b"{}",
    b'{"vulnerabilities": {}}',
    b'{"vulnerabilities": [{}]}',
    b"\xff\xfe",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_what_is_no_catalogue_is_malformed(body):
    """HTML, nothing, other JSON, deep nesting: one clear failure."""
    with pytest.raises(Permanent) as caught:
        read(body)
    assert caught.value.reason is FailReason.MALFORMED


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x), max_leaves=5
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FLAW, JUNK)))
def test_no_flaw_is_too_odd(flaw):
    """Whatever stands in a flaw's fields, the good one beside it comes."""
    assert "CVE-2026-9999" in [e.id for e in read(catalogue(flaw, {"cveID": "CVE-2026-9999"}))[0]]


@pytest.fixture
async def server():
    async with Loopback() as running:
        yield running


@pytest.fixture
async def source(server):
    info = SourceInfo("kev", "Catalogue", "kev", server.url("/kev.json"))
    async with Fetcher(Limits(host_delay=0), FakeClock(), "Tocsin/test") as fetcher:
        yield KevSource(info, KevConfig(), Access(allow_private=True), fetcher, NowWorkers())


async def test_a_poll_brings_entries_and_a_memo(server, source):
    """The first poll reads the catalogue; the second asks with its memo and learns that nothing changed."""
    server.say("/kev.json", Reply(body=catalogue(FLAW), etag='"1"', headers={"Cache-Control": "max-age=60"}))
    first = await source.poll(Memo())
    second = await source.poll(first.memo)
    assert [e.id for e in first.entries] == ["CVE-2026-0001"]
    assert (first.memo.etag, first.wait) == ('"1"', timedelta(minutes=1))
    assert (second.entries, second.memo) == (None, first.memo)
    assert [hit.headers.get("if-none-match") for hit in server.hits] == [None, '"1"']
    assert source.info.id == "kev"


async def test_the_same_bytes_are_not_read_again(server, source):
    """A server that ignores conditions costs a hash, not a parse."""
    server.say("/kev.json", Reply(body=catalogue(FLAW)), Reply(body=catalogue(FLAW)), Reply(body=catalogue(FLAW, FLAW)))
    memo = (await source.poll(Memo())).memo
    assert (await source.poll(memo)).entries is None
    assert (await source.poll(memo)).entries is not None


async def test_a_permanent_move_is_remembered(server, source):
    """The next poll asks the new address at once."""
    server.say("/kev.json", Reply(301, headers={"Location": "/new.json"}))
    new = server.say("/new.json", Reply(body=catalogue(FLAW), etag='"1"'))
    memo = (await source.poll(Memo())).memo
    assert memo.moved_to == new
    assert (await source.poll(memo)).memo.moved_to == new
    assert [hit.path for hit in server.hits] == ["/kev.json", "/new.json", "/new.json"]


async def test_a_new_address_that_dies_is_given_up(server, source):
    """The address in the settings is asked again, without conditions, and the move forgotten."""
    server.say("/kev.json", Reply(body=catalogue(FLAW), etag='"1"'))
    polled = await source.poll(Memo(etag='"1"', body_hash="x", moved_to=server.url("/new.json")))
    assert [hit.path for hit in server.hits] == ["/new.json", "/kev.json"]
    assert (len(polled.entries), polled.memo.moved_to) == (1, "")


async def test_failures_pass_through(server, source):
    """A dead server and a wrong document are told as they are."""
    server.say("/kev.json", Reply(503, headers={"Retry-After": "60"}), Reply(body=b"<html>"))
    with pytest.raises(Transient) as caught:
        await source.poll(Memo())
    assert caught.value.retry_after == timedelta(minutes=1)
    with pytest.raises(Permanent) as malformed:
        await source.poll(Memo())
    assert malformed.value.reason is FailReason.MALFORMED


async def test_skipped_flaws_are_told(server, source):
    """Parts of no use are not dropped in silence."""
    server.say("/kev.json", Reply(body=catalogue({}, FLAW)))
    with capture_logs() as logs:
        await source.poll(Memo())
    assert [(x["event"], x["skipped"]) for x in logs] == [("kev.skipped", 1)]
