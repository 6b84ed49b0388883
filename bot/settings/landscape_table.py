"""`[landscape]` in `bot.toml`: where and for whom changes of the threat level are said."""

from collections.abc import Collection
from datetime import tzinfo

from pydantic import Field, StrictStr

from bot.analysis.regions import members
from bot.domain.tlp import Tlp
from bot.pipeline.landscape import LandscapePlan
from bot.settings.faults import Faults
from bot.settings.rows import check_name
from bot.settings.words import Place, Sector, Table


class LandscapeTable(Table):
    """[landscape]: the threat level of countries and sectors."""

    channel: StrictStr = Field(default="", examples=["alerts"])
    countries: frozenset[Place] = Field(default=frozenset(), examples=[["UA", "baltics"]])
    sectors: frozenset[Sector] = Field(default=frozenset(), examples=[["energy", "health"]])
    tlp: Tlp = Tlp.CLEAR


def read_landscape(
    table: LandscapeTable, notices: str, zone: tzinfo, channels: Collection[str] | None, file: str, faults: Faults
) -> LandscapePlan:
    """Without a channel of its own it speaks where Tocsin speaks of itself. `channels` are the ids there are, None where they
    could not be read.
    """
    check_name(file, "landscape.channel", "channel", table.channel, channels, faults)
    countries = frozenset(code for place in table.countries for code in members(place) or ())
    return LandscapePlan(table.channel or notices, countries, table.sectors, table.tlp, zone)
