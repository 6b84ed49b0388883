"""The web server: health, metrics and calendars over real sockets, and nothing else."""

from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
import recurring_ical_events
from icalendar import Calendar
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.errors import ConfigError
from bot.domain.person import Person
from bot.domain.rotation import Entry, Listed
from bot.domain.schedule import Layer, Schedule
from bot.pipeline.crew import Crew
from bot.pipeline.links import Links
from bot.pipeline.lookup import Lookups
from bot.pipeline.vitals import Pulsed
from bot.storage.errors import StoreUnavailable
from bot.storage.memory import Memory
from bot.web.beat import beat
from bot.web.calendar import calendar
from bot.web.health import health
from bot.web.server import Server
from tests.contracts.made import notice
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import NOON, SOURCE

DAY = timedelta(days=1)
PEOPLE = {name: Person(name, f"{name.title()} Example") for name in ("ana", "ben")}
TURNS = Listed("l", (Entry("ana", NOON, NOON + DAY), Entry("ben", NOON + DAY, NOON + 2 * DAY)))


class House:
    """A server over an empty database."""

    def __init__(self) -> None:
        self.clock, self.base = FakeClock(NOON), Memory()
        stores, secrets = self.base.stores, iter(["first-secret", "second-secret"])
        self.links = Links(stores.links, self.crew, self.clock, lambda: next(secrets))
        self.pulsed = Pulsed(Lookups(stores, lambda: {SOURCE.id: SOURCE}, self.clock, "1.0"), stores.activations, self.clock)
        self.server = Server("127.0.0.1", 0, [health(self.pulsed.read), calendar(self.links.calendar), beat(self.taken)])

    async def taken(self, secret):
        return await self.links.reports(secret) == "backup"

    async def crew(self):
        return Crew(PEOPLE, {"main": Schedule("main", "Main", (Layer("l", "lead", TURNS),), PEOPLE)})

    @asynccontextmanager
    async def open(self):
        async with self.server as server, aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
            yield session


@pytest.fixture
def house():
    return House()


async def test_health_is_green_while_all_is_well(house):
    """Figures that a watcher needs, and nothing to cache."""
    async with house.open() as web, web.get("/health") as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        told = await answer.json()
    assert told["healthy"] is True
    assert (told["due"], told["late_s"], told["backlog"], told["sources"]) == (0, 0, 0, 1)


async def test_health_is_red_when_a_post_is_late_or_the_scheduler_is_dead(house):
    """Two minutes of lateness, or a minute without a beat; green again when it is over."""
    await house.base.stores.outbox.add([notice("late")])
    async with house.open() as web:
        house.clock.advance(59)
        assert (await web.get("/health")).status == 200
        house.clock.advance(62)
        found = await web.get("/health")
        assert (found.status, (await found.json())["wrong"]) == (503, ["the scheduler gives no beat", "a post is late by 121 s"])
        await house.pulsed.beat()
        assert (await (await web.get("/health")).json())["wrong"] == ["a post is late by 121 s"]


async def test_health_is_red_when_the_database_is_gone(house, monkeypatch):
    """It says so, and does not fail itself."""

    async def gone():
        raise StoreUnavailable("no route to host 10.1.2.3")

    monkeypatch.setattr(house.pulsed._lookups, "status", gone)
    async with house.open() as web, web.get("/health") as answer:
        assert answer.status == 503
        told = await answer.text()
        assert "10.1.2.3" not in told
        assert "tocsin_healthy 0.0" in await (await web.get("/metrics")).text()


async def test_metrics_are_what_prometheus_reads(house):
    """Its own parser reads them."""
    async with house.open() as web, web.get("/metrics") as answer:
        families = {f.name: f.samples[0].value for f in text_string_to_metric_families(await answer.text()) if f.samples}
    assert families["tocsin_healthy"] == 1
    assert families["tocsin_sources"] == 1


async def test_a_secret_address_shows_ones_own_shifts(house):
    """Read by another library; a wrong or revoked secret is a page that is not there."""
    secret = await house.links.make("ana")
    async with house.open() as web:
        found = await web.get(f"/calendar/{secret}.ics")
        assert found.content_type == "text/calendar"
        events = recurring_ical_events.of(Calendar.from_ical(await found.text())).between(NOON - DAY, NOON + 9 * DAY)
        assert [(str(e["SUMMARY"]), e.start) for e in events] == [("lead: Ana Example", NOON)]
        for wrong in (
            f"/calendar/{secret}x.ics",
            "/calendar/.ics",
            f"/calendar/{'x' * 300}.ics",
            "/calendar/%00.ics",
            "/",
            "/calendar/",
        ):
            assert (await web.get(wrong)).status == 404
        assert await house.links.revoke("ana") == 1
        assert (await web.get(f"/calendar/{secret}.ics")).status == 404


async def test_a_beat_is_taken_by_its_own_secret_alone(house):
    """By GET and POST; not by a person's secret, not by HEAD, not when it is revoked; and it opens no calendar."""
    secret, ana = await house.links.make_beat("backup"), await house.links.make("ana")
    async with house.open() as web:
        assert (await web.get(f"/beat/{secret}")).status == (await web.post(f"/beat/{secret}")).status == 204
        assert (await web.get(f"/beat/{ana}")).status == (await web.get(f"/calendar/{secret}.ics")).status == 404
        assert (await web.head(f"/beat/{secret}")).status == 405
        assert await house.links.revoke("beat:backup") == 1
        assert (await web.get(f"/beat/{secret}")).status == 404


async def test_the_database_does_not_betray_a_secret(house):
    """Only its digest is kept; two addresses of one person are two."""
    first, second = await house.links.make("ana"), await house.links.make("ana")
    kept = [digest for digest, _ in await house.base.stores.links.all()]
    assert len(set(kept)) == 2
    assert not {first, second} & set(kept)
    assert await house.links.make("nobody") is None


async def test_nothing_is_taken_and_a_bug_is_no_trace(house, monkeypatch):
    """Only questions are answered; what fails inside says only that it failed."""
    async with house.open() as web:
        assert (await web.post("/health", data=b"x" * 100_000)).status == 405
    broken = Server("127.0.0.1", 0, [health(lambda: 1 / 0)])
    async with broken as server, aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
        answer = await session.get("/health")
        assert (answer.status, "ZeroDivision" in await answer.text()) == (500, False)


async def test_a_port_that_is_taken_is_said_with_its_mend(house):
    """File, key and what to do."""
    async with house.server as first:
        with pytest.raises(ConfigError, match=r"bot\.toml: web\.listen"):
            await Server("127.0.0.1", first.port, []).__aenter__()
