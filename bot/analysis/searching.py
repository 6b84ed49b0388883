"""A search in one line: free words, and the conditions of a matcher. `port crane kind:ransomware country:LT since:7d -"exercise"`.

free words            all of them, in a title or text; the last may go on
key:value             as in a matcher (`bot.analysis.matcher`): kind country actor sector source lang cve severity
malware:  indicator:  a program by its name; an address, domain or hash, also as written defanged
accused:RU            a country that is said to have done it
since:  until:        7d, 12h, 2w ago, or a day or time: 2026-01-05, 2026-01-05T12:30
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from bot.analysis.aliases import canonical_names
from bot.analysis.matcher import KEYS, LONGEST, TOKEN, VALUE, BadMatcher, Vocabulary, with_token
from bot.analysis.refang import refanged
from bot.analysis.regions import members
from bot.domain.errors import nearest
from bot.domain.match import Match
from bot.domain.trace import Query

EXAMPLE = "write for example: port kind:ransomware country:LT since:7d"
_AGO = re.compile(r"(\d{1,5})([hdw])")
_UNIT = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_STORY = {"grade": "a source", "standing": "a story"}
"""What matchers ask for and a search does not: no single item has it."""


def parse_search(line: str, vocabulary: Vocabulary, now: datetime, zone: tzinfo = UTC) -> Query:
    """What the line asks, days and times without a zone in `zone`. Raises `BadMatcher`."""
    line = " ".join(line.split())
    if not line or len(line) > LONGEST:
        raise BadMatcher("is empty" if not line else f"is longer than {LONGEST} characters", EXAMPLE)
    match, text, own, seen = Match(), list[str](), dict[str, Any](), set[str]()
    for token in TOKEN.finditer(line):
        key = token["key"] or ("severity" if token["op"] else "")
        if token["other"] or (token["key"] and token["values"].startswith("//")):
            text.append(token[0].strip())
            continue
        if key in seen:
            raise BadMatcher(f'"{key}" is given twice', f"write its values after one {key}:, with commas between")
        seen |= {key} - {""}
        if key in _STORY:
            raise BadMatcher(f'"{key}" is said of {_STORY[key]}, not of an item', f"leave it out; {EXAMPLE}")
        if key and key not in KEYS and key not in _OWN:
            raise BadMatcher(f'unknown key "{key[:40]}"', nearest(key, [*(set(KEYS) - set(_STORY)), *_OWN]))
        if key in _OWN:
            own |= _OWN[key]([quoted or plain for quoted, plain in VALUE.findall(token["values"])], now, zone)
        else:
            match = with_token(match, token, vocabulary)
    return _query(match, " ".join(text), own)


def _query(match: Match, text: str, own: Mapping[str, Any]) -> Query:
    return Query(
        text=text,
        kinds=tuple(sorted(match.kinds)),
        min_severity=match.min_severity,
        max_severity=match.max_severity,
        countries=tuple(sorted(match.countries)),
        sources=tuple(sorted(match.sources)),
        sectors=tuple(sorted(match.sectors)),
        actors=tuple(sorted(match.actors)),
        langs=tuple(sorted(match.langs)),
        cves=tuple(sorted(match.cves)),
        words=match.words,
        not_words=match.not_words,
        **own,
    )


def _malware(values: list[str], _now: datetime, _zone: tzinfo) -> dict[str, Any]:
    return {"malware": tuple(sorted(canonical_names(values)))}


def _indicators(values: list[str], _now: datetime, _zone: tzinfo) -> dict[str, Any]:
    return {"indicators": tuple(sorted(indicator(value) for value in values))}


def indicator(value: str) -> str:
    """As it is kept: made whole and case-folded."""
    return refanged(value.strip()).casefold()


def _accused(values: list[str], _now: datetime, _zone: tzinfo) -> dict[str, Any]:
    found = [members(value) or members(value.lower()) or members(value.upper()) for value in values]
    if None in found:
        raise BadMatcher(f'unknown country "{values[found.index(None)][:40]}"', "write its two letters, for example accused:RU")
    return {"accused": tuple(sorted({code for some in found for code in some or ()}))}


def _since(values: list[str], now: datetime, zone: tzinfo) -> dict[str, Any]:
    return {"since": _time("since", values, now, zone)}


def _until(values: list[str], now: datetime, zone: tzinfo) -> dict[str, Any]:
    return {"until": _time("until", values, now, zone)}


def _time(key: str, values: list[str], now: datetime, zone: tzinfo) -> datetime:
    """A day begins at its midnight for `since`, and ends at the next for `until`."""
    told = values[0]
    try:
        if ago := _AGO.fullmatch(told.lower()):
            return now - int(ago[1]) * _UNIT[ago[2]]
        at = datetime.fromisoformat(told)
        if len(told) <= len("2026-01-05") and key == "until":
            at = datetime.combine(at, time.max)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadMatcher(f'"{told[:40]}" is no time', f"write for example: {key}:7d or {key}:2026-01-05") from None


_OWN: Mapping[str, Callable[[list[str], datetime, tzinfo], dict[str, Any]]] = {
    "malware": _malware,
    "indicator": _indicators,
    "accused": _accused,
    "since": _since,
    "until": _until,
}
