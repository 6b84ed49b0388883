"""Stories for tests that need many: invented organisations, told by one line each."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain.story import Standing, Story
from bot.domain.verdict import Named
from tests.fakes.nouns import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def story(name: str = "s", at: datetime = NOON, **changes: Any) -> Story:
    """A corroborated story without reports; `actor` and `victim` are names."""
    actor, victim = changes.pop("actor", ""), changes.pop("victim", f"Mill {name}")
    base: dict[str, Any] = {
        "title": f"Flood at {victim}",
        "kind": "ddos",
        "severity": 2,
        "first_seen": at,
        "last_seen": at,
        "standing": Standing.CORROBORATED,
        "actors": (Named(actor),) if actor else (),
        "victims": (Named(victim),) if victim else (),
        "victim_countries": ("LT",),
        "sectors": ("energy",),
    }
    return Story(name, **{**base, **changes})
