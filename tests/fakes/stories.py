"""Stories for tests of what follows from them: invented organisations at example domains."""

from dataclasses import replace
from typing import Any

from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.story import Report, Standing, Story
from bot.domain.verdict import Named
from tests.fakes.nouns import NOON, verdict

GAZETTE = SourceInfo("gazette", "The Gazette", "feed", "https://gazette.example/feed", "en", "LT", Publisher.PRESS, Grade.C)


def report(**changes: Any) -> Report:
    base = Report(
        "i1",
        GAZETTE,
        NOON,
        "Grid operator hit",
        verdict(kind="ddos"),
        "https://gazette.example/grid",
        "The attack on Example Grid was claimed by Grey Heron.",
    )
    return replace(base, **changes)


def story(**changes: Any) -> Story:
    reports = changes.get("reports", (report(),))
    base = Story(
        id="i1",
        title="Grid operator hit",
        kind="ddos",
        severity=3,
        first_seen=NOON,
        last_seen=NOON,
        kinds=("ddos", "threat_warning"),
        score=0.8,
        standing=Standing.SINGLE_SOURCE,
        publishers=tuple(r.source for r in reports),
        actors=(Named("Grey Heron", "Heron Spider"),),
        victims=(Named("Example Grid"),),
        victim_countries=("LT",),
        actor_countries=("RU",),
        responders=(Named("Estonia", "EE"),),
        sectors=("energy",),
        cves=("CVE-2026-0001",),
        langs=("en",),
        reports=reports,
    )
    return replace(base, **changes)
