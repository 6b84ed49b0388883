"""LOAD: files and environment in, one checked `Settings` out, or every problem at once.

read the files -> kinds -> bot -> sources -> on-call -> channels -> routes -> the rules between them
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain.kind import Kind
from bot.domain.route import Channel, Route
from bot.settings.bot_file import BotFile, database_address
from bot.settings.faults import Fault, Faults, validated
from bot.settings.folder import CATEGORIES, FILES, default_dir, shipped_dir
from bot.settings.kinds import read_kinds
from bot.settings.reading import read_toml
from bot.settings.routes_file import ONCALL, ROUTES, Known, read_channels, read_routes, read_targets
from bot.settings.rows import check_name, check_top, row_ids
from bot.settings.secrets import PLACE, secret
from bot.settings.shape import BotSettings, DatabaseSettings, DiscordSettings, Settings
from bot.settings.sources_file import SOURCES, read_sources
from bot.settings.summaries_table import read_summaries
from bot.settings.words import is_snowflake

BOT = "bot.toml"
QUICK_CHANNEL = "alerts"
"""The channel that TOCSIN_DISCORD_CHANNEL turns into a Discord one."""


def load(config_dir: Path | None, environ: Mapping[str, str], *, posts: bool = True) -> Settings:
    """The settings of this folder (None: TOCSIN_CONFIG, else the shipped ones). Raises `ConfigError` with all problems.

    A folder without `categories/` uses the shipped ones; every other file must be there. A caller that never `posts`
    needs no token for the Discord channels.
    """
    folder = config_dir or default_dir(environ)
    faults = Faults()
    if not folder.is_dir():
        faults.add(
            str(folder),
            "",
            "the settings folder is missing",
            "make one with `tocsin init DIR`, or correct --config or TOCSIN_CONFIG",
        )
        faults.settle()
    own = folder / CATEGORIES
    kinds = read_kinds(own if own.is_dir() else shipped_dir() / CATEGORIES, faults)
    documents = {name: read_toml(folder / name, name, faults) for name in FILES}
    return assemble(documents, kinds, folder, environ, faults, posts=posts)


def assemble(
    documents: Mapping[str, dict[str, Any] | None],
    kinds: Mapping[str, Kind],
    folder: Path,
    environ: Mapping[str, str],
    faults: Faults,
    *,
    posts: bool = True,
) -> Settings:
    """`load` after reading. A document that is None could not be read, which is noted already: names it would hold are let pass."""
    bot = validated(BotFile, documents[BOT] or {}, BOT, "", faults) or BotFile()
    address = _database(bot, environ, faults)
    sources, off = read_sources(documents[SOURCES], folder, environ, faults)
    known = Known(
        channels=row_ids(documents[ROUTES], "channel"),
        kinds=kinds,
        sources=row_ids(documents[SOURCES], "source"),
        targets=row_ids(documents[ONCALL], "target"),
    )
    channels, routes = _routing(documents, known, environ, faults)
    token = _token(channels if posts else {}, environ, faults)
    summaries = read_summaries(bot.summaries, known.sources, environ, BOT, faults)
    check_name(BOT, "notices.channel", "channel", bot.notices.channel, known.channels, faults)
    faults.settle()
    return Settings(
        bot=BotSettings(bot.bot.name, bot.bot.contact, bot.bot.zone),
        database=DatabaseSettings(address),
        limits=bot.fetch.limits(),
        poll=bot.poll_plan(),
        triage=bot.triage_plan(),
        deliver=bot.deliver_plan(),
        cycle=bot.cycle_plan(),
        notices=bot.notices.channel,
        discord=DiscordSettings(token, bot.discord.guilds, bot.discord.sharded),
        kinds=kinds,
        channels=channels,
        routes=routes,
        sources=sources,
        switched_off=off,
        summaries=summaries,
    )


def _database(bot: BotFile, environ: Mapping[str, str], faults: Faults) -> str:
    """The environment's address goes before the file's."""
    given = secret(environ, "TOCSIN_DATABASE", faults)
    try:
        return database_address(given or bot.database.address).get_secret_value()
    except Fault as fault:
        faults.add(PLACE, "TOCSIN_DATABASE", fault.fault, fault.mend)
        return ""


def _routing(
    documents: Mapping[str, dict[str, Any] | None], known: Known, environ: Mapping[str, str], faults: Faults
) -> tuple[dict[str, Channel], tuple[Route, ...]]:
    """On-call targets, channels and routes."""
    oncall, routing = documents[ONCALL], documents[ROUTES]
    targets = {} if oncall is None else read_targets(oncall, faults)
    if routing is None:
        return {}, ()
    check_top(routing, ("channel", "route"), ROUTES, faults)
    channels = _quick_channel(read_channels(routing, faults), known, environ, faults)
    return channels, read_routes(routing, known, targets, faults)


def _quick_channel(channels: dict[str, Channel], known: Known, environ: Mapping[str, str], faults: Faults) -> dict[str, Channel]:
    """TOCSIN_DISCORD_CHANNEL makes a Discord channel of `alerts`, so that a first try on Discord needs no editing."""
    target = environ.get("TOCSIN_DISCORD_CHANNEL", "").strip()
    if not target:
        return channels
    if not is_snowflake(target):
        fault = "must be a Discord channel id of 15 to 20 digits"
        faults.add(PLACE, "TOCSIN_DISCORD_CHANNEL", fault, "right-click the channel in Discord and Copy ID")
        return channels
    if known.channels is not None and QUICK_CHANNEL not in known.channels:
        fault = f'there is no channel "{QUICK_CHANNEL}" that it could set'
        faults.add(PLACE, "TOCSIN_DISCORD_CHANNEL", fault, "set the target of your own channel in routes.toml")
    written = channels.get(QUICK_CHANNEL, Channel(QUICK_CHANNEL, ""))
    return {**channels, QUICK_CHANNEL: replace(written, kind="discord", target=target)}


def _token(channels: Mapping[str, Channel], environ: Mapping[str, str], faults: Faults) -> SecretStr | None:
    """Discord's token; a Discord channel needs one."""
    name = "TOCSIN_DISCORD_TOKEN"
    token = secret(environ, name, faults)
    first = next((c.id for c in channels.values() if c.kind == "discord"), "")
    if first and token is None and not (environ.get(name) or environ.get(f"{name}_FILE")):
        faults.add(
            PLACE, name, f'is not set, and channel "{first}" is on Discord', f"set it or {name}_FILE to the token of your bot"
        )
    return token
