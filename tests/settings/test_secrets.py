"""Secrets come from the environment and are never shown."""

import pytest

from bot.cli.run import secrets
from bot.domain.errors import ConfigError
from bot.settings import load
from tests.settings.folder import GOOD, lines, write

NAME = "TOCSIN_DISCORD_TOKEN"
KEY = "TOCSIN_SUMMARIES_KEY"
SECRET = "hunter2"


def test_from_a_file(tmp_path):
    """The variable with _FILE names a file; its line end does not count."""
    (tmp_path / "token").write_text(f"{SECRET}\n")
    token = load(write(tmp_path), {f"{NAME}_FILE": str(tmp_path / "token")}).discord.token
    assert token is not None
    assert token.get_secret_value() == SECRET


def test_the_key_of_an_endpoint(tmp_path):
    """It comes like the token, is not needed, and is masked in the log; faults of it are lines like the token's."""
    bot = '[summaries]\nbase = "https://llm.example/v1"\nmodel = "m"\n'
    (tmp_path / "key").write_text(f"{SECRET}\n")
    for environ, key in (({}, ""), ({KEY: SECRET}, SECRET), ({f"{KEY}_FILE": str(tmp_path / "key")}, SECRET)):
        found = load(write(tmp_path, bot=bot), environ)
        assert found.summaries is not None
        assert found.summaries.endpoint.key == key
        assert secrets(found)[-1:] == ([key] if key else [])
        assert SECRET not in repr(found)
    for environ, fault in (
        ({KEY: SECRET, f"{KEY}_FILE": "x"}, f"{KEY} and {KEY}_FILE: both are set; keep one of the two"),
        ({KEY: f"{SECRET} {SECRET}"}, f"{KEY}: holds a space or a line break; paste the secret again, as one word"),
    ):
        assert lines(tmp_path, environ, bot=bot) == [f"environment: {fault}"]


def test_bad_secrets(tmp_path):
    """Both ways at once, a missing, unreadable or empty file, and a token with a break in it: one line each, no secret in it."""
    for name, text in (("empty", "\n"), ("broken", f"{SECRET} {SECRET}\n")):
        (tmp_path / name).write_text(text)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    there = {name: str(tmp_path / name) for name in ("empty", "broken", "binary", "missing")}
    file = f"{NAME}_FILE"
    table = [
        ({NAME: SECRET, file: there["empty"]}, f"{NAME} and {file}: both are set; keep one of the two"),
        ({file: there["missing"]}, f'{file}: names a file that is missing, "{there["missing"]}"; make that file or name another'),
        (
            {file: there["binary"]},
            f'{file}: names a file that cannot be read, "{there["binary"]}"; make it a text file that this user may read',
        ),
        ({file: there["empty"]}, f"{file}: is empty; put the secret in, or leave the variable away"),
        ({file: there["broken"]}, f"{file}: holds a space or a line break; paste the secret again, as one word"),
        ({NAME: f"{SECRET}\n{SECRET}"}, f"{NAME}: holds a space or a line break; paste the secret again, as one word"),
        (
            {"TOCSIN_DISCORD_CHANNEL": "here"},
            "TOCSIN_DISCORD_CHANNEL: must be a Discord channel id of 15 to 20 digits; right-click the channel in Discord and Copy ID",
        ),
    ]
    for environ, line in table:
        assert lines(tmp_path, environ) == [f"environment: {line}"]


def test_the_quick_channel_needs_its_channel(tmp_path):
    """TOCSIN_DISCORD_CHANNEL says so when there is no channel that it could set."""
    routes = GOOD["routes.toml"].replace('"alerts"', '"desk"')
    environ = {"TOCSIN_DISCORD_CHANNEL": "123456789012345678", NAME: SECRET}
    fault = 'environment: TOCSIN_DISCORD_CHANNEL: there is no channel "alerts" that it could set'
    assert lines(tmp_path, environ, routes=routes, bot="") == [f"{fault}; set the target of your own channel in routes.toml"]


def test_settings_do_not_show_secrets(tmp_path):
    """Printing the whole settings, by mistake or in a trace, shows no token, password or header."""
    sources = GOOD["sources.toml"] + f'[source.http]\nheaders = {{ X-Key = "{SECRET}" }}\nbearer_env = "KEY"\n'
    environ = {NAME: SECRET, "KEY": SECRET, "TOCSIN_DATABASE": f"postgresql://tocsin:{SECRET}@db.example/tocsin"}
    settings = load(write(tmp_path, sources=sources), environ)
    assert settings.sources[0].access.bearer == SECRET
    assert SECRET not in repr(settings)
    assert SECRET not in str(settings)


PLACES = {
    "a database that is none": ({"TOCSIN_DATABASE": f"postgresql://u:{SECRET}@h:x/"}, {}),
    "another scheme": ({"TOCSIN_DATABASE": f"mysql://u:{SECRET}@h/d"}, {}),
    "in bot.toml": ({}, {"bot": f'[discord]\ntoken = "{SECRET}"\n[database]\naddress = "postgresql://u:{SECRET}@h/d"\n'}),
    "of a wrong type": ({}, {"bot": f'[discord]\nguilds = "{SECRET}"\n[fetch]\ntotal = "{SECRET}"\nper_host = "{SECRET}"\n'}),
    "in an address": ({}, {"sources": f'[[source]]\nid = "one"\nurl = "https://u:{SECRET}@one.example/"\n'}),
    "in a proxy": ({}, {"sources": GOOD["sources.toml"] + f'[source.http]\nproxy = "http://u:{SECRET}@p.example"\n'}),
    "in a header": ({}, {"sources": GOOD["sources.toml"] + f'[source.http]\nheaders = {{ X = "{SECRET}\\n" }}\n'}),
    "as an endpoint's key": ({}, {"bot": f'[summaries]\nkey = "{SECRET}"\n'}),
    "in an endpoint's address": ({}, {"bot": f'[summaries]\nbase = "https://h/v1?{SECRET}"\nmodel = "{SECRET}\\n"\n'}),
    "as a broken key": ({"TOCSIN_SUMMARIES_KEY": f"{SECRET} {SECRET}"}, {}),
    "in a broken line": ({}, {"bot": f"[bot]\ntoken = {SECRET}\n"}),
    "beside a variable": ({"KEY": f"{SECRET}\n{SECRET}"}, {"sources": GOOD["sources.toml"] + '[source.http]\nbearer_env = "KEY"\n'}),
}  # fmt: skip


@pytest.mark.parametrize(("environ", "changes"), PLACES.values(), ids=PLACES)
def test_faults_do_not_show_secrets(tmp_path, environ, changes):
    """A secret in a wrong place or a wrong form is complained about without being repeated, in the trace's causes too."""
    with pytest.raises(ConfigError) as error:
        load(write(tmp_path, **changes), environ)
    causes: BaseException | None = error.value
    while causes is not None:
        assert SECRET not in f"{causes}{causes!r}"
        causes = causes.__cause__ or causes.__context__
