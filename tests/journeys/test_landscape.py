"""A week of the whole application by its own timers: levels and digests go out once, over a restart and a reload."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import opened
from bot.domain.story import Story
from bot.settings import load
from tests.contracts.made import alerted, entry, store
from tests.fakes.clock import FakeClock
from tests.fakes.judge import WordJudge
from tests.fakes.nouns import NOON, verdict

pytestmark = pytest.mark.journey
DAY = timedelta(days=1)
ROUTES = '[[channel]]\nid = "alerts"\nkind = "terminal"\n\n[[route]]\nid = "all"\nchannels = ["alerts"]\neverything = true\n'
DIGEST = '\n[[digest]]\nid = "{}"\nchannel = "alerts"\nwhen = "daily 08:00"\nzone = "Europe/Vilnius"\neverything = true\n'


class House:
    """Settings and a database on the disk; a clock that is turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, FakeClock(NOON)
        self.config = folder / "config"
        self.config.mkdir()
        self.write(DIGEST.format("morning"))

    def write(self, digests):
        for name, text in (
            ("bot.toml", '[notices]\nchannel = "alerts"\n'),
            ("sources.toml", f'[[source]]\nid = "desk"\nkind = "files"\npath = "{self.folder}"\npatterns = ["*.none"]\n'),
            ("routes.toml", ROUTES + digests),
            ("oncall.toml", ""),
        ):
            (self.config / name).write_text(text)

    def load(self):
        return load(self.config, {"TOCSIN_DATABASE": f"sqlite:///{self.folder}/tocsin.db"})

    def opened(self):
        return opened(self.load(), self.clock, Console(file=io.StringIO()), self.folder / "channels")

    async def report(self, app, name, at, severity):
        stores = app.lookups._stores
        found = verdict(title=f"Story {name}", severity=severity)
        item = entry(name, "desk", fetched_at=at, published=at)
        await store(stores, item)
        story = Story(item.id, found.title, found.kind, severity, at, at)
        await stores.items.settle([alerted(item, verdict=found, story=story)])

    async def hours(self, app, count, step=1):
        for _ in range(0, count, step):
            self.clock.advance(3600 * step)
            await app.verbs.survey.tick()
            await app.verbs.digests.tick()
            await app.cycle.deliver.run()

    @property
    def posts(self):
        log = self.folder / "channels" / "alerts.log"
        return log.read_text() if log.exists() else ""


async def test_a_week_by_the_clock(tmp_path, monkeypatch):
    """A calm month, a bad day, a restart, a reload: one level up, one level down, one digest a day with news, none without."""
    monkeypatch.setattr("bot.app.hands.load_judge", lambda _: WordJudge())  # nothing is judged here
    house = House(tmp_path)
    async with house.opened() as app:
        for n in range(1, 30):
            await house.report(app, f"day {n}", NOON - n * DAY, severity=1)
        await house.hours(app, 24, step=6)
        assert house.posts.count("Threat level") == 0
        await house.report(app, "bad", house.clock.now(), severity=4)
        await house.report(app, "worse", house.clock.now(), severity=4)
        await house.hours(app, 6, step=2)
        assert house.posts.count("Threat level: LT, transport heightened") == 1
    async with house.opened() as app:
        await house.hours(app, 18, step=6)
        assert house.posts.count("2 new since") == 1
        house.write(DIGEST.format("morning") + DIGEST.format("second"))
        assert await app.reload(house.load)
        await house.report(app, "late", house.clock.now(), severity=1)
        await house.hours(app, 24, step=6)
        assert house.posts.count("1 new since") == 2
        await house.hours(app, 24 * 16, step=24)
    assert house.posts.count("Threat level: LT, transport heightened") == 1
    assert house.posts.count("Threat level: LT, transport normal again") == 1
    assert house.posts.count("new since") == 3
