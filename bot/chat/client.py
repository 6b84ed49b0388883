"""The client: which intents, which commands, how it looks, and what happens when a command fails."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chat.answer import Desk
from bot.chat.apology import apologise
from bot.chat.buttons.orphans import orphaned
from bot.chat.buttons.press import pressed
from bot.chat.buttons.row import Buttons
from bot.chat.commands import GROUPS
from bot.chat.identify import PAUSE, Identifies, Overspent
from bot.chat.menus import MENUS
from bot.chat.offer import Offer
from bot.chat.wire import bound
from bot.chat.words import Words
from bot.domain.errors import TocsinError
from bot.domain.rights import Right
from bot.ports.memory import Memory
from bot.present.presence import Level, Presence, presence

log = structlog.get_logger(__name__)

STATUS = {Level.WELL: discord.Status.online, Level.TROUBLE: discord.Status.idle, Level.LATE: discord.Status.dnd}


class Tree(app_commands.CommandTree["TocsinClient"]):
    """The commands, and one place where their errors end: the person always hears something, the log hears all."""

    def __init__(self, client: "TocsinClient", desk: Desk) -> None:
        """`desk` knows who may ask."""
        super().__init__(client)
        self._desk = desk

    async def interaction_check(self, interaction: discord.Interaction["TocsinClient"], /) -> bool:
        """Completions have no words to refuse with; all else is refused where it is answered."""
        asks = interaction.type is discord.InteractionType.autocomplete
        return not asks or self._desk.team.refusal(interaction, Right.LOOK) is None

    async def on_error(self, interaction: discord.Interaction["TocsinClient"], error: app_commands.AppCommandError) -> None:
        """Tells the person; what is unexpected gets a reference that is in the log too."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await apologise(interaction, cause, interaction.command.qualified_name if interaction.command else "")


class TocsinClient(discord.Client):
    """Sees guilds and interactions, no message of anybody. Everything it uses is handed in."""

    def __init__(
        self, desk: Desk, memory: Memory, guilds: Sequence[int] = (), *, request_timeout: timedelta = timedelta(seconds=10)
    ) -> None:
        """`memory` keeps what Discord was last told and how often the bot signed in; only `guilds` see the commands, all where none is named."""
        super().__init__(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        self.tree = Tree(self, desk)
        self.offer = Offer(self.tree, memory, desk.clock, guilds)
        self.identifies = Identifies(memory, desk.clock, lambda: self.application_id)
        self._desk = desk
        self.zone = desk.zone
        self._greeted = False
        self._shown: Presence | None = None
        self._line: aiohttp.ClientWebSocketResponse | None = None
        self.buttons = Buttons(desk, pressed)
        self.add_dynamic_items(self.buttons.item)
        bound(self.http, request_timeout)
        self._keep_line()
        there = [discord.Object(guild) for guild in guilds] or discord.utils.MISSING
        for build in GROUPS:
            self.tree.add_command(build(desk), guilds=there)
        for menu in MENUS:
            self.tree.add_command(menu(desk), guilds=there)

    async def setup_hook(self) -> None:
        """Once a process, before the gateway. Posts matter more: what fails here is logged, not fatal."""
        await self.tree.set_translator(Words())
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

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Nobody is left without an answer to a button or a form that nobody knows."""
        await orphaned(interaction, 2 * self._desk.slow)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """An invitation after the start."""
        await self._desk.team.hear(self)
        await self.offer.joined(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Left, thrown out, or the guild is gone; one that is only down for a while does not come here."""
        log.info("discord.left", guild=guild.id)
        try:
            await self._desk.team.leave(str(guild.id))
        except TocsinError as error:
            log.warning("discord.not_forgotten", guild=guild.id, detail=str(error))
        await self.offer.left(guild.id)

    async def show_health(self) -> None:
        """The bot's state beside its name, sent where it has changed. Harmless while the gateway is away."""
        if not self.is_ready() or self.is_closed():
            return
        try:
            await self._desk.team.hear(self)
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
