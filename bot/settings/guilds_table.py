"""`[[guild]]` of `bot.toml`: which roles of a Discord server make a person what."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bot.domain.rights import Guild, by_id
from bot.settings.faults import Faults
from bot.settings.rows import read_rows
from bot.settings.words import Snowflake, Table

BOT = "bot.toml"
NAME = "guild"
_EXAMPLE = [["123456789012345678"]]


class GuildRow(Table):
    """[[guild]]: one Discord server."""

    id: Snowflake = Field(examples=["123456789012345678"])
    duty_officer: tuple[Snowflake, ...] = Field(default=(), examples=_EXAMPLE)
    analyst: tuple[Snowflake, ...] = Field(default=(), examples=_EXAMPLE)
    viewer: tuple[Snowflake, ...] = Field(default=(), examples=_EXAMPLE)


def read_guilds(raw: Mapping[str, Any] | None, faults: Faults) -> Mapping[str, Guild]:
    """By the server's id."""
    rows = read_rows(raw or {}, NAME, GuildRow, BOT, faults)
    return by_id(Guild(str(r.id), frozenset(r.duty_officer), frozenset(r.analyst), frozenset(r.viewer)) for _, r in rows)


def without_guilds(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is left of the file for its tables."""
    return {key: value for key, value in (raw or {}).items() if key != NAME}
