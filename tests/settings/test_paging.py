"""The promises of `[paging]` and `[[heartbeat]]`: what is missing or cannot be meant is named with file, key and mend."""

from datetime import timedelta

import pytest

from bot.domain.errors import ConfigError
from tests.settings.test_oncall import POLICY, read

PEOPLE = """
[[person]]
id = "ana"
name = "Ana Example"
zone = "Europe/Vilnius"

[[person.contact]]
kind = "email"
address = "ana@team.example"
"""
KEY = "a-key-that-is-long-enough-to-sign"


def problems(tmp_path, text, **environ):
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, oncall=text, environ=environ)
    return "\n".join(str(p) for p in refused.value.problems)


def test_a_gateway_reaches_people(tmp_path):
    """Mail through one address with {to} in it; the outside address and heartbeats as they are written."""
    text = '[paging]\nmail_env = "MAIL"\npulse_env = "PULSE"\n[[heartbeat]]\nid = "backup"\nevery = "1d"\n' + PEOPLE
    environ = {"MAIL": "mailtos://u:p@mail.example?to={to}", "PULSE": "https://beat.example/x"}
    found = read(tmp_path, oncall=text, environ=environ).paging
    assert found.channels["contact:ana/0"].secrets["target"] == "mailtos://u:p@mail.example?to=ana@team.example"
    assert found.pulse.url == "https://beat.example/x"
    assert (found.heartbeats["backup"].every, found.heartbeats["backup"].name) == (timedelta(days=1), "backup")
    assert "u:p" not in repr(found)


@pytest.mark.parametrize(
    ("text", "environ", "words"),
    [
        (PEOPLE, {}, "paging.mail_env: is missing, and somebody has a contact of kind email"),
        ('[paging]\nmail_env = "MAIL"\n' + PEOPLE, {}, "MAIL: is not set"),
        ('[paging]\nmail_env = "MAIL"\n' + PEOPLE, {"MAIL": "mailto://x"}, 'MAIL: has no "{to}" in it'),
        ('[paging]\nmail_env = "mailto://u:p@x"\n', {}, "is not the name of a variable"),
        ('[paging]\npolicy = "none"\n', {}, 'paging.policy: unknown policy "none"'),
        ('[paging]\nchannel = "nope"\n', {}, 'paging.channel: unknown channel "nope"'),
        ('[paging]\npulse_env = "PULSE"\n', {}, "PULSE: is not set"),
        ("[paging]\ncap = 0\n", {}, "paging.cap"),
        ('[[heartbeat]]\nid = "a/b"\nevery = "1d"\n', {}, "heartbeat"),
        ('[[heartbeat]]\nid = "a"\nevery = "1s"\n', {}, "every"),
        ('[[heartbeat]]\nid = "a"\nevery = "1d"\npolicy = "none"\n', {}, 'unknown policy "none"'),
        (
            '[[target]]\nid = "duty"\nname = "D"\ndiscord_role = "123456789012345678"\npolicy = "none"\n',
            {},
            'unknown policy "none"',
        ),
        (POLICY.replace("role:main/lead", "webhook:HOOK"), {"HOOK": "https://hook.example/x"}, "HOOK_KEY: is not set"),
        (POLICY.replace("role:main/lead", "webhook:HOOK"), {"HOOK": "ftp://x", "HOOK_KEY": KEY}, "HOOK"),
    ],
)
def test_faults_are_named(tmp_path, text, environ, words):
    """Each with its key; no secret is repeated."""
    told = problems(tmp_path, text, **environ)
    assert words in told
    assert "u:p" not in told


def test_who_never_posts_needs_no_secret(tmp_path):
    """Questions are answered without the environment of the bot."""
    found = read(tmp_path, oncall='[paging]\npulse_env = "PULSE"\n' + PEOPLE, posts=False)
    assert found.paging.channels == {}
