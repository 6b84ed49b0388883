"""What a recurrence rule (RFC 5545, 3.3.10) may cost, and which rules are read at all.

A library walks from the beginning of a rule to what it looks for. A rule that names many days is dear, and one that names no day
(30 February, the sixth Monday) is walked to the year 9999. So only shapes are read of which it is plain that they keep naming days;
they are those that calendar programs write.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import prod
from typing import NoReturn

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

_NONE: frozenset[str] = frozenset()
_PERIOD = {
    "HOURLY": (timedelta(hours=1), 1),
    "DAILY": (timedelta(days=1), 1),
    "WEEKLY": (timedelta(days=7), 7),
    "MONTHLY": (timedelta(days=28), 31),
    "YEARLY": (timedelta(days=365), 366),
}
"""Frequency -> how long its period is at least, and on how many days of it something may happen."""
_EVERY = {
    "HOURLY": [_NONE],
    "DAILY": [_NONE],
    "WEEKLY": [_NONE, frozenset({"BYDAY"})],
    "MONTHLY": [_NONE, frozenset({"BYDAY"}), frozenset({"BYMONTHDAY"}), frozenset({"BYDAY", "BYSETPOS"})],
    "YEARLY": [_NONE, frozenset({"BYMONTH"}), frozenset({"BYMONTH", "BYDAY"}), frozenset({"BYMONTH", "BYMONTHDAY"})],
}
"""Frequency -> which conditions on days are read together, with any interval."""
_ONE = {
    "DAILY": [frozenset({"BYDAY"}), frozenset({"BYMONTH"}), frozenset({"BYDAY", "BYMONTH"})],
    "WEEKLY": [frozenset({"BYMONTH"}), frozenset({"BYDAY", "BYMONTH"})],
    "MONTHLY": [frozenset({"BYMONTH"}), frozenset({"BYMONTH", "BYDAY"}), frozenset({"BYMONTH", "BYMONTHDAY"})],
    "YEARLY": [frozenset({"BYMONTH", "BYMONTHDAY", "BYDAY"})],
}
"""The same, only with an interval of one: with another they may never meet."""
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_FORMS = {
    "BYDAY": re.compile(r"[+-]?[1-5]?(MO|TU|WE|TH|FR|SA|SU)"),
    "BYMONTHDAY": re.compile(r"-?([1-9]|1\d|2[0-8])"),
    "BYMONTH": re.compile(r"[1-9]|1[0-2]"),
    "BYSETPOS": re.compile(r"-?[1-4]"),
    "BYHOUR": re.compile(r"1?\d|2[0-3]"),
    "BYMINUTE": re.compile(r"[1-5]?\d"),
    "BYSECOND": re.compile(r"[1-5]?\d"),
    "INTERVAL": re.compile(r"[1-9]\d{0,3}"),
    "COUNT": re.compile(r"[1-9]\d{0,5}"),
    "UNTIL": re.compile(r"\d{8}(T\d{6}Z?)?"),
    "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
    "FREQ": re.compile(r"[A-Z]+"),
}
"""Keys that are read, and what each item of their lists looks like."""
_COUNTED = re.compile(r"[+-]?[1-5]")
_LONE_DAY = re.compile(r"-?(29|3[01])")
"""Days that not every month has are read where every month is asked for them."""


def cost(line: str, begins: datetime, end: datetime) -> int:
    """How many times at most the rule of an RRULE line happens from `begins` to `end`. Raises `Permanent`: MALFORMED."""
    rule = _parts(line)
    period, days = _PERIOD[rule["FREQ"]]
    interval = int(rule.get("INTERVAL", "1"))
    each = prod(rule[name].count(",") + 1 for name in _CLOCK if name in rule) * (days if _days(rule) else 1)
    until = rule.get("UNTIL", "")
    last = min(end, _day(until) + timedelta(days=2)) if until else end
    happens = max((last - begins) // (period * interval) + 1, 0) * each
    return min(happens, int(rule["COUNT"])) if "COUNT" in rule else happens


def _parts(line: str) -> dict[str, str]:
    """The rule by its keys, every one of a form that is read."""
    pairs = [part.partition("=") for part in line.partition(":")[2].upper().strip().split(";") if part]
    rule = {name: value for name, _, value in pairs}
    frequency = rule.get("FREQ", "")
    if frequency not in _PERIOD:
        _refuse(f"repeats {frequency[:12] or 'nothing'}; read are {', '.join(_PERIOD)}")
    for name, value in rule.items():
        alone = name == "BYMONTHDAY" and frequency == "MONTHLY" and _days(rule) == {name} and "INTERVAL" not in rule
        for item in value.split(","):
            form = _FORMS.get(name)
            if form is None or not (form.fullmatch(item) or (alone and _LONE_DAY.fullmatch(item))):
                _refuse(f"says {name[:12]}={item[:12]}, which is not read")
    shapes = _EVERY[frequency] + (_ONE.get(frequency, []) if rule.get("INTERVAL", "1") == "1" else [])
    counted = _COUNTED.search(rule.get("BYDAY", "")) and _days(rule) & {"BYSETPOS", "BYMONTHDAY"}
    if counted or _days(rule) not in shapes or (frequency == "HOURLY" and any(name in rule for name in _CLOCK)):
        _refuse(f"joins {frequency} with {', '.join(sorted(_days(rule))) or 'times'} in a way that is not read")
    return rule


def _days(rule: Mapping[str, str]) -> frozenset[str]:
    """The conditions on days that it has."""
    return frozenset(name for name in rule if name.startswith("BY") and name not in _CLOCK)


def _day(until: str) -> datetime:
    try:
        return datetime.strptime(until[:8], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        _refuse(f"says UNTIL={until[:12]}, which is no day")


def _refuse(what: str) -> NoReturn:
    raise Permanent(FailReason.MALFORMED, f"a rule of the calendar {what}; write its events out, or a simpler rule")
