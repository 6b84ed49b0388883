"""A digest that comes with each change of shift, as it is written and as it falls due."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import ConfigError
from bot.domain.period import LOOK_AGAIN, ShiftChange, parse
from bot.settings import load
from tests.settings.folder import write

ONCALL = """
[[person]]
id = "ana"
name = "Ana Example"
zone = "UTC"

[[person]]
id = "ben"
name = "Ben Example"
zone = "UTC"

[[rotation]]
id = "days"
members = ["ana", "ben"]
zone = "UTC"
starts = 2026-01-05
every = "day"
at = ["09:00"]

[[schedule]]
id = "main"
zone = "UTC"

[[schedule.layer]]
id = "days"
role = "lead"
rotation = "days"
"""
ROUTES = '[[channel]]\nid = "alerts"\nkind = "terminal"\n\n[[digest]]\nid = "shift"\nchannel = "alerts"\nwhen = "shift {}"\neverything = true\n'
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_it_is_due_at_the_next_change(tmp_path):
    """By the settings; and it is another timer than a daily one."""
    [digest] = load(write(tmp_path, routes=ROUTES.format("main/lead"), oncall=ONCALL), {"TOCSIN_DATABASE": "memory:"}).digests
    assert digest.schedule.next_after(AT) == AT + timedelta(hours=21)
    assert str(digest.schedule) == "shift main/lead UTC"


def test_a_role_that_is_not_there_is_a_fault(tmp_path):
    """With the mend that is nearest."""
    with pytest.raises(ConfigError, match=r'digest "shift".when: unknown schedule/role "main/laed"'):
        load(write(tmp_path, routes=ROUTES.format("main/laed"), oncall=ONCALL), {"TOCSIN_DATABASE": "memory:"})


def test_without_any_change_it_is_looked_again():
    """It never stands still."""
    assert parse("Shift  main/lead") == ShiftChange("main/lead")
    assert ShiftChange("main/lead").next_after(AT, UTC) == AT + LOOK_AGAIN
    with pytest.raises(ValueError, match="is not a period"):
        parse("shift main")
