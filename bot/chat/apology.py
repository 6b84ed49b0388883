"""What a person hears when something failed: never a bare "interaction failed"; what is unexpected gets a reference that is in the log."""

import secrets

import discord
import structlog
from discord import app_commands

from bot.chat.answer import show, sorry
from bot.chat.wire import failures
from bot.domain.errors import Failure

log = structlog.get_logger(__name__)

SLOW = "Tocsin's database is slow at present. Please try again in a minute."
OUTDATED = "This command has changed. Please reload Discord (Ctrl+R) and try again."
NOT_TAKEN = "Discord did not take the answer. Please try again in a minute."


async def apologise(interaction: discord.Interaction, cause: Exception, name: str) -> None:
    """Tells the person; `name` is what they asked for."""
    try:
        with failures():
            await show(interaction, [sorry(_told(cause, name), "That did not work")])
    except Failure as failure:
        log.warning("command.unanswered", reason=str(failure.reason), detail=failure.detail)


def _told(cause: Exception, name: str) -> str:
    """What the person reads."""
    if isinstance(cause, TimeoutError):
        return SLOW
    if isinstance(cause, (app_commands.CommandSignatureMismatch, app_commands.CommandNotFound, app_commands.TransformerError)):
        return OUTDATED
    if isinstance(cause, app_commands.CheckFailure):
        return "You may not use this command here."
    if isinstance(cause, Failure):
        log.warning("command.not_taken", command=name, reason=str(cause.reason), detail=cause.detail)
        return NOT_TAKEN
    reference = secrets.token_hex(4)
    log.error("command.bug", reference=reference, command=name, exc_info=cause)
    return f"Something went wrong inside Tocsin. It is in the log under {reference}. Please try again in a minute."
