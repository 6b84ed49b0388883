"""The small types that settings are written in: ids, colours, languages, countries, addresses, secrets, zones.

Each is a validator that raises `Fault`; a value is repeated in the fault only where it cannot be a secret.
"""

import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pycountry
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from bot.analysis.regions import members, regions
from bot.domain.errors import nearest
from bot.domain.hours import DAY
from bot.settings.faults import Fault

SECTORS = (
    "government",
    "military_defence",
    "energy",
    "transport",
    "health",
    "finance",
    "telecom",
    "technology",
    "manufacturing_industrial",
    "retail_consumer",
    "education",
    "media",
    "crypto",
    "other",
)

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SNOWFLAKE = re.compile(r"[0-9]{15,20}")
_SIZE = re.compile(r"([0-9]{1,6}) ?(KiB|MiB)")
_BYTES = {"KiB": 1024, "MiB": 1024 * 1024}
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_LARGE = 1e9
_HOST = re.compile(r"[^\s<>\"{}|\\^`@]+")


class Table(BaseModel):
    """A table of a settings file: an unknown key is a fault, a value does not change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise Fault(
            "an id is 1 to 64 small letters, digits, - or _, and begins with a letter or digit",
            'write for example: id = "cert-example"',
        )
    return value


def _line(value: str) -> str:
    if not value.isprintable():
        raise Fault("holds a line break or a control character", "write it as one plain line")
    return value


def _colour(value: object) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise Fault("must be a colour of six hexadecimal digits", 'write for example: colour = "#C0392B"')
    return int(value[1:], 16)


def _lang(value: str) -> str:
    if value and (not value.islower() or pycountry.languages.get(alpha_2=value) is None):
        raise Fault(f'unknown language "{value[:20]}"', 'give the two small letters of ISO 639-1, for example "uk" for Ukrainian')
    return value


def _country(value: str) -> str:
    if value and value != "EU" and (not value.isupper() or pycountry.countries.get(alpha_2=value) is None):
        raise Fault(
            f'unknown country "{value[:20]}"',
            'give the two capital letters of ISO 3166 ("UA", "GB") or "EU" for the Union itself',
        )
    return value


def _place(value: str) -> str:
    if members(value) is None:
        raise Fault(f'unknown country or region "{value[:20]}"', _place_mend(value))
    return value


def _place_mend(value: str) -> str:
    close = nearest(value, regions())
    if close.startswith("did"):
        return close
    return f'give the two capital letters of ISO 3166 ("UA", "GB"), "EU" for the Union itself, or a region: {", ".join(sorted(regions()))}'


def _minute(value: object, last: int) -> int:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minute = int(found[1]) * 60 + int(found[2]) if found else last + 1
    if minute > last:
        raise Fault("is not a time of day", 'write hours and minutes in quotes, for example "22:00"')
    return minute


def _zone_or_none(value: object) -> ZoneInfo | None:
    return None if value == "" else _zone(value)


def _home_country(value: str) -> str:
    return value if value == "INT" else _country(value)


def _sector(value: str) -> str:
    if value not in SECTORS:
        raise Fault(f'unknown sector "{value[:40]}"', nearest(value, SECTORS))
    return value


def is_snowflake(text: str) -> bool:
    """Whether it has the form of a Discord id."""
    return bool(_SNOWFLAKE.fullmatch(text))


def _snowflake(value: object) -> int:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not is_snowflake(text):
        raise Fault(
            "must be a Discord id of 15 to 20 digits",
            "in Discord switch on Settings > Advanced > Developer Mode, then right-click and Copy ID",
        )
    return int(text)


def is_web_address(value: str) -> bool:
    """Whether it is a whole http or https address."""
    try:
        parts = urlsplit(value)
        host = _HOST.fullmatch(parts.netloc.rpartition("@")[2])
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and host is not None


def _address(value: str) -> str:
    if not is_web_address(value):
        raise Fault("is not a web address", 'give the whole address, for example "https://www.example.org/feed.xml"')
    if "@" in urlsplit(value).netloc:
        raise Fault("an address must not hold a password", "take user and password out of it and put them under [source.http]")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGE:
        raise Fault("must be a number")
    return float(value)


def _size(value: object) -> int:
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Fault("is not a size", 'write a whole number and KiB or MiB in quotes, for example "10MiB"')
    return int(found[1]) * _BYTES[found[2]]


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str):
        raise Fault("must be text in quotes")
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = nearest(value, available_timezones())
        mend = hint if hint.startswith("did") else 'give a name of the IANA list, for example "Europe/Vilnius" or "UTC"'
        raise Fault(f'unknown time zone "{value[:40]}"', mend) from error


Id = Annotated[StrictStr, AfterValidator(_id)]
Text = Annotated[StrictStr, Field(min_length=1)]
Line = Annotated[StrictStr, AfterValidator(_line)]
"""Text that goes into a header."""
Colour = Annotated[int, BeforeValidator(_colour)]
Lang = Annotated[StrictStr, AfterValidator(_lang)]
Country = Annotated[StrictStr, AfterValidator(_country)]
HomeCountry = Annotated[StrictStr, AfterValidator(_home_country)]
"""A publisher's country: also "INT" for international bodies."""
Place = Annotated[StrictStr, AfterValidator(_place)]
"""A country or the name of a region."""
Begin = Annotated[int, BeforeValidator(lambda value: _minute(value, DAY - 1))]
"""Minutes since midnight."""
End = Annotated[int, BeforeValidator(lambda value: _minute(value, DAY))]
"""The same, with 24:00."""
ZoneOrBots = Annotated[ZoneInfo | None, BeforeValidator(_zone_or_none)]
"""None for that of the bot."""
Sector = Annotated[StrictStr, AfterValidator(_sector)]
Snowflake = Annotated[int, BeforeValidator(_snowflake)]
"""A Discord id, as a number or as text."""
Address = Annotated[StrictStr, AfterValidator(_address)]
Number = Annotated[float, BeforeValidator(_number)]
"""Whole or not; text is none."""
Size = Annotated[int, BeforeValidator(_size)]
"""Bytes."""
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
