"""The settings in force, in lines that anybody who may see them can read: named one by one, so that no secret is among them."""

from collections.abc import Iterator

from bot.settings.shape import Settings


def shown(settings: Settings) -> Iterator[str]:
    """What is set, without addresses of databases and endpoints beyond their kind and host, without keys, tokens and headers."""
    bot, discord = settings.bot, settings.discord
    yield f"Name {bot.name}, zone {bot.zone}, contact {bot.contact or 'none'}"
    yield f"Database: {settings.database.address.partition(':')[0].partition('+')[0]}"
    sharded = ", sharded" if discord.sharded else ""
    yield f"Discord: {'token set' if discord.token else 'no token'}{sharded}; commands in {_ids(discord.guilds) or 'every server'}"
    for guild in discord.roles.values():
        named = (("duty officer", guild.duty_officer), ("analyst", guild.analyst), ("viewer", guild.viewer))
        yield f"Server {guild.id}: " + ("; ".join(f"{role} {_ids(ids)}" for role, ids in named if ids) or "no roles named")
    yield f"Notices: {settings.notices or 'nowhere'}"
    for channel in settings.channels.values():
        target = f" {channel.target}" if channel.kind == "discord" else ""
        yield f"Channel {channel.id}: {channel.kind}{target}, cleared for TLP:{str(channel.tlp).upper()}"
    yield f"Routes: {len(settings.routes)}; inhibitions {len(settings.inhibitions)}, maintenance windows {len(settings.maintenance)}"
    yield f"Sources: {len(settings.sources)} on, {len(settings.switched_off)} off"
    yield f"Kinds: {len(settings.kinds)}"
    if settings.summaries is None:
        yield "Summaries: built in"
    else:
        told = settings.summaries
        yield f"Summaries: {told.endpoint.model}; key {'set' if told.endpoint.key else 'not set'}"
    yield from (f"Digest {d.id}: channel {d.channel}, {d.schedule}" for d in settings.digests)


def _ids(ids: object) -> str:
    return ", ".join(sorted(map(str, ids))) if isinstance(ids, tuple | frozenset) else ""
