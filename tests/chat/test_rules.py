"""The judge of our requests is awake: it finds what Discord would refuse."""

from typing import Any

import pytest

from tests.fakes.command_rules import broken_limits
from tests.fakes.discord_rules import broken_frame, broken_rules

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


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 33},
        {"description": "x" * 101},
        {"name_localizations": {"lt": "Kodėl"}},
        {"name_localizations": {"lv": "why"}},
        {"options": [{"type": 3, "name": "a", "description": "x", "choices": [{"name": "x", "value": "x"}] * 26}]},
        {"options": [{"type": 3, "name": "a", "description": "x", "choices": [{"name": "x" * 101, "value": "x"}]}]},
        {"options": [{"type": 3, "name": f"o{n}", "description": "x", "required": bool(n)} for n in range(2)]},
        {"options": [{"type": 3, "name": "same", "description": "x"}] * 2},
        {"options": [{"type": 1, "name": "sub", "description": "x"}, {"type": 3, "name": "a", "description": "x"}]},
        {
            "options": [
                {
                    "type": 3,
                    "name": f"o{n}",
                    "description": "x" * 100,
                    "choices": [{"name": f"{m} " + "x" * 20, "value": m} for m in range(20)],
                }
                for n in range(15)
            ]
        },
    ],
)
def test_each_limit_of_a_command_is_known(wrong: dict[str, Any]) -> None:
    """Lengths, translations, choices, the order of options, nesting, and 8000 characters in all."""
    assert list(broken_limits([command(**wrong)]))


def test_menus_have_rules_of_their_own() -> None:
    """A menu on a message has capitals, spaces and no description; fifteen are the most."""
    menu = {"name": "Judge this", "type": 3}
    assert list(broken_limits([command(), menu])) == []
    assert list(broken_limits([{**menu, "description": "no"}]))
    assert list(broken_limits([{**menu, "name": f"Menu {n}"} for n in range(16)]))


def test_frames_are_judged() -> None:
    """The schemas tell a lawful frame from a wrong one, either way."""
    assert broken_frame("sent", {"op": 1, "d": 7}) == []
    assert broken_frame("sent", {"op": 2, "d": {"token": 7}})
    assert broken_frame("received", {"op": 11, "s": None, "t": None}) == []
    assert broken_frame("received", {"op": 10, "d": {"heartbeat_interval": "soon"}, "s": None, "t": None})
