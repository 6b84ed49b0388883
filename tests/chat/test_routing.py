"""`/silence` and `/route`, asked by a person in a simulated Discord."""

from typing import Any

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.commands import route
from bot.domain.tlp import Tlp
from tests.chat.test_commands import shown


class File:
    """An attachment."""

    def __init__(self, data: bytes, size: int = 0) -> None:
        self._data = data
        self.size = size or len(data)

    async def read(self) -> bytes:
        return self._data


@pytest.fixture
def alice(simcord_env: Any, channel: Any) -> Any:
    """Alice, who may silence, see and try: what each command asks for."""
    rights = discord.Permissions(manage_messages=True, manage_guild=True, view_channel=True, use_application_commands=True)
    role = simcord_env.guild.create_role("mods", permissions=rights)
    return simcord_env.guild.add_member(simcord_env.create_user("alice"), roles=[role])


async def test_a_silence_is_asked_for_seen_and_ended(alice: Any, channel: Any) -> None:
    """In the name of whoever asks; the answer says how long and what."""
    (none,) = shown(await alice.slash(channel, "silence list"))
    assert (none.title, none.description) == ("No silence", "Nothing is silenced.")
    (made,) = shown(await alice.slash(channel, "silence add", matcher="country:LT severity<3", hours=2, reason="a drill"))
    assert made.title == "Silenced"
    assert "s1: in force: country:LT severity" in made.description
    assert "by alice (discord:" in made.description
    (listed,) = shown(await alice.slash(channel, "silence list"))
    assert listed.title == "1 silence"
    (ended,) = shown(await alice.slash(channel, "silence end", silence="s1"))
    assert (ended.title, "ended by alice" in ended.description) == ("Ended", True)
    (again,) = shown(await alice.slash(channel, "silence end", silence="s1"))
    assert (again.title, again.description) == ("That was not taken", "it has ended already: s1")


async def test_a_silence_that_means_nothing_is_refused(alice: Any, channel: Any) -> None:
    """With what is wrong and how to mend it; foreign words stay tame."""
    (embed,) = shown(await alice.slash(channel, "silence add", matcher="kind:dos", hours=2, reason="x"))
    assert embed.title == "That was not taken"
    assert "did you mean" in embed.description


async def test_the_routes_in_force_are_shown(alice: Any, channel: Any) -> None:
    """One line each, with what it asks."""
    (embed,) = shown(await alice.slash(channel, "route list"))
    assert embed.title == "1 route"
    assert "all -> soc: countries LT | threshold 0.50, cap 5 an hour" in embed.description.replace("\\", "")


@pytest.mark.parametrize(
    ("file", "title", "words"),
    [
        (File(b"[[route]]"), "Route test", "channel soc: 2 would be posted"),
        (File(b"a cycle"), "1 fault", "goes round in a circle; remove under"),
        (File(b"\xff\xfe"), "That file is no text", "UTF-8"),
        (File(b"", 257 * 1024), "That file is too large", "256 KiB"),
    ],
    ids=["good", "bad", "no text", "too large"],
)
async def test_routes_are_tried_before_they_are_saved(desk: Desk, file: Any, title: str, words: str) -> None:
    """A file's faults are told line by line; a good one shows what it would change."""
    group = route.build(desk)
    assert isinstance(group, route.Routes)
    [card] = await group._test(file, 7, Tlp.CLEAR)
    assert card.title == title
    assert words in card.body


def test_who_may_is_left_to_the_server() -> None:
    """By default those who may delete others' messages silence, those who manage the server see and try routes."""
    from bot.chat.commands import silence

    groups: list[Any] = [silence.build(None), route.build(None)]  # type: ignore[arg-type]
    assert [g.default_permissions for g in groups] == [
        discord.Permissions(manage_messages=True),
        discord.Permissions(manage_guild=True),
    ]
