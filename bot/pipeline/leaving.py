"""LEAVE: a Discord server threw the bot out, or is gone: what belonged to it is forgotten, and a line of audit says so."""

import structlog

from bot.pipeline.places import Places
from bot.pipeline.watches import Watches
from bot.ports.audit import GuildStore
from bot.ports.clock import Clock

log = structlog.get_logger(__name__)


async def leave(guild: str, store: GuildStore, places: Places, watches: Watches, clock: Clock) -> None:
    """Its silences, watches, acknowledgements and calls; where its channels were."""
    gone = await store.forget(guild, clock.now())
    await places.left(guild)
    await watches.refresh()
    log.info("discord.forgotten", guild=guild, rows=gone)
