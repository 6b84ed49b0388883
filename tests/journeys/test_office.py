"""Sources and routes changed from Discord, in a whole application: on the disk, in force, on record, and there after a restart."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.app import office as module
from bot.app import opened
from bot.app.office import Office
from bot.app.running import App
from bot.chat.office import NewSource
from bot.domain.audit import AuditAction
from bot.domain.errors import ConfigError, Permanent
from bot.domain.reasons import FailReason
from bot.domain.rights import Person
from bot.jobs.clock import SystemClock
from bot.settings.files import SettingsFiles
from tests.fakes.source import FakeSource, entry
from tests.settings.folder import GOOD, write

pytestmark = pytest.mark.journey
HOME = "123456789012345678"
ANNA = Person(HOME, "discord:7", "anna", administrator=True)
BOT = f'[bot]\nname = "Tocsin"\n[notices]\nchannel = "alerts"\n[discord]\nguilds = ["{HOME}"]\n'
FEED = "https://tide.example/feed"
OPML = (
    b'<opml version="2.0"><body><outline text="Tide" xmlUrl="https://tide.example/feed"/>'
    b'<outline text="One" xmlUrl="https://one.example/feed.xml"/></body></opml>'
)


class House:
    """A folder, a database, the application over them, and its office."""

    def __init__(self, folder: Path) -> None:
        self.files = SettingsFiles(write(folder / "config", bot=BOT), {"TOCSIN_DATABASE": f"sqlite:///{folder}/tocsin.db"})
        self.folder = folder

    def opened(self) -> Any:
        return opened(self.files.load(), SystemClock(), Console(file=io.StringIO()), self.folder / "channels")

    def office(self, app: App) -> Office:
        app.files = self.files
        return Office(lambda: app.settings, app.files, app.reload, app._hands, app.verbs)


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "config").mkdir()
    return House(tmp_path)


@pytest.fixture
async def app(house: House) -> AsyncIterator[App]:
    async with house.opened() as app:
        yield app


def answers(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Whatever source is built, this is what it says."""
    monkeypatch.setattr(
        module, "build_sources", lambda found, *_: {s.info.id: FakeSource(s.info.id, [answer]) for s in found.sources}
    )


async def test_an_import_leaves_out_what_is_wrong(house: House, app: App) -> None:
    """The good ones are there, each bad one is named with its mend; nothing is refused for the sake of another."""
    bad = b'<opml version="2.0"><body><outline text="Bad" xmlUrl="gopher://old.example/"/>' + OPML[OPML.index(b"<outline") :]
    told = await house.office(app).desk().bring(bad, ANNA)
    assert (told.added, told.known) == (("tide",), 1)
    (line,) = told.wrong
    assert line.startswith("gopher://old.example/: ")
    assert set(app.cycle.poll.sources) == {"one", "tide"}
    only = await house.office(app).desk().bring(bad, ANNA)
    assert (only.added, only.known, len(only.wrong)) == ((), 2, 1)


async def test_a_source_is_added_for_good(house: House, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polled from now on, named by its host, on record; and there after a restart."""
    answers(monkeypatch, [entry("1")])
    tried = await house.office(app).desk().add(NewSource(FEED), ANNA)
    assert (tried.source, len(tried.polled.entries or ()) if tried.polled else 0) == ("tide-example", 1)
    assert set(app.cycle.poll.sources) == {"one", "tide-example"}
    (line,) = await app._hands.database.stores.audit.find()
    assert (line.action, line.who, line.guild, line.subject) == (AuditAction.SOURCES_ADDED, "discord:7", HOME, "tide-example")
    async with house.opened() as again:
        assert set(again.cycle.poll.sources) == {"one", "tide-example"}


async def test_a_feed_that_does_not_answer_is_not_added(house: House, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither on the disk nor in force nor on record."""
    answers(monkeypatch, Permanent(FailReason.NOT_FOUND, "404"))
    assert (await house.office(app).desk().add(NewSource(FEED), ANNA)).failure is not None
    assert set(app.cycle.poll.sources) == {"one"}
    assert await app._hands.database.stores.audit.find() == []


async def test_a_source_inside_the_network_is_not_reached(house: House, app: App) -> None:
    """Nobody in a chat makes Tocsin ask its neighbours."""
    tried = await house.office(app).desk().add(NewSource("http://127.0.0.1:9/feed"), ANNA)
    assert tried.failure is not None
    assert tried.failure.reason is FailReason.PRIVATE_ADDRESS
    assert set(app.cycle.poll.sources) == {"one"}


async def test_feeds_are_brought_along(house: House, app: App) -> None:
    """Those that are not there yet; the same file twice brings nothing more; what is no OPML is refused."""
    desk = house.office(app).desk()
    assert (await desk.bring(OPML, ANNA)).added == ("tide",)
    assert set(app.cycle.poll.sources) == {"one", "tide"}
    again = await desk.bring(OPML, ANNA)
    assert (again.added, again.known) == ((), 2)
    assert b"https://tide.example/feed" in await desk.take()
    with pytest.raises(ConfigError, match="attach an OPML file"):
        await desk.bring(b"<html/>", ANNA)


async def test_routes_are_put_in_force(house: House, app: App) -> None:
    """Taken up at once, on record with the name of the old file's copy."""
    text = GOOD["routes.toml"].replace('id = "all"', 'id = "everything"')
    kept = await house.office(app).desk().set_routes(text, ANNA)
    assert [r.id for r in app.settings.routes] == ["everything"]
    assert [r.id for r in app.cycle.triage.world.routes] == ["everything"]
    (line,) = await app._hands.database.stores.audit.find()
    assert (line.action, line.after) == (AuditAction.ROUTES_SET, f"the one before is {kept}")


async def test_a_change_is_ended_once_it_is_begun(house: House, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked is told that it takes too long; the file, what is in force and the record agree all the same."""
    begun = asyncio.Event()

    async def slow(load: Any) -> bool:
        begun.set()
        await asyncio.sleep(0.02)
        return await app.reload(load)

    office = replace(house.office(app), reload=slow)
    asked = asyncio.create_task(office.desk().bring(OPML, ANNA))
    await begun.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await asyncio.gather(*office._under_way)
    assert set(app.cycle.poll.sources) == {"one", "tide"}
    assert [x.action for x in await app._hands.database.stores.audit.find()] == [AuditAction.SOURCES_ADDED]


async def test_two_who_change_at_once(house: House, app: App) -> None:
    """Both are in the file; of two who bring the same feed, one is told that it is there."""
    desk = house.office(app).desk()
    other = OPML.replace(b"tide", b"reef").replace(b"Tide", b"Reef")
    told = await asyncio.gather(desk.bring(OPML, ANNA), desk.bring(other, ANNA), desk.bring(OPML, ANNA), return_exceptions=True)
    assert set(app.cycle.poll.sources) == {"one", "tide", "reef"}
    assert sorted(isinstance(x, ConfigError) for x in (told[0], told[2])) == [False, True]


async def test_a_reload_is_on_record_whatever_comes_of_it(house: House, app: App) -> None:
    """Files with a fault leave the settings in force as they are, and the answer says so."""
    desk = house.office(app).desk()
    assert await desk.reload(ANNA)
    (house.folder / "config" / "routes.toml").write_text("nonsense")
    assert not await desk.reload(ANNA)
    assert [r.id for r in app.settings.routes] == ["all"]
    trail = await app._hands.database.stores.audit.find()
    assert [x.after for x in trail] == ["refused: a file has a fault", ""]


async def test_a_server_is_at_home_where_bot_toml_names_it(house: House, app: App) -> None:
    """No other, and no direct message."""
    desk = house.office(app).desk()
    assert [desk.home(g) for g in (HOME, "999999999999999999", "")] == [True, False, False]


async def test_without_a_folder_nothing_is_changed(app: App) -> None:
    """As in the demonstration."""
    desk = Office(lambda: app.settings, None, app.reload, app._hands, app.verbs).desk()
    with pytest.raises(ConfigError, match="fixed in this run"):
        await desk.reload(ANNA)
