"""Examples in README and docs are true: their settings load, their commands exist and work."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer

from bot.cli import commands, run_command
from bot.settings import load
from bot.settings.folder import FILES, shipped_dir

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOKEN = {"TOCSIN_DISCORD_TOKEN": "token-of-nobody", "TOCSIN_DATABASE": "memory:"}


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)


def written_commands() -> list[tuple[str, str]]:
    """Every line of an example, fenced or indented, that calls `tocsin`."""
    found = []
    for page in PAGES:
        lines = re.findall(r"^(?:\$ |    )(tocsin [a-z].*)$", page.read_text(), re.MULTILINE)
        found.extend((page.name, line.split("#")[0].strip()) for line in lines)
    return found


def test_the_settings_of_the_readme_load_together(tmp_path):
    """A reader who copies the three tables has working settings."""
    made = {re.match(r"# (\w+\.toml)", b)[1]: b for b in blocks(ROOT / "README.md", "toml")}
    assert set(made) == {"sources.toml", "routes.toml", "oncall.toml"}
    for name in FILES:
        (tmp_path / name).write_text(made.get(name) or (shipped_dir() / name).read_text())
    found = load(tmp_path, TOKEN) if 'channel = "alerts"' not in (tmp_path / "bot.toml").read_text() else None
    if found is None:
        (tmp_path / "bot.toml").write_text((tmp_path / "bot.toml").read_text().replace('channel = "alerts"', 'channel = "soc"'))
        found = load(tmp_path, TOKEN)
    [source], [route] = found.sources, found.routes
    assert (source.info.full_text, source.info.country) == (True, "IE")
    assert (route.match.countries, route.mention.role_id) == (frozenset({"EE", "LV", "LT"}), 234567890123456789)


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "toml")], ids=lambda p: p.name)
def test_every_toml_example_is_toml(page):
    """No example has a typo that a reader would copy."""
    for block in blocks(page, "toml"):
        assert tomllib.loads(block)


@pytest.mark.parametrize(("page", "line"), written_commands(), ids=lambda x: x if x.startswith("tocsin") else None)
def test_every_command_that_is_written_down_exists(page, line):
    """Sub-command and options of each example are known to the command line."""
    words = [w for w in shlex.split(line)[1:] if w not in {"|", ">", "&"}]
    command = typer.main.get_command(commands())
    while hasattr(command, "commands") and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert not hasattr(command, "commands"), f"{page}: {line}"
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    assert not [w for w in words if w.startswith("-") and w != "-" and w.split("=")[0] not in known], f"{page}: {line}"


def test_the_first_steps_work(tmp_path, monkeypatch, capsys):
    """init, then check-config: what the README tells a newcomer to type."""
    monkeypatch.chdir(tmp_path)
    assert run_command(["init", "my-config"]) == 0
    assert run_command(["check-config", "--config", "my-config"]) == 0
    assert "122 sources" in capsys.readouterr().out
    assert "122 well-known" in (ROOT / "README.md").read_text()
