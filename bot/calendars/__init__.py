"""JUDGEMENT: shifts as an iCalendar file (RFC 5545), and a calendar as turns. Pure: bytes in, values out, and the other way round.

The only home of `icalendar` and `recurring_ical_events`. A room of its own because three rooms that may not see each other need it
(`web` serves a calendar, the reader of foreign ones, the command line) and `duty` takes no library: a calendar library reads what
strangers write, and must not be near the decision whom to call. May import `domain` and libraries that only compute.

`bounds` looks through the bytes before the library does: a short rule may stand for a million shifts.
Add a property of an event: `write.py`, and its check by the second library in `tests/calendars/`. Read first: `read.py`.
"""
