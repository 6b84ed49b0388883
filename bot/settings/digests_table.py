"""`[[digest]]` of `routes.toml`: what is told at its period instead of post by post."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from pydantic import Field

from bot.domain.digest import Digest
from bot.domain.period import Schedule, parse
from bot.settings.channels_table import ROUTES
from bot.settings.faults import Faults
from bot.settings.hours_table import PeriodText
from bot.settings.match_keys import Known, MatchKeys, check_match
from bot.settings.rows import check_name, read_rows
from bot.settings.words import Id, Text, ZoneOrBots


class DigestRow(MatchKeys):
    """[[digest]]: a digest of the stories that meet its conditions."""

    id: Id = Field(examples=["morning"])
    channel: Text = Field(examples=["alerts"])
    when: PeriodText = Field(min_length=1, examples=["daily 08:00"])
    zone: ZoneOrBots = Field(default=None, examples=["Europe/Vilnius"])


def read_digests(raw: Mapping[str, Any], known: Known, zone: tzinfo, faults: Faults) -> tuple[Digest, ...]:
    """In the order of the file. `zone` is the bot's."""
    made = []
    for label, row in read_rows(raw, "digest", DigestRow, ROUTES, faults):
        check_match(ROUTES, label, row, known, faults)
        check_name(ROUTES, f"{label}.channel", "channel", row.channel, known.channels, faults)
        made.append(Digest(row.id, row.channel, Schedule(parse(row.when), row.zone or zone), row.match()))
    return tuple(made)
