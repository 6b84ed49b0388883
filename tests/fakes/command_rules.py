"""Discord's limits for a set of commands, which its OpenAPI file does not hold ("Application Commands" in its documents)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

COMMANDS = {1: 100, 2: 15, 3: 15}
"""At most so many by type: slash commands, menus on a person, menus on a message."""
OPTIONS, CHOICES, CHOICE, NAME, DESCRIPTION, IN_ALL = 25, 25, 100, 32, 100, 8000
GROUPS = (1, 2)
"""Types of options that are sub-commands and groups of them."""
LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)


def broken_limits(commands: list[dict[str, Any]]) -> Iterator[str]:
    """Every limit that this set, as it is put, does not keep."""
    for kind, most in COMMANDS.items():
        if sum(c.get("type", 1) == kind for c in commands) > most:
            yield f"over {most} commands of type {kind}"
    names = [(c.get("type", 1), c["name"]) for c in commands]
    if len(names) != len(set(names)):
        yield "two commands have one name"
    for command in commands:
        if command.get("type", 1) == 1:
            yield from _part(command, command["name"])
            if (size := _size(command)) > IN_ALL:
                yield f"{command['name']} has {size} characters in all, over {IN_ALL}"
        else:
            yield from _menu(command)


def _menu(command: dict[str, Any]) -> Iterator[str]:
    names = [command["name"], *(command.get("name_localizations") or {}).values()]
    yield from (f"{name!r} cannot be a menu's name" for name in names if not 1 <= len(name.strip()) <= NAME)
    if command.get("description") or command.get("options"):
        yield f"the menu {command['name']} has a description or options"


def _part(part: dict[str, Any], where: str, depth: int = 0) -> Iterator[str]:
    """A command or one of its options."""
    yield from _words(part, where)
    options = part.get("options") or []
    nested = [o["type"] in GROUPS for o in options]
    if any(nested) and not all(nested):
        yield f"{where} mixes sub-commands with options"
    if depth > 1 and any(nested):
        yield f"{where} is nested too deep"
    if len(options) > OPTIONS:
        yield f"{where} has over {OPTIONS} options"
    if len({o["name"] for o in options}) != len(options):
        yield f"{where} has two options of one name"
    required = [bool(o.get("required")) for o in options]
    if required != sorted(required, reverse=True):
        yield f"{where} asks for required options after optional ones"
    yield from _choices(part, where)
    for option in options:
        yield from _part(option, f"{where} {option['name']}", depth + 1)


def _words(part: dict[str, Any], where: str) -> Iterator[str]:
    """Name and description, and what they are in other languages."""
    names, told = part.get("name_localizations") or {}, part.get("description_localizations") or {}
    if unknown := (set(names) | set(told)) - LOCALES:
        yield f"{where} is translated for {sorted(unknown)}, which Discord has not"
    for name in (part["name"], *names.values()):
        letters = all(c in "-_'" or unicodedata.category(c)[0] in "LN" for c in name)
        if not 1 <= len(name) <= NAME or not letters or name != name.lower():
            yield f"{where}: {name!r} cannot be a name"
    for words in (part.get("description", ""), *told.values()):
        if not 1 <= len(words) <= DESCRIPTION or re.fullmatch(r"\W*", words):
            yield f"{where} lacks a description, or it is too long: {words!r}"


def _choices(part: dict[str, Any], where: str) -> Iterator[str]:
    choices = part.get("choices") or []
    if len(choices) > CHOICES:
        yield f"{where} has over {CHOICES} choices"
    if choices and part.get("autocomplete"):
        yield f"{where} has choices and completes what is typed"
    for choice in choices:
        for text in (choice["name"], str(choice["value"]), *(choice.get("name_localizations") or {}).values()):
            if not 1 <= len(text) <= CHOICE:
                yield f"{where} has a choice of {len(text)} characters"


def _size(part: dict[str, Any]) -> int:
    """Names, descriptions and values; of a text in several languages the longest counts."""
    own = _longest(part, "name") + _longest(part, "description")
    choices = sum(_longest(c, "name") + len(str(c["value"])) for c in part.get("choices") or ())
    return own + choices + sum(map(_size, part.get("options") or ()))


def _longest(part: dict[str, Any], key: str) -> int:
    return max(map(len, (part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values())))
