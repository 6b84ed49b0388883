"""Times as Discord's timestamps: each reader sees them by the clock and in the language of their own device.

Cards are for every sink, so their times are words ("2026-01-05 08:00 EET"); here those words become `<t:...:f>` (Discord's documents,
"Message Formatting"). Only in bodies and fields: titles, footers and names of threads know no timestamps.
"""

import re
from datetime import UTC, datetime, tzinfo

_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d) ([A-Z][A-Za-z]{1,5}|[+-]\d\d(?:\d\d)?)(?![\w:])")


def stamped(text: str, zone: tzinfo) -> str:
    """The text with every time in UTC or in `zone` alive; one that no clock there shows stays as it is written."""
    return _MOMENT.sub(lambda found: _stamp(found, zone), text)


def _stamp(found: re.Match[str], zone: tzinfo) -> str:
    try:
        naive = datetime.strptime(found[1], "%Y-%m-%d %H:%M")  # noqa: DTZ007  the zone follows
    except ValueError:
        return found[0]
    for place in (UTC, zone):
        for fold in (0, 1):
            at = naive.replace(tzinfo=place, fold=fold).astimezone(UTC)
            if at.astimezone(place).strftime("%Y-%m-%d %H:%M %Z") == found[0]:
                return f"<t:{int(at.timestamp())}:f>"
    return found[0]
