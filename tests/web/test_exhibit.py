"""The demo's loopback server, asked over real sockets; only its clock is turned by hand."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.domain.errors import ConfigError
from bot.web.exhibit import Exhibit
from tests.fakes.clock import FakeClock

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def publisher(folder: Path, name: str, plan: str = "", **documents: str) -> None:
    (folder / name).mkdir()
    for phase, text in documents.items():
        (folder / name / f"{phase.removeprefix('p')}.xml").write_text(text, encoding="utf-8")
    if plan:
        (folder / name / "plan.toml").write_text(plan, encoding="utf-8")


async def read(client: aiohttp.ClientSession, url: str, **headers: str) -> tuple[int, str]:
    async with client.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_documents_follow_the_clock_and_the_last_one_stays(tmp_path, client):
    """A feed shows its phases one after the other by the injected clock, and its last one for ever."""
    publisher(tmp_path, "wire", p1="one", p2="two", p3="three")
    clock = FakeClock()
    seen = []
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit:
        for wait in (0, 59, 1, 60, 3600):
            clock.advance(wait)
            seen.append((await read(client, f"{exhibit.base}/wire"))[1])
    assert seen == ["one", "one", "two", "three", "three"]


async def test_a_missing_phase_keeps_the_one_before(tmp_path, client):
    """A publisher that has nothing new in a phase goes on serving what it had; before its first document it is unknown."""
    publisher(tmp_path, "late", p2="two", p4="four")
    clock = FakeClock()
    seen = []
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit:
        for _ in range(4):
            seen.append(await read(client, f"{exhibit.base}/late"))
            clock.advance(60)
    assert [status for status, _ in seen] == [404, 200, 200, 200]
    assert [text for _, text in seen[1:]] == ["two", "two", "four"]


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
async def test_who_has_it_already_gets_304_until_it_changes(tmp_path, client, header):
    """A conditional GET costs no body while nothing changed, and gets the new document when it did."""
    publisher(tmp_path, "wire", p1="one", p2="two")
    ask = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    clock = FakeClock()
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit:
        async with client.get(f"{exhibit.base}/wire") as first:
            mark = first.headers[header]
        assert await read(client, f"{exhibit.base}/wire", **{ask: mark}) == (304, "")
        clock.advance(60)
        assert await read(client, f"{exhibit.base}/wire", **{ask: mark}) == (200, "two")


async def test_a_foreign_etag_outweighs_a_young_date(tmp_path, client):
    """If-None-Match goes before If-Modified-Since: a tag that does not match brings the document whatever the date says."""
    publisher(tmp_path, "wire", p1="one")
    async with Exhibit(tmp_path, FakeClock(), MINUTE) as exhibit:
        headers = {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        assert await read(client, f"{exhibit.base}/wire", **headers) == (200, "one")
        assert (await read(client, f"{exhibit.base}/wire", **{"If-None-Match": "*"}))[0] == 304


async def test_a_dying_source_answers_well_then_503_for_ever(tmp_path, client):
    """`dies_after_phase` is a source that works and then never again, even for those who ask conditionally."""
    publisher(tmp_path, "coast", "dies_after_phase = 1", p1="one")
    clock = FakeClock()
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit:
        async with client.get(f"{exhibit.base}/coast") as first:
            assert first.status == 200
            tag = first.headers["ETag"]
        clock.advance(60)
        assert (await read(client, f"{exhibit.base}/coast", **{"If-None-Match": tag}))[0] == 503
        clock.advance(86400)
        assert (await read(client, f"{exhibit.base}/coast"))[0] == 503


async def test_a_plan_sets_status_type_and_delay(tmp_path, client):
    """The other faults of a plan reach the wire, and the delay is waited by the injected clock."""
    publisher(tmp_path, "odd", 'status = 410\ncontent_type = "text/plain"\ndelay_ms = 300', p1="one")
    clock = FakeClock()
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit, client.get(f"{exhibit.base}/odd") as answer:
        assert (answer.status, answer.content_type) == (410, "text/plain")
    assert clock.slept == [0.3]


async def test_finished_when_every_publisher_is_in_its_last_phase(tmp_path):
    """The demo ends only after the last document has been shown and the dying source has died."""
    publisher(tmp_path, "wire", p1="one", p2="two")
    publisher(tmp_path, "coast", "dies_after_phase = 2", p1="one")
    clock = FakeClock()
    async with Exhibit(tmp_path, clock, MINUTE) as exhibit:
        verdicts = []
        for _ in range(3):
            verdicts.append(exhibit.finished(clock.now()))
            clock.advance(60)
    assert verdicts == [False, False, True]


async def test_a_second_run_goes_on_where_the_first_one_was(tmp_path, client):
    """With the instant the first run began, a new exhibit serves the phase that the old one would have reached."""
    publisher(tmp_path, "wire", p1="one", p2="two", p3="three")
    clock = FakeClock()
    began = clock.now()
    clock.advance(90)
    async with Exhibit(tmp_path, clock, MINUTE, began=began) as exhibit:
        assert (await read(client, f"{exhibit.base}/wire"))[1] == "two"
        assert exhibit.last_phase_at == began + 2 * MINUTE


async def test_only_publishers_are_served(tmp_path, client):
    """Neither a folder of plain files nor a plan nor a path out of the folder can be fetched."""
    publisher(tmp_path, "wire", "delay_ms = 0", p1="one")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "note.txt").write_text("private", encoding="utf-8")
    async with Exhibit(tmp_path, FakeClock(), MINUTE) as exhibit:
        paths = ("notes", "notes/note.txt", "wire/plan.toml", "wire/1.xml", "..%2f..%2fetc%2fpasswd", "")
        assert [(await read(client, f"{exhibit.base}/{path}"))[0] for path in paths] == [404] * 6


async def test_it_listens_on_loopback_and_closes(tmp_path, client):
    """The server is reachable from this machine alone, and gone after the block."""
    publisher(tmp_path, "wire", p1="one")
    async with Exhibit(tmp_path, FakeClock(), MINUTE) as exhibit:
        base = exhibit.base
        assert base.startswith("http://127.0.0.1:")
        assert (await read(client, f"{base}/wire"))[0] == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await read(client, f"{base}/wire")
    with pytest.raises(RuntimeError, match="closed"):
        _ = exhibit.base


async def test_a_taken_port_is_an_error_and_leaves_nothing_open(tmp_path):
    """Two exhibits cannot share a port: the second says so and the first stays."""
    publisher(tmp_path, "wire", p1="one")
    async with Exhibit(tmp_path, FakeClock(), MINUTE) as first:
        with pytest.raises(OSError, match="address already in use"):
            await Exhibit(tmp_path, FakeClock(), MINUTE, port=int(first.base.rpartition(":")[2])).__aenter__()


@pytest.mark.parametrize(
    ("plan", "key", "said"),
    [
        ("dies_after = 1", "dies_after", "known: dies_after_phase"),
        ("delay_ms = 'x'", "delay_ms", "integer"),
        ("= 1", "", "not TOML"),
    ],
)
async def test_a_faulty_plan_is_named(tmp_path, plan, key, said):
    """A plan that cannot be used stops the exhibit with the file, the key and the mend."""
    publisher(tmp_path, "odd", plan, p1="one")
    with pytest.raises(ConfigError) as caught:
        await Exhibit(tmp_path, FakeClock(), MINUTE).__aenter__()
    (problem,) = caught.value.problems
    assert (problem.file, problem.key) == ("odd/plan.toml", key)
    assert said in str(problem)
