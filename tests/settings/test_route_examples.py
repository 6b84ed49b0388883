"""The examples of the how-to about routes are whole settings: each loads as it stands, and does what the page says."""

import re
from pathlib import Path

import pytest

from bot.domain.choice import Choice
from bot.domain.reasons import RouteReason
from bot.pipeline.routing import Context, Facts, Rules, decide_routes
from bot.settings import load
from bot.settings.folder import FILES, shipped_dir
from tests.fakes.nouns import NOON
from tests.fakes.stories import story

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "routes.md"
BLOCKS = re.findall(r"(?ms)^```toml\n# routes\.toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"))
TREE, QUIET, EXPLAINED, CLEARED = range(4)


@pytest.fixture
def loaded(tmp_path):
    """The settings of one example, with the other files as shipped."""

    def load_block(number):
        for name in FILES:
            text = BLOCKS[number] if name == "routes.toml" else (shipped_dir() / name).read_text(encoding="utf-8")
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path, {})

    return load_block


def decided(settings, told, facts=None) -> Choice:
    """Where it goes at noon of a Monday."""
    rules = Rules(settings.channels, settings.inhibitions, settings.maintenance)
    return decide_routes(told, settings.routes, Context(NOON, rules=rules, facts=facts or Facts()))


def test_the_page_has_the_examples_that_are_tried():
    """Whoever adds one adds its test."""
    assert len(BLOCKS) == 4


def test_the_tree(loaded):
    """The deepest route takes a story, and what the region does not take stays with everything."""
    settings = loaded(TREE)
    assert [(c.channel, c.route) for c in decided(settings, story()).chosen] == [("region", "region")]
    here = story(victim_countries=("PL",), actor_countries=(), responders=())
    assert [(c.channel, c.route) for c in decided(settings, here).chosen] == [("alerts", "everything")]
    assert settings.routes[2].cap == 30


def test_less_noise(loaded):
    """Ten minutes of waiting, but not for the worst."""
    settings = loaded(QUIET)
    assert [h.reason for h in decided(settings, story()).held] == [RouteReason.GROUPED]
    assert len(decided(settings, story(severity=4)).chosen) == 1


def test_what_explains_what(loaded):
    """A flood beside a wiped grid is not posted; one elsewhere is."""
    settings = loaded(EXPLAINED)
    facts = Facts(open_stories=(story(id="i0", kind="wiper_sabotage", kinds=(), severity=4),))
    assert [h.reason for h in decided(settings, story(), facts).held] == [RouteReason.INHIBITED]
    assert decided(settings, story(victim_countries=("PL",)), facts).chosen
    assert [m.id for m in settings.maintenance] == ["sunday-drill", "moving-house"]


def test_clearances(loaded):
    """The cell is cleared for more than the others."""
    settings = loaded(CLEARED)
    assert {c.id: str(c.tlp) for c in settings.channels.values()} == {"alerts": "clear", "cell": "amber"}
