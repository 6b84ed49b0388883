"""`[activation]` and `[handover]` in `oncall.toml`: where a team's board stands and who leads it; what is said of shifts, and where."""

from collections.abc import Collection, Mapping
from datetime import timedelta, tzinfo
from typing import Any

from pydantic import Field, StrictStr

from bot.domain.route import Channel
from bot.domain.schedule import Schedule
from bot.domain.tlp import Tlp
from bot.pipeline.activation import LONGEST, SHORTEST, ActivationPlan
from bot.pipeline.handover import HandoverPlan
from bot.settings.duration import Duration
from bot.settings.faults import Faults, validated
from bot.settings.routes_file import ONCALL
from bot.settings.rows import check_name
from bot.settings.words import Number, Table

_PLAN, _HANDOVER = ActivationPlan(), HandoverPlan()


class ActivationTable(Table):
    """[activation]: how a team is asked to help."""

    channel: StrictStr = Field(default="", examples=["alerts"])
    lead: StrictStr = Field(default="", examples=["main/lead"])
    deadline: Duration = Field(default=_PLAN.deadline, ge=SHORTEST, le=LONGEST, examples=["72h"])
    spare: Number = Field(default=_PLAN.spare, ge=0, le=5)


class HandoverTable(Table):
    """[handover]: what people are told of shifts."""

    channel: StrictStr = Field(default="", examples=["alerts"])
    before: tuple[Duration, ...] = Field(default=_HANDOVER.before, max_length=5, examples=[["48h", "1h"]])
    gaps: Duration = Field(default=_HANDOVER.gaps, ge=timedelta(hours=1), le=timedelta(days=60), examples=["7d"])


def read_handover(
    raw: Mapping[str, Any], channels: Mapping[str, Channel], known: Collection[str] | None, zone: tzinfo, faults: Faults
) -> HandoverPlan:
    """`known` are the ids of channels, None where they could not be read. The note says what the readers of its channel may know."""
    table = validated(HandoverTable, raw.get("handover", {}), ONCALL, "handover", faults) or HandoverTable()
    check_name(ONCALL, "handover.channel", "channel", table.channel, known, faults)
    channel = channels.get(table.channel)
    return HandoverPlan(table.channel, table.before, table.gaps, channel.tlp if channel else Tlp.CLEAR, zone)


def read_activation(
    raw: Mapping[str, Any], schedules: Mapping[str, Schedule], channels: Collection[str] | None, zone: tzinfo, faults: Faults
) -> ActivationPlan:
    """`channels` are the ids there are, None where they could not be read."""
    table = validated(ActivationTable, raw.get("activation", {}), ONCALL, "activation", faults) or ActivationTable()
    check_name(ONCALL, "activation.channel", "channel", table.channel, channels, faults)
    check_role(ONCALL, "activation.lead", table.lead, schedules, faults)
    return ActivationPlan(table.channel, table.lead, table.deadline, table.spare, zone)


def check_role(file: str, key: str, name: str, schedules: Mapping[str, Schedule], faults: Faults) -> None:
    """A "schedule/role" must be one of those there are; "" names none."""
    check_name(file, key, "schedule/role", name, {f"{s.id}/{role}" for s in schedules.values() for role in s.roles}, faults)
