"""The settings that Tocsin ships: they load, they are complete, and they can be copied for editing."""

import re
import tomllib
from collections import Counter

import pytest

from bot.analysis.galaxy import table
from bot.domain.errors import ConfigError
from bot.domain.source import Publisher
from bot.settings import default_dir, init, load
from bot.settings.folder import FILES, shipped_dir
from bot.settings.summaries_table import SummariesTable
from bot.settings.words import SECTORS


@pytest.fixture(scope="module")
def shipped():
    return load(shipped_dir(), {})


def test_it_loads_clean(shipped):
    """Nothing needs to be set to run Tocsin: the terminal gets every alert, and Tocsin's notices."""
    assert shipped.notices in shipped.channels
    assert shipped.routes[0].match.min_severity == 1
    assert {c.kind for c in shipped.channels.values()} == {"terminal"}
    assert shipped.cycle.keep is None


def test_sources_are_many_and_complete(shipped):
    """At least 100 sources of every sort, each with all that people want to know of it."""
    assert len(shipped.sources) >= 100
    for source in shipped.sources:
        info = source.info
        assert all((info.name != info.id, info.lang, info.country, info.grade)), info.id
        assert info.address.startswith("https://"), info.id
    by_publisher = Counter(s.info.publisher for s in shipped.sources)
    assert all(by_publisher[p] >= 8 for p in Publisher)
    assert len({s.info.lang for s in shipped.sources}) >= 10
    assert [s.info.id for s in shipped.sources if s.info.kind == "kev"] == ["cisa-kev"]


def test_the_examples_work(tmp_path):
    """Every example that stands commented out in routes.toml and oncall.toml can be switched on."""
    init(tmp_path)
    for name in ("routes.toml", "oncall.toml"):
        text = re.sub(r"(?m)^# ((\[|[a-z_]+ = ).*)$", r"\1", (tmp_path / name).read_text(encoding="utf-8"))
        extra = '\n[[channel]]\nid = "patches"\nkind = "terminal"\n' if name == "routes.toml" else ""
        (tmp_path / name).write_text(text + extra, encoding="utf-8")
    settings = load(
        tmp_path,
        {
            "TOCSIN_DISCORD_TOKEN": "x",
            "TEAM_PUSH": "ntfys://push.example.org/alerts",
            "PAGER_MAIL": "mailtos://x.example?to={to}",
        },
    )
    assert len(settings.routes) == 7
    assert len(settings.inhibitions) == len(settings.maintenance) == 1
    assert settings.routes[0].mention is not None


def test_the_defaults_that_are_shown_are_the_defaults(tmp_path, shipped):
    """Every default that bot.toml shows commented out is the true one."""
    init(tmp_path)
    text = (tmp_path / "bot.toml").read_text(encoding="utf-8")
    on, count = re.subn(r"(?m)^# ((\[\[?[a-z]+\]|[a-z_]+ = \S+).*)$", r"\1", text)
    (tmp_path / "bot.toml").write_text(on, encoding="utf-8")
    switched_on = load(tmp_path, {})
    assert count >= 10
    assert (switched_on.limits, switched_on.poll) == (shipped.limits, shipped.poll)
    table = tomllib.loads(on)["summaries"]
    assert dict(SummariesTable.model_validate(table)) == dict(SummariesTable())
    assert set(table) == set(SummariesTable.model_fields)


def test_init_copies_and_never_overwrites(tmp_path, shipped):
    """A fresh folder gets everything; a second time nothing is touched."""
    target = tmp_path / "new" / "config"
    made = init(target)
    assert {target / name for name in FILES} <= set(made)
    assert load(target, {}).sources == shipped.sources
    (target / "bot.toml").write_text("mine")
    with pytest.raises(ConfigError, match="more files already; name an empty folder"):
        init(target)
    assert (target / "bot.toml").read_text() == "mine"


def test_init_into_a_file(tmp_path):
    """A place that cannot be written to is said in one line."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be written"):
        init(tmp_path / "file" / "config")


def test_where_settings_are_looked_for(tmp_path):
    """TOCSIN_CONFIG goes before what is shipped."""
    assert default_dir({"TOCSIN_CONFIG": str(tmp_path)}) == tmp_path
    assert default_dir({"TOCSIN_CONFIG": ""}) == default_dir({}) == shipped_dir()


def test_every_sector_that_a_route_may_name_can_be_found():
    """The list that settings check by is the list that the judge chooses from."""
    assert {*SECTORS, "vendors"} == {*table("sectors"), "other"}
