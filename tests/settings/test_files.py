"""The settings folder changed by a running Tocsin: whole or not at all, with every fault."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.errors import ConfigError
from bot.settings.files import SettingsFiles
from bot.settings.folder import ADDED, shipped_dir
from bot.settings.shown import shown
from tests.settings.folder import GOOD, lines, read, write

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ROUTES = GOOD["routes.toml"].replace('id = "all"', 'id = "everything"')
TWO = {"id": "two", "name": 'Tide "Wire" \\', "kind": "feed", "url": "https://two.example/feed", "lang": "", "grade": "B"}


def test_an_added_source_is_read_beside_the_others(tmp_path: Path) -> None:
    """It survives a restart, whatever its name holds; more come behind it; no half file is left."""
    files = SettingsFiles(write(tmp_path), {})
    files.add_sources([TWO])
    files.add_sources([{"id": "three", "url": "https://three.example/feed"}])
    infos = [s.info for s in files.load().sources]
    assert [(i.id, i.name) for i in infos] == [("one", "one"), ("two", 'Tide "Wire" \\'), ("three", "three")]
    assert (infos[1].grade, infos[1].lang) == ("B", "")
    assert not list(tmp_path.glob(".*"))


def test_a_source_on_trial_is_not_kept(tmp_path: Path) -> None:
    """Seen in the settings that are given back, and not on the disk."""
    files = SettingsFiles(write(tmp_path), {})
    assert [s.info.id for s in files.with_sources([TWO]).sources] == ["one", "two"]
    assert not (tmp_path / ADDED).exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"url": "not an address"}, "url"),
        ({"url": "https://one.example/feed.xml"}, "has the same address as"),
        ({"grade": "Z"}, "grade"),
        ({"lang": "english"}, "lang"),
        ({"id": "no id!"}, "id"),
        ({"color": "red"}, "unknown key"),
    ],
)
def test_a_source_with_a_fault_is_refused(tmp_path: Path, change: dict[str, str], fault: str) -> None:
    """As `tocsin check-config` would, and nothing is written."""
    files = SettingsFiles(write(tmp_path), {})
    with pytest.raises(ConfigError, match=fault):
        files.add_sources([{**TWO, **change}])
    assert not (tmp_path / ADDED).exists()


def test_a_source_of_sources_toml_takes_the_place_of_an_added_one(tmp_path: Path) -> None:
    """Whoever copies it over owns it."""
    SettingsFiles(write(tmp_path), {}).add_sources([TWO])
    own = GOOD["sources.toml"] + '[[source]]\nid = "two"\nname = "By hand"\nurl = "https://two.example/feed"\n'
    assert [s.info.name for s in read(tmp_path, sources=own).sources] == ["one", "By hand"]


def test_a_fault_is_told_where_it_stands(tmp_path: Path) -> None:
    """Of a row that was added under the name of its own file, of the others under theirs."""
    own = GOOD["sources.toml"].replace("https://one", "one")
    write(tmp_path, sources=own)
    (tmp_path / ADDED).write_text('[[source]]\nid = "on"\nurl = "nope"\n')
    told = lines(tmp_path, sources=own)
    assert [line.partition(":")[0] for line in told] == ["sources.toml", ADDED]


@pytest.mark.parametrize(
    ("text", "fault"),
    [("[[source", "is not TOML"), ("[[sauce]]", "unknown key"), ("source = 3", "")],
)
def test_a_spoilt_file_of_added_sources(tmp_path: Path, text: str, fault: str) -> None:
    """Its faults are told under its own name; what is no list adds nothing."""
    write(tmp_path)
    (tmp_path / ADDED).write_text(text)
    told = "\n".join(lines(tmp_path))
    assert fault in told
    assert not fault or ADDED in told


def test_routes_are_put_in_force_with_a_copy_of_the_old(tmp_path: Path) -> None:
    """The copy is named by the time, and read by nobody."""
    files = SettingsFiles(write(tmp_path), {})
    kept = files.set_routes(ROUTES, NOW)
    assert kept == "routes.toml.20260105T120000Z.bak"
    assert (tmp_path / kept).read_text() == GOOD["routes.toml"]
    assert [r.id for r in files.load().routes] == ["everything"]


def test_routes_with_a_fault_leave_the_file_alone(tmp_path: Path) -> None:
    """Nothing is written, not even a copy."""
    files = SettingsFiles(write(tmp_path), {})
    with pytest.raises(ConfigError, match="unknown channel"):
        files.set_routes(ROUTES.replace('["alerts"]', '["alarms"]'), NOW)
    assert (tmp_path / "routes.toml").read_text() == GOOD["routes.toml"]
    assert not list(tmp_path.glob("*.bak"))


def test_a_folder_that_may_not_be_written_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do; the old file stands, and no scrap of the new one."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.settings.files.os.fsync", full)
    with pytest.raises(ConfigError, match="cannot be written"):
        SettingsFiles(write(tmp_path), {}).set_routes(ROUTES, NOW)
    assert (tmp_path / "routes.toml").read_text() == GOOD["routes.toml"]
    assert not list(tmp_path.glob(".*"))


def test_the_shipped_settings_are_not_changed() -> None:
    """They are the package's own; the mend names `tocsin init`."""
    files = SettingsFiles(None, {"TOCSIN_DISCORD_TOKEN": "x"})
    text = (shipped_dir() / "routes.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match="tocsin init DIR"):
        files.set_routes(text, NOW)


def test_no_secret_is_shown(tmp_path: Path) -> None:
    """Whatever is secret in the settings stands in no line."""
    bot = GOOD["bot.toml"] + '[summaries]\nbase = "https://llm.example/v1"\nmodel = "tide-1"\n'
    sources = GOOD["sources.toml"] + '[source.http]\nbearer_env = "MARK_BEARER"\n'
    environ = {
        "TOCSIN_DATABASE": "postgresql://tocsin:MARK-db@db.example/tocsin",
        "TOCSIN_DISCORD_TOKEN": "MARK-token",
        "TOCSIN_SUMMARIES_KEY": "MARK-key",
        "MARK_BEARER": "MARK-bearer",
    }
    told = "\n".join(shown(SettingsFiles(write(tmp_path, bot=bot, sources=sources), environ).load()))
    assert "MARK" not in told
    assert "db.example" not in told
    assert "Database: postgresql" in told
    assert "Channel alerts: terminal" in told
