"""What people say of posts is heard: a channel that is told of noise asks for more, and remembers it."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import opened
from bot.cli import run_command
from bot.domain.feedback import Judgement, Press
from bot.domain.item import ItemState
from bot.domain.reasons import ItemReason
from bot.domain.verdict import Verdict
from bot.jobs.clock import SystemClock
from bot.settings import load
from tests.contracts.made import entry, store

pytestmark = pytest.mark.journey
ROUTES = '[[channel]]\nid = "alerts"\nkind = "terminal"\n\n[[route]]\nid = "all"\nchannels = ["alerts"]\neverything = true\n'


class HesitantJudge:
    """An article is an alert of the kind, severity and probability that it names: `kind severity score`."""

    version = "hesitant"

    def many(self, articles):
        return [self._one(*a.text.split()[-3:]) for a in articles]

    def _one(self, kind, severity, score):
        return Verdict(True, float(score), kind, (kind,), int(severity), "en", "It happened.", title="Something happened")


class House:
    """Settings and a database on the disk; the application over them, with a judge that hesitates."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "config"
        self.config.mkdir()
        self.environ = {"TOCSIN_DATABASE": f"sqlite:///{folder}/tocsin.db"}
        self.channels = folder / "channels"
        for name, text in (
            ("bot.toml", ""),
            ("sources.toml", f'[[source]]\nid = "desk"\nkind = "files"\npath = "{folder}"\npatterns = ["*.none"]\n'),
            ("routes.toml", ROUTES),
            ("oncall.toml", ""),
        ):
            (self.config / name).write_text(text)

    def load(self):
        return load(self.config, self.environ)

    def opened(self):
        return opened(self.load(), SystemClock(), Console(file=io.StringIO()), self.channels)

    async def judged(self, app, name, text):
        """The item's state and reason after one round."""
        item = replace(entry(name, text=f"{name}: {text}", title=""), fetched_at=SystemClock().now())
        await store(app.lookups._stores, item)
        await app.cycle.triage.run()
        await app.cycle.deliver.run()
        [trace] = await app.lookups.why(item.id)
        found = trace.filed.item
        return found.state, found.reason, found.detail

    @property
    def posts(self):
        log = self.channels / "alerts.log"
        return log.read_text().count("Something happened") if log.exists() else 0


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.app.hands.load_judge", lambda _: HesitantJudge())
    monkeypatch.setattr("bot.app.hands.load_placer", lambda _: None)  # each of these is news of its own
    made = House(tmp_path)
    for name, value in made.environ.items():
        monkeypatch.setenv(name, value)
    return made


POSTED = (ItemState.ALERTED, ItemReason.ROUTED, "")
WEAK, WORST = "phishing_scam 2 0.57", "phishing_scam 4 0.57"
HELD = (ItemState.QUIET, ItemReason.BELOW_THRESHOLD, "probability 0.57; channel alerts asks for 0.60")


async def thirty_times_noise(app, judged):
    for n in range(30):
        state = await judged(app, f"weak-{n}", WEAK)
        if n < 7:
            assert state == POSTED
        press = Press(entry(f"weak-{n}").id, "discord:7", Judgement.NOISE, "alerts")
        told = await app.verbs.heed.record(press)
    return told


async def test_noise_raises_a_channels_threshold_and_a_restart_keeps_it(house):
    """Thirty times noise on a weak kind: the next weak alert is filed, the worst and the sure are posted, tomorrow too."""
    async with house.opened() as app:
        assert (await thirty_times_noise(app, house.judged)).threshold == 0.6
        before = house.posts
        assert before == 8
        assert await house.judged(app, "next", WEAK) == HELD
    async with house.opened() as app:
        assert await house.judged(app, "tomorrow", WEAK) == HELD
        assert house.posts == before
        assert await house.judged(app, "worst", WORST) == POSTED
        assert await house.judged(app, "sure", "phishing_scam 2 0.60") == POSTED
        assert house.posts == before + 2


async def test_a_reload_takes_up_new_bounds_and_other_peoples_words(house):
    """Who fixes the channel by hand has the last word; feedback that another process stored is counted at the next reload."""
    async with house.opened() as app:
        await thirty_times_noise(app, house.judged)
        (house.config / "routes.toml").write_text(ROUTES.replace('"terminal"', '"terminal"\nthreshold_to = 0.5'))
        assert await app.reload(house.load)
        assert await house.judged(app, "fixed", WEAK) == POSTED
        (house.config / "routes.toml").write_text(ROUTES)
        assert await app.reload(house.load)
        assert await house.judged(app, "follows again", WEAK) == HELD
        assert app.cycle.triage.world.thresholds == {"alerts": 0.6}


async def test_why_tells_it(house, capsys):
    """Who looks for an alert that was not posted reads how sure it was and who asked for more, and what people say of it."""
    async with house.opened() as app:
        await thirty_times_noise(app, house.judged)
        await house.judged(app, "next", WEAK)
        await app.verbs.heed.record(Press(entry("next").id, "discord:7", Judgement.RELEVANT, "alerts"))
    assert await asyncio.to_thread(run_command, ["why", entry("next").url, "--config", str(house.config)]) == 0
    out = capsys.readouterr().out
    assert "filed as an alert, not posted: it is less probable than its route or its channels ask for" in out
    assert "(probability 0.57; channel alerts asks for 0.60)" in out
    assert "People say: relevant 1" in out


async def test_an_item_may_be_forgotten_and_its_judgement_stays(house):
    """Retention empties the shelves, not the memory of what was noise."""
    async with house.opened() as app:
        await thirty_times_noise(app, house.judged)
        assert await app.lookups._stores.items.prune(SystemClock().now() + timedelta(days=1)) == 30
    async with house.opened() as app:
        assert await house.judged(app, "next", WEAK) == HELD
