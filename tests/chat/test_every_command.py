"""Every slash command, whatever it is: refused in words to whoever may not, never to whoever may, and bad input is told so."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from bot.chat.commands import GROUPS
from bot.chat.commands.help import RIGHTS
from bot.domain.rights import NEEDS, Guild, Right, Role
from bot.pipeline.landscape import LandscapePlan, Survey
from bot.pipeline.routing import Rules
from bot.pipeline.stories import StoryChanges
from bot.pipeline.world import World
from bot.storage.memory import Memory
from tests.chat.conftest import team_of
from tests.chat.test_commands import shown
from tests.fakes.clock import FakeClock
from tests.fakes.memory import FakeMemory
from tests.fakes.workers import NowWorkers

pytestmark = pytest.mark.usefixtures("drawn")

STRETCH = {"schedule": "none", "role": "lead", "person": "ana", "start": "2026-01-05 09:00", "hours": 4}
PARTS = 4
"""So that several cores share the work."""
HUGE = ("a.toml", b"x" * 300_000)
BAD: Mapping[str, tuple[dict[str, Any], str]] = {
    "ack": ({"page": "none"}, "There is no such page"),
    "activate accept": ({"activation": "none"}, "nobody in oncall.toml has that id"),
    "activate list": ({}, ""),
    "activate note": ({"activation": "none", "text": "x"}, "There is no such activation"),
    "activate open": ({"requester": "Ministry", "reason": "x", "people": 2, "skills": "juggling"}, "Nobody"),
    "activate refuse": ({"activation": "none"}, "nobody in oncall.toml has that id"),
    "activate report": ({"activation": "none"}, "There is no such activation"),
    "activate stand-down": ({"activation": "none"}, "There is no such activation"),
    "activate status": ({"activation": "none"}, "There is no such activation"),
    "actor": ({"name": "@everyone"}, "No alert that may be shown here"),
    "alerts export": ({"query": "kind:none"}, "Unknown kind"),
    "alerts latest": ({"kind": "none"}, "There is no kind called none"),
    "alerts search": ({"query": "kind:none"}, "Unknown kind"),
    "alerts show": ({"alert": "none"}, "No alert or story"),
    "attribution": ({"name": "@everyone"}, "No"),
    "audit": ({}, ""),
    "config reload": ({}, ""),
    "config show": ({}, ""),
    "country": ({"name": "Atlantis"}, "Unknown country"),
    "cve": ({"name": "none"}, "CVE"),
    "digest now": ({}, ""),
    "digest schedule": ({}, ""),
    "feedback": ({"alert": "none", "judgement": "noise"}, "Nothing was recorded"),
    "handover": ({"schedule": "none"}, "no such schedule"),
    "help": ({}, ""),
    "indicator": ({"name": " "}, ""),
    "landscape country": ({"code": "QQ"}, "Nothing to show"),
    "landscape sector": ({"sector": "none"}, "Nothing to show"),
    "model": ({}, ""),
    "oncall answer": ({"swap": "none", "accept": True}, "nothing with that id"),
    "oncall end": ({"change": "none"}, "nothing with that id"),
    "oncall leave": ({"start": "soon", "days": 2}, "Write the time as"),
    "oncall next": ({}, ""),
    "oncall now": ({}, ""),
    "oncall override": (STRETCH, "no such schedule"),
    "oncall schedule": ({}, ""),
    "oncall swap": (STRETCH, "no such schedule"),
    "oncall verify": ({"code": "wrong"}, "no such person"),
    "page": ({"text": "x", "policy": "none"}, "no such policy"),
    "route list": ({}, ""),
    "route set": ({"routes": HUGE}, "too large"),
    "route test": ({"routes": HUGE}, "too large"),
    "sector": ({"name": "none"}, "Unknown sector"),
    "silence add": ({"matcher": "none:x", "hours": 1, "reason": "x"}, "none"),
    "silence end": ({"silence": "none"}, "no"),
    "silence list": ({}, ""),
    "sources add": ({"url": "https://feed.example/"}, ""),
    "sources export": ({}, ""),
    "sources health": ({}, ""),
    "sources import": ({"file": HUGE}, "too large"),
    "sources list": ({}, ""),
    "sources pause": ({"source": "none"}, "no source called none"),
    "sources resume": ({"source": "none"}, "no source called none"),
    "sources test": ({"source": "none"}, "no source called none"),
    "status": ({}, ""),
    "story close": ({"story": "none"}, "no"),
    "story follow": ({"story": "none"}, "no"),
    "story merge": ({"story": "none", "into": "nil"}, "no"),
    "story open": ({"story": "none"}, "no"),
    "story show": ({"story": "none"}, "no"),
    "story split": ({"story": "none", "report": "nil"}, "no"),
    "story undo": ({"change": "99"}, "no"),
    "watch add": ({"what": "none:x"}, "none"),
    "watch list": ({}, ""),
    "watch remove": ({"watch": "none"}, "no"),
    "why": ({"url": "https://news.example/none"}, "never seen"),
}
"""Options that mean nothing, and what the answer says; "" where a command has no options that could be wrong."""


def leaves(desk: Desk) -> dict[str, app_commands.Command[Any, ..., Any]]:
    made = [build(desk) for build in GROUPS]
    each = (c for m in made for c in (m.walk_commands() if isinstance(m, app_commands.Group) else [m]))
    return {c.qualified_name: c for c in each if isinstance(c, app_commands.Command)}


def test_every_command_is_here(desk: Desk) -> None:
    """One that is added is tried too."""
    assert set(BAD) == set(leaves(desk))


@pytest.fixture
async def server(simcord_env: Any, channel: Any, desk: Desk, clock: FakeClock) -> dict[Role | None, Any]:
    """Somebody of each role, and somebody of none, in a server that names who is a viewer."""
    guild, ids = simcord_env.guild, {role: simcord_env.guild.create_role(str(role)) for role in Role}
    named = Guild(str(guild.id), *(frozenset({ids[r].id}) for r in (Role.DUTY_OFFICER, Role.ANALYST, Role.VIEWER)))
    team = team_of(Memory(), clock, World((), {}, {}, rules=Rules({})), {named.id: named})
    stores = Memory().stores
    survey = Survey(stores, dict, NowWorkers(), clock, LandscapePlan())
    changes = StoryChanges(stores, lambda: World((), {}, {}), clock)
    await simcord_env.restart_bot(TocsinClient(replace(desk, team=team, survey=survey, changes=changes), FakeMemory()))
    seen = guild.create_role("sees every command", permissions=discord.Permissions(manage_guild=True))
    people = {role: guild.add_member(simcord_env.create_user(str(role)), roles=[ids[role], seen]) for role in Role}
    return {None: guild.add_member(simcord_env.create_user("stranger"), roles=[seen]), **people}


def words(result: Any) -> str:
    return "\n".join(f"{e.title}\n{e.description}\n{e.footer.text or ''}" for e in shown(result)).replace("\\", "")


@pytest.mark.parametrize("part", range(PARTS))
async def test_who_may_and_what_is_wrong(server: dict[Role | None, Any], channel: Any, part: int) -> None:
    """A stranger is refused, and so is whoever lacks the role by one step; whoever has it hears what is wrong with the options."""
    for name, (options, said) in sorted(BAD.items())[part::PARTS]:
        least = NEEDS[RIGHTS.get(name, Right.LOOK)]
        below = [None, *Role][list(Role).index(least)]
        for who in {None: None, below: below}:
            denied = words(await server[who].slash(channel, name, **options))
            assert f"needs the role {str(least).replace('_', ' ')}" in denied, name
        told = words(await server[least].slash(channel, name, **options)).casefold()
        assert "may not do this here" not in told, name
        assert told.strip(), name
        assert said.casefold() in told, name
