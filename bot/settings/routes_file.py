"""`routes.toml` and `oncall.toml`: where alerts go, and whom they call by name there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, Field, StrictBool, StrictInt, StrictStr, model_validator

from bot.domain.route import Channel, Match, Mention, Route
from bot.settings.faults import Fault, Faults, nearest, validated
from bot.settings.rows import check_name, check_top, labelled, read_rows, row_model
from bot.settings.words import Country, Id, Lang, Number, Sector, Snowflake, Table, Text
from bot.sinks import KINDS

ROUTES, ONCALL = "routes.toml", "oncall.toml"
_ROUTE, _CHANNEL = Route("", ()), Channel("", "")
"""For their defaults."""


class ChannelRow(Table):
    """[[channel]]: a place posts go to."""

    id: Id = Field(examples=["alerts"])
    kind: Text = Field(examples=["discord"])
    threshold_from: Number = Field(default=_CHANNEL.threshold_from, ge=0, le=1)
    threshold_to: Number = Field(default=_CHANNEL.threshold_to, ge=0, le=1)

    @model_validator(mode="after")
    def _ordered(self) -> "ChannelRow":
        if self.threshold_from > self.threshold_to:
            raise Fault("threshold_from is above threshold_to", "make threshold_to the higher one; equal ones keep it fixed")
        return self


class DiscordChannel(Table):
    """What a channel of kind "discord" has beside that."""

    target: Snowflake = Field(examples=["123456789012345678"])


CHANNEL_KINDS: Mapping[str, type[BaseModel]] = {
    "discord": DiscordChannel,
    **{name: kind.config for name, kind in KINDS.items()},
}


class RouteRow(Table):
    """[[route]]: which alerts go to which channels."""

    id: Id = Field(examples=["everything"])
    channels: tuple[Text, ...] = Field(min_length=1, examples=[["alerts"]])
    kinds: frozenset[Text] = Field(default=frozenset(), examples=[["ransomware", "ddos"]])
    severity: StrictInt = Field(default=0, ge=0, le=4)
    countries: frozenset[Country] = Field(default=frozenset(), examples=[["UA", "LT", "EU"]])
    sectors: frozenset[Sector] = Field(default=frozenset(), examples=[["energy", "health"]])
    sources: frozenset[Text] = Field(default=frozenset(), examples=[["cert-eu"]])
    langs: frozenset[Lang] = Field(default=frozenset(), examples=[["uk", "pl"]])
    words: tuple[Text, ...] = Field(default=(), examples=[["example bank"]])
    not_words: tuple[Text, ...] = Field(default=(), examples=[["webinar"]])
    threshold: Number = Field(default=_ROUTE.threshold, ge=0, le=1)
    oncall: StrictStr = Field(default="", examples=["duty-officer"])
    oncall_from: StrictInt = Field(default=_ROUTE.mention_from, ge=0, le=4)
    stop: StrictBool = False


class TargetRow(Table):
    """[[target]]: somebody who can be called by name: a Discord role or a Discord user, or whoever is on call by a schedule."""

    id: Id = Field(examples=["duty-officer"])
    name: Text = Field(examples=["Duty officer"])
    discord_role: Snowflake = Field(default=0, examples=["123456789012345678"])
    discord_user: Snowflake = Field(default=0, examples=["123456789012345678"])
    schedule: StrictStr = Field(default="", examples=["main"])
    role: StrictStr = Field(default="", examples=["lead"])

    @model_validator(mode="after")
    def _one(self) -> "TargetRow":
        if bool(self.schedule) != bool(self.role):
            raise Fault("schedule and role belong together", 'write for example: schedule = "main" and role = "lead"')
        if bool(self.discord_role) == bool(self.discord_user):
            raise Fault(
                "needs exactly one of discord_role and discord_user", 'write for example: discord_role = "123456789012345678"'
            )
        return self


@dataclass(frozen=True, slots=True)
class Known:
    """Names that a route may use; None where the file that holds them could not be read."""

    channels: Collection[str] | None
    kinds: Collection[str] | None
    sources: Collection[str] | None
    targets: Collection[str] | None


def read_targets(raw: Mapping[str, Any], faults: Faults) -> dict[str, Mention]:
    """`oncall.toml` by target id."""
    check_top(raw, ("target", "person", "rotation", "schedule", "policy"), ONCALL, faults)
    rows = read_rows(raw, "target", TargetRow, ONCALL, faults)
    return {row.id: Mention(row.name, row.discord_role, row.discord_user, row.schedule, row.role) for _, row in rows}


def read_channels(raw: Mapping[str, Any], faults: Faults) -> dict[str, Channel]:
    """The channels of `routes.toml` by id."""
    channels = {}
    for label, given in labelled(raw, "channel", ROUTES, faults):
        kind = given.get("kind")
        if isinstance(kind, str) and kind not in CHANNEL_KINDS:
            faults.add(ROUTES, f"{label}.kind", f'unknown kind of channel "{kind}"', nearest(kind, CHANNEL_KINDS))
            continue
        row = validated(channel_model(kind if isinstance(kind, str) else ""), given, ROUTES, label, faults)
        if row is not None:
            target = str(getattr(row, "target", ""))
            channels[row.id] = Channel(row.id, row.kind, target, row.threshold_from, row.threshold_to)
    return channels


@cache
def channel_model(kind: str) -> type[ChannelRow]:
    """All keys of a channel of this kind: the common ones and those of its sink. "" gives the common ones."""
    return row_model(f"{kind}_channel", ChannelRow, CHANNEL_KINDS[kind]) if kind else ChannelRow


def read_routes(raw: Mapping[str, Any], known: Known, targets: Mapping[str, Mention], faults: Faults) -> tuple[Route, ...]:
    """The routes of `routes.toml`, in their order, every name in them known."""
    rows = read_rows(raw, "route", RouteRow, ROUTES, faults)
    for label, row in rows:
        _check_names(label, row, known, faults)
    return tuple(_route(row, targets) for _, row in rows)


def _check_names(label: str, row: RouteRow, known: Known, faults: Faults) -> None:
    """Every name that a route uses must be one that exists."""
    used = (
        ("channels", "channel", row.channels, known.channels),
        ("kinds", "kind", sorted(row.kinds), known.kinds),
        ("sources", "source", sorted(row.sources), known.sources),
        ("oncall", "on-call target", (row.oncall,), known.targets),
    )
    for key, noun, names, there in used:
        for name in names:
            check_name(ROUTES, f"{label}.{key}", noun, name, there, faults)


def _route(row: RouteRow, targets: Mapping[str, Mention]) -> Route:
    """A row as the domain sees it."""
    match = Match(
        kinds=row.kinds,
        min_severity=row.severity,
        countries=row.countries,
        sectors=row.sectors,
        sources=row.sources,
        langs=row.langs,
        words=tuple(word.casefold() for word in row.words),
        not_words=tuple(word.casefold() for word in row.not_words),
    )
    return Route(
        id=row.id,
        channels=row.channels,
        match=match,
        threshold=row.threshold,
        mention=targets.get(row.oncall),
        mention_from=row.oncall_from,
        proceed=not row.stop,
    )
