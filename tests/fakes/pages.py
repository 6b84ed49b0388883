"""Pages for tests: invented people at example domains."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.page import Page, PageState, Timer, TimerKind
from bot.domain.paging import Cause, PageFile
from bot.domain.person import Contact, Method, Person
from bot.domain.policy import Policy, Step, Target, TargetKind
from tests.fakes.nouns import NOON

MINUTE = timedelta(minutes=1)
VILNIUS = ZoneInfo("Europe/Vilnius")
ANA = Person("ana", "Ana Example", VILNIUS, contacts=(Contact(Method.DISCORD_DM, "111111111111111111"),))
BEN = Person("ben", "Ben Example", VILNIUS, contacts=(Contact(Method.DISCORD_DM, "222222222222222222"),))
POLICY = Policy(
    "default",
    (
        Step((Target(TargetKind.PERSON, "ana"),), 10 * MINUTE),
        Step((Target(TargetKind.PERSON, "ben"),), 10 * MINUTE),
    ),
    last_resort=(Target(TargetKind.CHANNEL, "desk"),),
)


def page_file(**changes: Any) -> PageFile:
    """An open page about a story, due a minute after noon."""
    page = Page("p1", POLICY, 4, PageState.OPEN, seq=1, timers=(Timer(NOON + MINUTE, TimerKind.STEP),), sent=(NOON,))
    base = PageFile(page, cause=Cause.STORY, about="s1", title="Grid operator hit", why="severity 4", opened_at=NOON, version=1)
    return replace(base, **changes)
