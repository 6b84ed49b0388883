"""The whole command tree, as Discord would be told it."""

import re
from collections.abc import Iterator
from typing import Any

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.words import LANGUAGES, Words, read
from tests.fakes.command_rules import IN_ALL, broken_limits
from tests.fakes.discord_rules import broken_rules
from tests.fakes.memory import FakeMemory


async def told(desk: Desk) -> list[dict[str, Any]]:
    client = TocsinClient(desk, FakeMemory())
    await client.tree.set_translator(Words())
    return await client.offer.definitions()


async def test_the_tree_is_within_every_limit(desk: Desk) -> None:
    """Counts, lengths, nesting and 8000 characters a command: a group that grows too far fails here, not at the start of the bot."""
    assert list(broken_limits(await told(desk))) == []
    assert IN_ALL == 8000


async def test_the_tree_is_what_discord_takes(desk: Desk) -> None:
    """The request that tells the commands keeps Discord's own file, for everybody and for one server."""
    assert broken_rules("PUT", "/applications/1/commands", await told(desk)) == []
    assert broken_rules("PUT", "/applications/1/guilds/2/commands", await told(desk)) == []


def parts(commands: list[dict[str, Any]], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command, group and option with the English words that lead to it."""
    for part in commands:
        here = f"{path} {part['name']}".strip()
        yield here, part
        yield from parts(part.get("options") or [], here)


async def test_every_part_is_said_in_every_language(desk: Desk) -> None:
    """Name and description of each command, group and option (a menu of a message has but a name), and each choice; no words are left of what is gone."""
    there = dict(parts(await told(desk)))
    for part in there.values():
        assert set(part["name_localizations"]) == set(LANGUAGES), part["name"]
        assert "description" not in part or set(part["description_localizations"]) == set(LANGUAGES), part["name"]
    choices = [c for part in there.values() for c in part.get("choices") or []]
    assert all(set(c["name_localizations"]) == set(LANGUAGES) for c in choices)
    for code, language in read().items():
        assert set(language.commands) == set(there), code
        assert set(language.choices) == {c["name"] for c in choices}, code


async def test_no_two_of_a_group_have_one_name(desk: Desk) -> None:
    """In no language: Discord would refuse them all."""
    by_parent: dict[str, list[dict[str, Any]]] = {}
    for path, part in parts(await told(desk)):
        by_parent.setdefault(path.rpartition(" ")[0], []).append(part)
    for siblings in by_parent.values():
        for code in LANGUAGES:
            names = [s["name_localizations"][code] for s in siblings]
            assert len(names) == len(set(names)), (code, names)


async def test_a_matcher_stays_as_it_is_typed(desk: Desk) -> None:
    """What people must type in English is not translated away."""
    for path, part in parts(await told(desk)):
        typed = set(re.findall(r"[a-z]+(?=:\S)|[A-Z]{2,}\d*|/[a-z]+ [a-z]+|\w+\.toml", part.get("description", "")))
        for code, words in part.get("description_localizations", {}).items():
            assert all(t in words for t in typed), (path, code, typed)
