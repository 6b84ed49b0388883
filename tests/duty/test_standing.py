"""The promises of `duty.standing`: who stands behind a target, with what people changed and the ways that were checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.person import BOTH, Contact, Method
from bot.domain.policy import Target, TargetKind
from bot.domain.roster import RosterEntry, RosterKind, address_key
from bot.domain.rotation import Entry
from bot.domain.schedule import Leave, Override, Temporary
from bot.duty.contacts import ladder
from bot.duty.standing import as_it_stands, discord_id
from tests.fakes.duty import ANA, BEN, DUTY
from tests.fakes.nouns import NOON

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("target", "who"),
    [
        (Target(TargetKind.PERSON, "ben"), ["ben"]),
        (Target(TargetKind.ROTATION, "leads"), ["ana"]),
        (Target(TargetKind.LAYER, "main/leads"), ["ana"]),
        (Target(TargetKind.ROLE, "main/lead"), ["ana"]),
        (Target(TargetKind.PERSON, "nobody"), []),
        (Target(TargetKind.ROTATION, "none"), []),
        (Target(TargetKind.LAYER, "main/none"), []),
        (Target(TargetKind.ROLE, "none/lead"), []),
        (Target(TargetKind.CHANNEL, "desk"), []),
    ],
)
def test_each_kind_of_target(target, who):
    """People behind people, rotations, layers and roles; nobody behind places and what is not known."""
    assert [p.id for p in DUTY.who(target, NOON)] == who


def entry(value, kind, schedule="main"):
    return RosterEntry("e", kind, schedule, value, "ana", NOON, NOON + DAY)


def test_overrides_and_temporary_schedules_count():
    """What people changed stands above the settings, in its schedule alone."""
    role = Target(TargetKind.ROLE, "main/lead")
    over = entry(Override("e", "lead", "ben", NOON, NOON + DAY), RosterKind.OVERRIDE)
    assert [p.id for p in as_it_stands(DUTY, [over], ()).who(role, NOON)] == ["ben"]
    assert [p.id for p in as_it_stands(DUTY, [replace(over, schedule="other")], ()).who(role, NOON)] == ["ana"]
    turns = (Entry("ben", NOON, NOON + DAY),)
    temporary = entry(Temporary("e", "lead", NOON, NOON + DAY, turns), RosterKind.TEMPORARY)
    assert [p.id for p in as_it_stands(DUTY, [temporary], ()).who(role, NOON)] == ["ben"]
    away = entry(Leave("ana", NOON, NOON + DAY), RosterKind.LEAVE, "")
    assert as_it_stands(DUTY, [away], ()).leaves == (away.value,)


def test_a_way_that_was_not_checked_is_not_used():
    """It keeps its number and serves nothing; being named in public needs no check."""
    mention = Contact(Method.DISCORD_MENTION, "111111111111111111")
    person = replace(ANA, contacts=(*ANA.contacts, mention))
    duty = replace(DUTY, people={"ana": person})
    before = as_it_stands(duty, [], ()).people["ana"]
    assert [c.urgencies for c in before.contacts] == [frozenset(), BOTH]
    assert [number for _, number in ladder(before, "high", 4, NOON)] == [1]
    after = as_it_stands(duty, [], {("ana", address_key(ANA.contacts[0]))}).people["ana"]
    assert after == person
    assert discord_id(before) == "111111111111111111"


def test_who_acts_is_known_by_their_discord_id():
    """The person whose contact it is; strangers stay what they are."""
    assert DUTY.person_of(f"discord:{BEN.contacts[0].address}") == "ben"
    assert DUTY.person_of("discord:7") == "discord:7"
    assert DUTY.person_of("cli") == "cli"
    assert (DUTY.name("ben"), DUTY.name("discord:7")) == ("Ben Example", "discord:7")
