"""LOAD: files and environment in, one checked `Settings` out, or every problem at once.

read the files -> kinds -> bot -> sources -> on-call -> channels -> routes -> the rules between them
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain.kind import Kind
from bot.domain.route import Channel
from bot.settings.activation_table import read_activation, read_handover
from bot.settings.added import with_added
from bot.settings.bot_file import BotFile, database_address
from bot.settings.channel_secrets import with_secrets
from bot.settings.channels_table import ROUTES
from bot.settings.faults import Fault, Faults, validated
from bot.settings.folder import CATEGORIES, FILES, default_dir, shipped_dir
from bot.settings.guilds_table import BOT, read_guilds, without_guilds
from bot.settings.kinds import read_kinds
from bot.settings.landscape_table import read_landscape
from bot.settings.match_keys import Known
from bot.settings.oncall_file import Around, read_oncall
from bot.settings.paging_table import read_paging
from bot.settings.reading import read_toml, toml_of
from bot.settings.routes_file import ONCALL
from bot.settings.routing import read_routing
from bot.settings.rows import check_name, row_ids
from bot.settings.secrets import PLACE, secret
from bot.settings.shape import BotSettings, DatabaseSettings, DiscordSettings, Settings
from bot.settings.shift_changes import with_shifts
from bot.settings.sources_file import SOURCES, read_sources
from bot.settings.summaries_table import read_summaries


def load(
    config_dir: Path | None,
    environ: Mapping[str, str],
    *,
    posts: bool = True,
    routes: Path | str | None = None,
    added: str | None = None,
) -> Settings:
    """The settings of this folder (None: TOCSIN_CONFIG, else the shipped ones). Raises `ConfigError` with all problems.

    A folder without `categories/` uses the shipped ones; every other file must be there. A caller that never `posts`
    needs no token for the Discord channels. `routes` is a file, or a text, that stands in for `routes.toml` on trial,
    `added` a text that stands in for `sources.added.toml`.
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
    documents = {name: read_toml(folder / name, name, faults) for name in FILES if name != ROUTES}
    documents[ROUTES] = (
        toml_of(routes, ROUTES, faults) if isinstance(routes, str) else read_toml(routes or folder / ROUTES, ROUTES, faults)
    )
    documents[SOURCES] = with_added(documents[SOURCES], folder, added, faults)
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
    bot = validated(BotFile, without_guilds(documents[BOT]), BOT, "", faults) or BotFile()
    roles = read_guilds(documents[BOT], faults)
    address = _database(bot, environ, faults)
    sources, off = read_sources(documents[SOURCES], folder, environ, faults)
    known = Known(
        channels=row_ids(documents[ROUTES], "channel"),
        kinds=kinds,
        sources=row_ids(documents[SOURCES], "source"),
        targets=row_ids(documents[ONCALL], "target"),
    )
    routing = read_routing(documents, known, bot.bot.zone, environ, faults)
    channels = with_secrets(routing.channels, documents[ROUTES], environ, faults) if posts else routing.channels
    token = _token(channels if posts else {}, environ, faults)
    oncall = read_oncall(documents[ONCALL] or {}, Around(environ, posts, known.channels), faults)
    routing = with_shifts(routing, oncall.schedules, faults)
    activation = read_activation(documents[ONCALL] or {}, oncall.schedules, known.channels, bot.bot.zone, faults)
    handover = read_handover(documents[ONCALL] or {}, channels, known.channels, bot.bot.zone, faults)
    around = (environ, known.channels, bot.notices.channel, faults)
    paging = read_paging(documents[ONCALL] or {}, oncall.people, oncall.policies, *around, posts=posts)
    summaries = read_summaries(bot.summaries, known.sources, environ, BOT, faults)
    landscape = read_landscape(bot.landscape, bot.notices.channel, bot.bot.zone, known.channels, BOT, faults)
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
        discord=DiscordSettings(token, bot.discord.guilds, bot.discord.sharded, roles),
        kinds=kinds,
        channels=channels,
        routes=routing.routes,
        inhibitions=routing.inhibitions,
        maintenance=routing.maintenance,
        sources=sources,
        switched_off=off,
        summaries=summaries,
        digests=routing.digests,
        landscape=landscape,
        oncall=oncall,
        activation=activation,
        handover=handover,
        web=bot.web.settings(),
        paging=paging,
    )


def _database(bot: BotFile, environ: Mapping[str, str], faults: Faults) -> str:
    """The environment's address goes before the file's."""
    given = secret(environ, "TOCSIN_DATABASE", faults)
    try:
        return database_address(given or bot.database.address).get_secret_value()
    except Fault as fault:
        faults.add(PLACE, "TOCSIN_DATABASE", fault.fault, fault.mend)
        return ""


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
