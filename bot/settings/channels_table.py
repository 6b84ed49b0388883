"""`[[channel]]` of `routes.toml`: the places posts go to."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel, Field, StrictBool, model_validator

from bot.domain.errors import nearest
from bot.domain.match import WORST
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.settings.faults import Fault, Faults, validated
from bot.settings.match_keys import Known
from bot.settings.rows import check_name, labelled, row_model
from bot.settings.words import Id, Number, Snowflake, Table, Text
from bot.sinks import KINDS

ROUTES = "routes.toml"
_CHANNEL = Channel("", "")
"""For its defaults."""


class ChannelRow(Table):
    """[[channel]]: a place posts go to."""

    id: Id = Field(examples=["alerts"])
    kind: Text = Field(examples=["discord"])
    threshold_from: Number = Field(default=_CHANNEL.threshold_from, ge=0, le=1)
    threshold_to: Number = Field(default=_CHANNEL.threshold_to, ge=0, le=1)
    tlp: Tlp = _CHANNEL.tlp

    @model_validator(mode="after")
    def _ordered(self) -> "ChannelRow":
        if self.threshold_from > self.threshold_to:
            raise Fault("threshold_from is above threshold_to", "make threshold_to the higher one; equal ones keep it fixed")
        return self


class DiscordChannel(Table):
    """What a channel of kind "discord" has beside that."""

    target: Snowflake = Field(examples=["123456789012345678"])
    forum: StrictBool = _CHANNEL.forum
    thread: StrictBool = _CHANNEL.thread
    tags: Mapping[str, Snowflake] = Field(default_factory=dict, examples=[{"ransomware": "123456789012345678"}])

    @model_validator(mode="after")
    def _tagged(self) -> "DiscordChannel":
        if self.tags and not self.forum:
            raise Fault("has tags and is no forum", "write forum = true, or remove tags")
        return self


CHANNEL_KINDS: Mapping[str, type[BaseModel]] = {
    "discord": DiscordChannel,
    **{name: kind.config for name, kind in KINDS.items()},
}


def read_channels(raw: Mapping[str, Any], known: Known, faults: Faults) -> dict[str, Channel]:
    """The channels of `routes.toml` by id."""
    channels = {}
    for label, given in labelled(raw, "channel", ROUTES, faults):
        kind = given.get("kind")
        if isinstance(kind, str) and kind not in CHANNEL_KINDS:
            faults.add(ROUTES, f"{label}.kind", f'unknown kind of channel "{kind}"', nearest(kind, CHANNEL_KINDS))
            continue
        row = validated(channel_model(kind if isinstance(kind, str) else ""), given, ROUTES, label, faults)
        if row is not None:
            channels[row.id] = _channel(label, row, known, faults)
    return channels


@cache
def channel_model(kind: str) -> type[ChannelRow]:
    """All keys of a channel of this kind: the common ones and those of its sink. "" gives the common ones."""
    return row_model(f"{kind}_channel", ChannelRow, CHANNEL_KINDS[kind]) if kind else ChannelRow


def _channel(label: str, row: ChannelRow, known: Known, faults: Faults) -> Channel:
    """A row as the domain sees it. A tag is set by a kind or by a severity, written as a digit."""
    tags: Mapping[str, int] = getattr(row, "tags", {})
    severities = {str(n) for n in range(WORST + 1)}
    for name in tags.keys() - severities:
        check_name(ROUTES, f"{label}.tags", "kind", name, known.kinds, faults)
    return Channel(
        id=row.id,
        kind=row.kind,
        target=str(getattr(row, "target", "")),
        threshold_from=row.threshold_from,
        threshold_to=row.threshold_to,
        tlp=row.tlp,
        forum=getattr(row, "forum", _CHANNEL.forum),
        thread=getattr(row, "thread", _CHANNEL.thread),
        tags={name: str(tag) for name, tag in tags.items()},
    )
