"""The dates that feeds write, read quickly: RFC 822/2822 (RSS) and RFC 3339 / W3C-DTF (Atom, Dublin Core, JSON Feed)."""

import re
from datetime import UTC, datetime, timedelta

_RFC822 = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})\s+"
    r"(\d{1,2}):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|[a-z]{1,4})",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ZONES = {"gmt": 0, "utc": 0, "ut": 0, "z": 0}
_ZONES |= {"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8}


def moment(text: str) -> datetime | None:
    """An aware UTC time, or None if the text is no date of the two families (a zone left out means UTC)."""
    try:
        found = _RFC822.fullmatch(text)
        if found:
            day, month, year, hour, minute, second, zone = found.groups()
            at = datetime(int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
            return at - _offset(zone)
        found = _ISO.fullmatch(text)
        if found:
            year, month, day, hour, minute, second, zone = found.groups()
            at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC)
            return at - _offset(zone or "Z")
    except (ValueError, KeyError, OverflowError):  # the 31st of February, a month or a zone that nobody knows, year 0
        return None
    return None


def _offset(zone: str) -> timedelta:
    if zone[0] in "+-":
        span = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return -span if zone[0] == "-" else span
    return timedelta(hours=_ZONES[zone.lower()])
