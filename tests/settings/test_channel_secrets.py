"""Secrets of channels: named in routes.toml, read from the environment, shown nowhere."""

import pytest

from bot.cli.run import secrets
from bot.settings import load
from tests.fakes.services import KEY
from tests.settings.folder import lines, write

ROUTE = '[[route]]\nid = "all"\neverything = true\nchannels = ["alerts"]\n'
PAGER = f'[[channel]]\nid = "alerts"\nkind = "apprise"\ntarget_env = "TEAM_PAGER"\n{ROUTE}'
HOOK = f'[[channel]]\nid = "alerts"\nkind = "webhook"\ntarget = "https://hooks.example.org/x"\nkey_env = "HOOK_KEY"\n{ROUTE}'
ADDRESS = "ntfy://pager:hunter2-not-to-be-seen@push.example.org/alerts"


def test_an_address_comes_from_a_variable(tmp_path):
    """It reaches the channel, is masked in logs with its password alone, and no representation shows it."""
    found = load(write(tmp_path, routes=PAGER.replace("target_env", "short = true\ntarget_env")), {"TEAM_PAGER": ADDRESS})
    channel = found.channels["alerts"]
    assert (channel.secrets, channel.short) == ({"target": ADDRESS}, True)
    assert {ADDRESS, "hunter2-not-to-be-seen"} <= set(secrets(found))
    assert "hunter2" not in repr(found)


def test_an_address_comes_from_a_file(tmp_path):
    """As other secrets do: the variable's twin names the file."""
    (tmp_path / "pager").write_text(f"{ADDRESS}\n")
    found = load(write(tmp_path, routes=PAGER), {"TEAM_PAGER_FILE": str(tmp_path / "pager")})
    assert found.channels["alerts"].secrets == {"target": ADDRESS}


def test_a_webhook_has_a_key_and_an_address_that_may_be_a_secret_too(tmp_path):
    """The open address is the channel's target, a hidden one is among its secrets."""
    open_one = load(write(tmp_path, routes=HOOK), {"HOOK_KEY": KEY}).channels["alerts"]
    assert (open_one.target, open_one.secrets) == ("https://hooks.example.org/x", {"key": KEY})
    hidden = HOOK.replace('target = "https://hooks.example.org/x"', 'target_env = "HOOK"')
    hidden_one = load(write(tmp_path, routes=hidden), {"HOOK_KEY": KEY, "HOOK": "https://a.example/secret"}).channels["alerts"]
    assert (hidden_one.target, hidden_one.secrets) == ("", {"key": KEY, "target": "https://a.example/secret"})


def test_who_never_posts_needs_no_secret(tmp_path):
    """`tocsin why` works on a machine that has none of them."""
    assert load(write(tmp_path, routes=PAGER), {}, posts=False).channels["alerts"].secrets == {}


def test_a_channel_that_was_made_a_discord_one_needs_no_secret(tmp_path):
    """TOCSIN_DISCORD_CHANNEL goes before what the file says of the channel."""
    environ = {"TOCSIN_DISCORD_CHANNEL": "123456789012345678", "TOCSIN_DISCORD_TOKEN": "token-of-nobody"}
    assert load(write(tmp_path, routes=PAGER), environ).channels["alerts"].kind == "discord"


FAULTS = {
    "nothing set": (
        PAGER,
        {},
        (
            'environment: TEAM_PAGER: is not set, and channel "alerts" needs it; '
            "set it, or TEAM_PAGER_FILE to the name of a file that holds it"
        ),
    ),
    "of no service": (
        PAGER,
        {"TEAM_PAGER": "hunter2"},
        (
            'routes.toml: channel "alerts": the address is of no service that Apprise knows; '
            "see https://appriseit.com/services for how it is written"
        ),
    ),
    "not whole": (
        PAGER,
        {"TEAM_PAGER": "slack://hunter2"},
        (
            'routes.toml: channel "alerts": the address for slack is not whole, or a library that slack needs is not installed; '
            "see https://appriseit.com/services for how it is written"
        ),
    ),
    "an address in the file": (
        PAGER.replace("TEAM_PAGER", ADDRESS),
        {},
        (
            'routes.toml: channel "alerts".target_env: is not the name of a variable; '
            'put the secret into a variable and name that one, for example target_env = "TEAM_PAGER"'
        ),
    ),
    "an address under the wrong key": (
        PAGER.replace("target_env", "target"),
        {},
        'routes.toml: channel "alerts".target: unknown key; did you mean "target_env"?',
    ),
    "a short key": (
        HOOK,
        {"HOOK_KEY": "hunter2"},
        'routes.toml: channel "alerts": the key is shorter than 24 bytes; make one with: openssl rand -base64 32',
    ),
    "a hidden address that is none": (
        HOOK.replace('target = "https://hooks.example.org/x"', 'target_env = "HOOK"'),
        {"HOOK_KEY": KEY, "HOOK": "hunter2"},
        (
            'routes.toml: channel "alerts": target: the address does not begin with https://; '
            "give the whole address that begins with https://"
        ),
    ),
    "two addresses": (
        HOOK.replace("key_env", 'target_env = "HOOK"\nkey_env'),
        {"HOOK_KEY": KEY},
        (
            'routes.toml: channel "alerts": needs exactly one of target and target_env; '
            "a target that holds a secret belongs in a variable"
        ),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_told_with_its_mend_and_without_the_secret(tmp_path, name):
    """One line, which names file and channel or variable, and never what may be a secret."""
    routes, environ, line = FAULTS[name]
    told = lines(tmp_path, environ, routes=routes)
    assert line in told
    assert not [t for t in told if "hunter2" in t or KEY in t]
