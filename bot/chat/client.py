"""The client: which intents, which commands, and what happens when a command fails."""

import hashlib
import json
import secrets
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

    def __init__(self, desk: Desk, memory: Memory, *, request_timeout: timedelta = timedelta(seconds=10)) -> None:
        """`memory` keeps the hash of the commands that Discord was last told."""
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = Tree(self)
        self._memory = memory
        self._greeted = False
        bound(self.http, request_timeout)
        for build in GROUPS:
            self.tree.add_command(build(desk))

    async def setup_hook(self) -> None:
        """Tells Discord the commands when they changed. Posts matter more: a failure here is logged, not fatal."""
        try:
            with failures():
                await self._sync()
        except (Failure, app_commands.AppCommandError) as error:
            log.warning("commands.not_synced", detail=str(error))

    async def on_ready(self) -> None:
        """Fires again after every lost session, so it only says who we are, once."""
        if not self._greeted:
            self._greeted = True
            log.info("discord.ready", user=str(self.user), guilds=len(self.guilds))

    async def _sync(self) -> None:
        """200 creations a day are allowed, so an unchanged set is not sent again."""
        key = f"discord.commands.{self.application_id}"
        definitions = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        told = hashlib.blake2b(json.dumps(definitions, sort_keys=True).encode(), digest_size=16).hexdigest()
        if await self._memory.get(key) == told:
            return
        await self.tree.sync()
        await self._memory.put(key, told)
        log.info("commands.synced", commands=len(definitions))


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
