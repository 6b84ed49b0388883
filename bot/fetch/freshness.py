"""How long a server asks us to stay away: RFC 9111 (freshness) and RFC 9110 section 10.2.3 (Retry-After).

We are a private cache: `s-maxage` is for shared ones and does not count. No heuristics: a server that says
nothing wishes nothing. Whatever cannot be read counts as not said; nothing here raises or is negative.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=7)
"""No wish beyond this is believed, so that one mistyped header cannot silence a source for years."""

_DIRECTIVE = re.compile(r"""([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*)))?""")
_SECONDS = re.compile(r"\d+", re.ASCII)
_MOST_DIGITS = 10


def fresh_for(cache_control: str, expires: str, date: str, age: str, now: datetime) -> timedelta | None:
    """The time left in which the answer may be used without asking again; None where there is none."""
    directives = _directives(cache_control)
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        lifetime = _seconds(directives["max-age"])
    elif expires and (end := _http_date(expires)):
        lifetime = end - (_http_date(date) or now)
    else:
        return None
    if lifetime is None:
        return None
    left = lifetime - (_seconds(age) or timedelta())
    return min(left, LONGEST) if left > timedelta() else None


def retry_after(value: str, now: datetime) -> timedelta | None:
    """The wish in a Retry-After field, given in seconds or as a date; None where there is none."""
    left = _seconds(value)
    if left is None and (moment := _http_date(value)):
        left = moment - now
    return min(left, LONGEST) if left is not None and left > timedelta() else None


def _directives(cache_control: str) -> dict[str, str]:
    """Directive names in lower case; of a repeated one the first counts (RFC 9111, section 4.2.1)."""
    found: dict[str, str] = {}
    for match in _DIRECTIVE.finditer(cache_control):
        found.setdefault(match[1].lower(), match[2] or match[3] or "")
    return found


def _seconds(value: str) -> timedelta | None:
    """Delta-seconds; what is too long to be meant counts as the longest."""
    digits = value.strip()
    if not _SECONDS.fullmatch(digits):
        return None
    digits = digits.lstrip("0") or "0"
    return timedelta(seconds=int(digits)) if len(digits) < _MOST_DIGITS else LONGEST * 1000


def _http_date(value: str) -> datetime | None:
    """All three date forms of RFC 9110, and the sloppy ones beside them."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
