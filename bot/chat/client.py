"""The client: which intents, which commands, and what happens when a command fails."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import timedelta

import discord
import structlog
from discord import app_commands

from bot.chat.answer import Desk, show, sorry
from bot.chat.commands import GROUPS
from bot.chat.wire import bound, failures
from bot.domain.errors import Failure
from bot.ports.memory import Memory

log = structlog.get_logger(__name__)

SLOW = "Tocsin's database is slow at present. Please try again in a minute."
EVERYWHERE = 0
"""In place of a guild's id: commands that every guild sees."""
OUTDATED = "This command has changed. Please reload Discord (Ctrl+R) and try again."


class Tree(app_commands.CommandTree["TocsinClient"]):
    """The commands, and one place where their errors end: the person always hears something, the log hears all."""

    async def on_error(self, interaction: discord.Interaction["TocsinClient"], error: app_commands.AppCommandError) -> None:
        """Tells the person; what is unexpected gets a reference that is in the log too."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        try:
            with failures():
                await show(interaction, [sorry(_told(cause, interaction), "That did not work")])
        except Failure as failure:
            log.warning("command.unanswered", reason=str(failure.reason), detail=failure.detail)


class TocsinClient(discord.Client):
    """Sees guilds and interactions, no message of anybody. Everything it uses is handed in."""

    def __init__(
        self, desk: Desk, memory: Memory, guilds: Sequence[int] = (), *, request_timeout: timedelta = timedelta(seconds=10)
    ) -> None:
        """`memory` keeps the hash of the commands that Discord was last told; only `guilds` see them, all where none is named."""
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = Tree(self)
        self._memory = memory
        self._greeted = False
        self._guilds = tuple(guilds)
        bound(self.http, request_timeout)
        there = [discord.Object(guild) for guild in guilds] or discord.utils.MISSING
        for build in GROUPS:
            self.tree.add_command(build(desk), guilds=there)

    async def setup_hook(self) -> None:
        """Tells Discord the commands where they changed, and takes them back where they are no longer offered. Posts matter
        more: a failure here is logged, not fatal, and one guild's is not another's.
        """
        told = _told_before(await self._memory.get(self._key))
        for place in dict.fromkeys((str(EVERYWHERE), *map(str, self._guilds), *told)):
            try:
                with failures():
                    await self._sync(place, told)
            except (Failure, app_commands.AppCommandError) as error:
                log.warning("commands.not_synced", guild=place, detail=str(error))

    async def on_ready(self) -> None:
        """Fires again after every lost session, so it only says who we are, once."""
        if not self._greeted:
            self._greeted = True
            log.info("discord.ready", user=str(self.user), guilds=len(self.guilds))

    @property
    def _key(self) -> str:
        return f"discord.commands.{self.application_id}"

    async def _sync(self, place: str, told: dict[str, str]) -> None:
        """200 creations a day are allowed in each place, so an unchanged set is not sent again. Writes down what was told."""
        guild = None if int(place) == EVERYWHERE else discord.Object(int(place))
        definitions = [command.to_dict(self.tree) for command in self.tree.get_commands(guild=guild)]
        digest = hashlib.blake2b(json.dumps(definitions, sort_keys=True).encode(), digest_size=16).hexdigest()
        if told.get(place) == digest:
            return
        await self.tree.sync(guild=guild)
        told[place] = digest
        await self._memory.put(self._key, json.dumps(told))
        log.info("commands.synced", guild=place, commands=len(definitions))


def _told_before(kept: str) -> dict[str, str]:
    """Hash by guild id, as kept; nothing where that cannot be read: telling again is harmless."""
    try:
        told = json.loads(kept)
    except ValueError:
        return {}
    return {k: v for k, v in told.items() if k.isdecimal()} if isinstance(told, dict) else {}


def _told(cause: Exception, interaction: discord.Interaction["TocsinClient"]) -> str:
    """What the person reads."""
    if isinstance(cause, TimeoutError):
        return SLOW
    if isinstance(cause, (app_commands.CommandSignatureMismatch, app_commands.CommandNotFound, app_commands.TransformerError)):
        return OUTDATED
    if isinstance(cause, app_commands.CheckFailure):
        return "You may not use this command here."
    reference = secrets.token_hex(4)
    name = interaction.command.qualified_name if interaction.command else ""
    log.error("command.bug", reference=reference, command=name, exc_info=cause)
    return f"Something went wrong inside Tocsin. It is in the log under {reference}. Please try again in a minute."
