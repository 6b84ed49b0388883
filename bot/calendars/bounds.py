"""What a calendar may cost, looked at line by line before a library makes objects and occurrences of it.

A rule of thirty letters may stand for a billion occurrences (`rules`), one line may be a megabyte, and a time zone may be made of
rules of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.calendars.rules import cost
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

MAX_BYTES = 5_000_000
MAX_LINE = 20_000
"""Bytes of one line, continuations included."""
MAX_EVENTS = 10_000
MAX_OCCURRENCES = 50_000
"""Of all rules together, from their beginnings to the end of the window."""
MAX_ZONES = 50
MAX_DEPTH = 5

_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_DAY = re.compile(rb"DTSTART[^:]*:(\d{8})")


@dataclass(slots=True)
class _Event:
    """What of one event costs."""

    begins: datetime | None = None
    rules: tuple[str, ...] = ()
    dates: int = 0


def check(data: bytes, until: datetime) -> None:
    """Raises `Permanent` (TOO_LARGE, EMPTY or MALFORMED) for a calendar that is none, or costs too much up to `until`."""
    if len(data) > MAX_BYTES:
        raise Permanent(FailReason.TOO_LARGE, f"the calendar is larger than {MAX_BYTES // 1_000_000} MB")
    if not data.strip():
        raise Permanent(FailReason.EMPTY, "the calendar is empty")
    cost = sum(_cost(event, until) for event in _events(data))
    if cost > MAX_OCCURRENCES:
        raise Permanent(
            FailReason.TOO_LARGE, f"the rules of the calendar make up to {cost:,} events; at most {MAX_OCCURRENCES:,} are read"
        )


def _events(data: bytes) -> Iterator[_Event]:
    """Each event, and what of it costs; counts, depth and zones are checked on the way."""
    stack: list[bytes] = []
    event, events, zones = _Event(), 0, 0
    for line in _lines(data):
        name = re.split(rb"[:;]", line, maxsplit=1)[0].upper()
        if name == b"BEGIN":
            stack.append(line[6:].strip().upper())
            events, zones = events + (stack[-1] == b"VEVENT"), zones + (stack[-1] == b"VTIMEZONE")
            _check_counts(stack, events, zones)
            event = _Event() if stack[-1] == b"VEVENT" else event
        elif name == b"END" and stack:
            if stack.pop() == b"VEVENT":
                yield event
        elif stack and stack[-1] == b"VEVENT":
            _note(event, name, line)
        elif name == b"RRULE":
            _check_clock_change(line.decode("ascii", "replace"))
    if not events and b"BEGIN:VCALENDAR" not in data[:1000].upper():
        raise Permanent(FailReason.MALFORMED, "it is not an iCalendar file (RFC 5545)")


def _check_clock_change(line: str) -> None:
    """A rule outside of an event is one of a time zone."""
    if "FREQ=YEARLY" not in line.upper():
        raise Permanent(FailReason.MALFORMED, "a time zone of the calendar changes its clocks by a rule that is not yearly")
    cost(line, _ANY, _ANY)


def _check_counts(stack: list[bytes], events: int, zones: int) -> None:
    if events > MAX_EVENTS:
        raise Permanent(FailReason.TOO_LARGE, f"the calendar has more than {MAX_EVENTS:,} events")
    if zones > MAX_ZONES:
        raise Permanent(FailReason.TOO_LARGE, f"the calendar declares more than {MAX_ZONES} time zones")
    if len(stack) > MAX_DEPTH:
        raise Permanent(FailReason.MALFORMED, "the calendar is nested too deeply")


def _lines(data: bytes) -> Iterator[bytes]:
    """Whole lines: one that begins with a blank goes on from the one before."""
    line: list[bytes] = []
    size = 0
    for part in data.splitlines():
        if not part.startswith((b" ", b"\t")):
            yield b"".join(line)
            line, size = [], 0
        line.append(part[1:] if line else part)
        size += len(part)
        if size > MAX_LINE:
            raise Permanent(FailReason.TOO_LARGE, f"a line of the calendar is longer than {MAX_LINE:,} bytes")
    yield b"".join(line)


def _note(event: _Event, name: bytes, line: bytes) -> None:
    if name == b"DTSTART" and (day := _DAY.match(line.upper())):
        try:
            event.begins = datetime.strptime(day[1].decode(), "%Y%m%d").replace(tzinfo=UTC)
        except ValueError as error:
            raise Permanent(FailReason.MALFORMED, "an event of the calendar begins on no day") from error
    elif name in (b"RRULE", b"EXRULE"):
        event.rules = (*event.rules, line.decode("ascii", "replace"))
    elif name in (b"RDATE", b"EXDATE"):
        event.dates += line.count(b",") + 1


def _cost(event: _Event, until: datetime) -> int:
    """How many occurrences it may have at most."""
    if event.rules and event.begins is None:
        raise Permanent(FailReason.MALFORMED, "an event of the calendar repeats and does not begin")
    return event.dates + sum(cost(rule, event.begins or until, until) for rule in event.rules)
