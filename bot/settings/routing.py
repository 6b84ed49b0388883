"""All that decides where stories go: `routes.toml` with the targets of `oncall.toml`, read as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any

from bot.domain.route import Channel, Route
from bot.domain.silence import Inhibition, Maintenance
from bot.settings.channels_table import ROUTES, read_channels
from bot.settings.faults import Faults
from bot.settings.match_keys import Known
from bot.settings.muting_tables import read_inhibitions, read_maintenance
from bot.settings.routes_file import ONCALL, read_routes, read_targets
from bot.settings.rows import check_top
from bot.settings.secrets import PLACE
from bot.settings.words import is_snowflake

QUICK_CHANNEL = "alerts"
"""The channel that TOCSIN_DISCORD_CHANNEL turns into a Discord one."""


@dataclass(frozen=True, slots=True)
class Routing:
    """What the two files say."""

    channels: Mapping[str, Channel] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()


def read_routing(
    documents: Mapping[str, dict[str, Any] | None], known: Known, zone: tzinfo, environ: Mapping[str, str], faults: Faults
) -> Routing:
    """On-call targets, channels, routes, and what is not posted. `zone` is the bot's."""
    oncall, routing = documents[ONCALL], documents[ROUTES]
    targets = {} if oncall is None else read_targets(oncall, faults)
    if routing is None:
        return Routing()
    check_top(routing, ("channel", "route", "inhibit", "maintenance"), ROUTES, faults)
    channels = _quick_channel(read_channels(routing, known, faults), known, environ, faults)
    return Routing(
        channels,
        read_routes(routing, known, targets, zone, faults),
        read_inhibitions(routing, known, faults),
        read_maintenance(routing, known, zone, faults),
    )


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
