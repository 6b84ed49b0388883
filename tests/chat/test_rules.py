"""The judge of our requests is awake: it finds what Discord would refuse."""

from typing import Any

import pytest

from tests.fakes.discord_rules import broken_rules

MESSAGES = "/channels/1/messages"
COMMANDS = "/applications/1/commands"


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "why", "description": "Says why", "type": 1, **changes}


def test_a_lawful_request_breaks_nothing() -> None:
    """An ordinary message and an ordinary command pass."""
    assert broken_rules("POST", MESSAGES, {"content": "hi", "allowed_mentions": {"parse": [], "roles": [11]}}) == []
    assert broken_rules("PUT", COMMANDS, [command()]) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/no/such/route", {}),
        ("POST", MESSAGES, {"content": "x" * 2001}),
        ("POST", MESSAGES, {"content": ["x"]}),
        ("POST", MESSAGES, {"embeds": [{"title": "x" * 257}]}),
        ("POST", MESSAGES, {"embeds": [{"description": "x" * 4000}] * 2}),
        ("POST", MESSAGES, {"embeds": [{"description": "x"}] * 11}),
        ("POST", MESSAGES, {"embeds": [{"fields": [{"name": "x", "value": " "}]}]}),
        ("POST", MESSAGES, {"content": "x", "allowed_mentions": {"parse": ["nobody"]}}),
        ("PUT", COMMANDS, [command(name="Why")]),
        ("PUT", COMMANDS, [command(name="w h y")]),
        ("PUT", COMMANDS, [command(description="")]),
        ("PUT", COMMANDS, [command(options=[{"type": 3, "name": f"o{n}", "description": "x"} for n in range(26)])]),
        ("PUT", COMMANDS, [command(name=f"c{n}") for n in range(101)]),
    ],
)
def test_each_broken_rule_is_found(method: str, path: str, body: Any) -> None:
    """Unknown routes, wrong shapes and broken limits are reported."""
    assert broken_rules(method, path, body)
