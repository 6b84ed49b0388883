"""Spans of time as people write them: "90s", "15m", "6h", "1h30m", "2d". A bare number is refused: of what would it be?"""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

from bot.settings.faults import Fault

_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_PART = re.compile(r"([0-9]{1,9})(ms|[wdhms])")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
LONGEST = timedelta(days=36525)


def parse_duration(text: str) -> timedelta:
    """The span that `text` says: numbers with units w, d, h, m, s, ms, added up. At most 100 years. Raises `Fault`."""
    if not _WHOLE.fullmatch(text):
        raise Fault("is not a length of time", 'write a number and a unit (s, m, h, d, w), for example "15m" or "1h30m"')
    length = timedelta()
    for number, unit in _PART.findall(text):
        length = min(length + min(int(number), LONGEST // _UNITS[unit] + 1) * _UNITS[unit], LONGEST + _UNITS["ms"])
    if length > LONGEST:
        raise Fault("is longer than 100 years", "write a shorter time")
    return length


def _duration(value: object) -> timedelta:
    """For a model: text, or a span that a default already is."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise Fault("must be a length of time in quotes", 'write for example "15m" or "6h"')
    return parse_duration(value)


Duration = Annotated[timedelta, BeforeValidator(_duration)]
