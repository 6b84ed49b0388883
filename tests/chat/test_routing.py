"""`/silence` and `/route`, asked by a person in a simulated Discord."""

from datetime import timedelta
from typing import Any, cast

import discord
import pytest

from bot.chat.answer import Desk
from bot.chat.commands import GROUPS, route
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.pipeline.silences import Wish
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
    """Alice, a duty officer because she is an administrator."""
    rights = discord.Permissions(administrator=True)
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
    [card] = await group._test(file, 7, Tlp.CLEAR, "10")
    assert card.title == title
    assert words in card.body


def test_what_is_hidden_by_default() -> None:
    """Discord shows routes and the audit to those who manage the server; all else is shown, and refused by role where it must be."""
    made: list[Any] = [build(None) for build in GROUPS]  # type: ignore[arg-type]
    hidden = {m.name: m.default_permissions for m in made if m.default_permissions is not None}
    assert hidden == dict.fromkeys(("audit", "config", "route"), discord.Permissions(manage_guild=True))


@pytest.mark.parametrize(
    ("command", "options", "role"),
    [
        ("silence add", {"matcher": "kind:ddos", "hours": 2, "reason": "x"}, "duty officer"),
        ("silence end", {"silence": "s1"}, "duty officer"),
    ],
)
async def test_who_may_not_silence_reads_which_role_is_needed(
    simcord_env: Any, channel: Any, desk: Desk, command: str, options: dict[str, Any], role: str
) -> None:
    """Nothing happens, and the person knows whom to ask."""
    bob = simcord_env.guild.add_member(simcord_env.create_user("bob"))
    (embed,) = shown(await bob.slash(channel, command, **options))
    assert embed.title == "You may not do this here"
    assert f"needs the role {role}" in embed.description
    assert await desk.routing.silences.standing() == []


async def test_a_silence_is_seen_and_ended_where_it_was_asked_for(simcord_env: Any, alice: Any, channel: Any, desk: Desk) -> None:
    """Another server sees none of it; what the operator silenced is seen, and left to the operator."""
    await desk.routing.silences.add(Wish("kind:ddos", "cleo", "theirs", timedelta(hours=1), guild="999"))
    (none,) = shown(await alice.slash(channel, "silence list"))
    assert none.title == "No silence"
    (embed,) = shown(await alice.slash(channel, "silence end", silence="s1"))
    assert "there is no such silence" in embed.description
    (standing,) = await desk.routing.silences.standing()
    assert (standing.guild, standing.ended_by) == ("999", "")


async def test_routes_to_other_servers_are_not_shown(
    alice: Any, channel: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A route is shown where one of its channels is."""
    monkeypatch.setitem(cast("dict[str, Channel]", desk.team.channels()), "soc", Channel("soc", "discord", "1", guild="999"))
    (embed,) = shown(await alice.slash(channel, "route list"))
    assert embed.title == "No routes"
