"""The client: which intents, which commands, how it looks, and what happens when a command fails."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chat.answer import Desk, show, sorry
from bot.chat.commands import GROUPS
from bot.chat.identify import PAUSE, Identifies, Overspent
from bot.chat.offer import Offer
from bot.chat.wire import bound, failures
from bot.domain.errors import Failure, TocsinError
from bot.ports.memory import Memory
from bot.present.presence import Level, Presence, presence

log = structlog.get_logger(__name__)

SLOW = "Tocsin's database is slow at present. Please try again in a minute."
OUTDATED = "This command has changed. Please reload Discord (Ctrl+R) and try again."
NOT_TAKEN = "Discord did not take the answer. Please try again in a minute."
STATUS = {Level.WELL: discord.Status.online, Level.TROUBLE: discord.Status.idle, Level.LATE: discord.Status.dnd}


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
        """`memory` keeps what Discord was last told and how often the bot signed in; only `guilds` see the commands, all where none is named."""
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = Tree(self)
        self.offer = Offer(self.tree, memory, desk.clock, guilds)
        self.identifies = Identifies(memory, desk.clock, lambda: self.application_id)
        self._desk = desk
        self._greeted = False
        self._shown: Presence | None = None
        self._line: aiohttp.ClientWebSocketResponse | None = None
        bound(self.http, request_timeout)
        self._keep_line()
        there = [discord.Object(guild) for guild in guilds] or discord.utils.MISSING
        for build in GROUPS:
            self.tree.add_command(build(desk), guilds=there)

    async def setup_hook(self) -> None:
        """Once a process, before the gateway. Posts matter more: what fails here is logged, not fatal."""
        try:
            await self.offer.everywhere()
        except TocsinError as error:
            log.warning("commands.not_synced", detail=str(error))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002  the library's signature
        """Keeps to the budget and to Discord's pace. A connection that may not sign in is not left open."""
        if not initial:
            await self._desk.clock.sleep(PAUSE.total_seconds())
        try:
            await self.identifies.spend()
        except Overspent:
            if self._line is not None:
                await self._line.close(code=1000)
            raise

    async def on_ready(self) -> None:
        """Fires again after every lost session; we say who we are once."""
        if not self._greeted:
            self._greeted = True
            log.info("discord.ready", user=str(self.user), guilds=len(self.guilds))
        await self.on_resumed()

    async def on_resumed(self) -> None:
        """A new session knows not how the bot looks, and what was sent into a breaking one may be lost."""
        self._shown = None
        await self.show_health()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """An invitation after the start."""
        await self.offer.joined(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Left, thrown out, or the guild is gone; one that is only down for a while does not come here."""
        log.info("discord.left", guild=guild.id)
        await self.offer.left(guild.id)

    async def show_health(self) -> None:
        """The bot's state beside its name, sent where it has changed. Harmless while the gateway is away."""
        if not self.is_ready() or self.is_closed():
            return
        try:
            now = presence(await self._desk.lookups.pulse())
            if now != self._shown:
                await self.change_presence(activity=discord.CustomActivity(now.words), status=STATUS[now.level])
                self._shown = now
        except (TocsinError, OSError, RuntimeError, aiohttp.ClientError) as error:
            log.info("discord.presence_not_shown", detail=type(error).__name__)

    def _keep_line(self) -> None:
        """Remembers the newest gateway connection: the library hands it out only after the IDENTIFY."""
        connect = self.http.ws_connect

        async def ws_connect(url: str, **options: Any) -> aiohttp.ClientWebSocketResponse:
            self._line = await connect(url, **options)
            return self._line

        self.http.ws_connect = ws_connect  # type: ignore[method-assign]  # the library leaves no other door


class ShardedClient(TocsinClient, discord.AutoShardedClient):
    """The same over as many connections as Discord asks for: for a bot in more than about 1000 guilds. One process still."""


def _told(cause: Exception, interaction: discord.Interaction["TocsinClient"]) -> str:
    """What the person reads."""
    if isinstance(cause, TimeoutError):
        return SLOW
    if isinstance(cause, (app_commands.CommandSignatureMismatch, app_commands.CommandNotFound, app_commands.TransformerError)):
        return OUTDATED
    if isinstance(cause, app_commands.CheckFailure):
        return "You may not use this command here."
    name = interaction.command.qualified_name if interaction.command else ""
    if isinstance(cause, Failure):
        log.warning("command.not_taken", command=name, reason=str(cause.reason), detail=cause.detail)
        return NOT_TAKEN
    reference = secrets.token_hex(4)
    log.error("command.bug", reference=reference, command=name, exc_info=cause)
    return f"Something went wrong inside Tocsin. It is in the log under {reference}. Please try again in a minute."
