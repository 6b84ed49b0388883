"""A search in one line: what each condition means, and what is refused with which words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.matcher import BadMatcher, Vocabulary
from bot.analysis.searching import parse_search
from bot.domain.trace import Query
from tests.fakes.nouns import NOON

WORDS = Vocabulary(kinds={"ransomware", "ddos"}, sources={"harbour-cert"})
DAY = timedelta(days=1)

LINES = {
    "port crane": Query(text="port crane"),
    "  port   kind:DDOS,ransomware  crane": Query(text="port crane", kinds=("ddos", "ransomware")),
    "severity>=3 severe": Query(text="severe", min_severity=3),
    "severity<2": Query(max_severity=1),
    "country:baltics": Query(countries=("EE", "LT", "LV")),
    "sector:energy source:harbour-cert lang:EN": Query(sectors=("energy",), sources=("harbour-cert",), langs=("en",)),
    'actor:"Fancy Bear"': Query(actors=("apt28", "fancy bear")),
    "cve:cve-2026-12345": Query(cves=("CVE-2026-12345",)),
    '"grey heron" -"an exercise"': Query(words=("grey heron",), not_words=("an exercise",)),
    "indicator:evil[.]example": Query(indicators=("evil.example",)),
    "accused:ru": Query(accused=("RU",)),
    "since:2d": Query(since=NOON - 2 * DAY),
    "since:36h until:1w": Query(since=NOON - 1.5 * DAY, until=NOON - 7 * DAY),
    "since:2026-01-01": Query(since=datetime(2026, 1, 1, tzinfo=UTC)),
    "until:2026-01-01": Query(until=datetime(2026, 1, 1, 23, 59, 59, 999999, tzinfo=UTC)),
    "until:2026-01-01T10:30:00.250Z": Query(until=datetime(2026, 1, 1, 10, 30, 0, 250000, tzinfo=UTC)),
    "https://news.example/a?b=c": Query(text="https://news.example/a?b=c"),
    "CVE-2026-1 norhaven.example:": Query(text="CVE-2026-1 norhaven.example:"),
}


@pytest.mark.parametrize("line", LINES)
def test_what_a_line_means(line):
    """Unquoted words are free text, everything else is as in a matcher."""
    assert parse_search(line, WORDS, NOON) == LINES[line]


def test_days_are_those_of_the_wall():
    """A day without a zone is the team's day."""
    found = parse_search("since:2026-07-01", WORDS, NOON, ZoneInfo("Europe/Vilnius"))
    assert found.since == datetime(2026, 6, 30, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "is empty"),
        ("x" * 501, "longer than 500"),
        ("kind:ddos kind:ransomware", "given twice"),
        ("kind:ddso", 'did you mean "ddos"'),
        ("since:7", "is no time"),
        ("until:2026-13-01", "is no time"),
        ("accused:XX", "unknown country"),
        ("sinse:7d", 'did you mean "since"'),
        ("standing:official", "not of an item"),
        ("cve:12", "is no CVE id"),
    ],
)
def test_what_is_refused(line, said):
    """One fault at a time, in words that say how to mend it."""
    with pytest.raises(BadMatcher, match=said):
        parse_search(line, WORDS, NOON)


@given(st.text(max_size=60) | st.text('kindsceoutry:"-,<>=0123456789 ', max_size=40))
def test_any_line_is_understood_or_refused(line):
    """Nothing else is raised, whatever people type."""
    try:
        found = parse_search(line, WORDS, NOON)
    except BadMatcher:
        return
    assert found.alerts_only
