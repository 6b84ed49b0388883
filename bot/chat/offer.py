"""Telling Discord which commands there are: where they changed, and nowhere else.

200 creations a day are allowed in each guild, so an unchanged set is not told again. What was told is remembered by its hash,
place by place, and forgotten with a guild that is left.
"""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.chat.again import TELLING, again
from bot.chat.wire import failures
from bot.domain.errors import Failure
from bot.domain.reasons import FailReason
from bot.ports.clock import Clock
from bot.ports.memory import Memory

log = structlog.get_logger(__name__)

EVERYWHERE = 0
"""In place of a guild's id: commands that every guild sees."""


class Offer:
    """The commands of one tree, as Discord was last told them."""

    def __init__(self, tree: app_commands.CommandTree[Any], memory: Memory, clock: Clock, guilds: Sequence[int]) -> None:
        """`guilds` alone see the commands; all do where there are none."""
        self._tree = tree
        self._memory = memory
        self._clock = clock
        self._guilds = tuple(guilds)
        self._turn = asyncio.Lock()

    async def everywhere(self) -> None:
        """Tells what changed, and takes back what is no longer offered. One guild's refusal is logged and is not another's."""
        async with self._turn:
            told = await self._told()
            for place in dict.fromkeys((EVERYWHERE, *self._guilds, *told)):
                await self._tell(place, told)

    async def joined(self, guild: int) -> None:
        """A guild that was named before the bot was in it gets its commands now."""
        if guild in self._guilds:
            async with self._turn:
                await self._tell(guild, await self._told())

    async def left(self, guild: int) -> None:
        """Forgets the guild: should it come back, it is told anew."""
        async with self._turn:
            told = await self._told()
            if told.pop(guild, None) is not None:
                await self._keep(told)

    async def _tell(self, place: int, told: dict[int, str]) -> None:
        guild = None if place == EVERYWHERE else discord.Object(place)
        definitions = await self.definitions(guild)
        digest = hashlib.blake2b(json.dumps(definitions, sort_keys=True).encode(), digest_size=16).hexdigest()
        if told.get(place) == digest:
            return
        try:
            with failures():
                await again(lambda: self._tree.sync(guild=guild), TELLING, self._clock)
        except (Failure, app_commands.AppCommandError) as error:
            log.warning("commands.not_synced", guild=place, detail=str(error))
            gone = isinstance(error, Failure) and error.reason is FailReason.FORBIDDEN
            if not gone or place in (EVERYWHERE, *self._guilds) or told.pop(place, None) is None:
                return  # asked again at the next start
        else:
            told[place] = digest
            log.info("commands.synced", guild=place, commands=len(definitions))
        await self._keep(told)

    async def definitions(self, guild: discord.abc.Snowflake | None = None) -> list[dict[str, Any]]:
        """The commands as Discord is told them, in every language."""
        commands, words = self._tree.get_commands(guild=guild), self._tree.translator
        if words is None:
            return [command.to_dict(self._tree) for command in commands]
        return [await command.get_translated_payload(self._tree, words) for command in commands]

    @property
    def _key(self) -> str:
        return f"discord.commands.{self._tree.client.application_id}"

    async def _told(self) -> dict[int, str]:
        """Hash by guild, as kept; nothing where that cannot be read: telling again is harmless."""
        try:
            told = json.loads(await self._memory.get(self._key))
        except ValueError:
            return {}
        return {int(k): v for k, v in told.items() if k.isdecimal()} if isinstance(told, dict) else {}

    async def _keep(self, told: dict[int, str]) -> None:
        await self._memory.put(self._key, json.dumps(told))
