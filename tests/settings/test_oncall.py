"""oncall.toml beside [[target]]: what it becomes, and one exact line for each fault."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import ConfigError
from bot.domain.person import Method, Urgency
from bot.domain.policy import Target, TargetKind
from bot.domain.rotation import Unit
from bot.duty.schedule import on_call
from bot.settings import load
from tests.settings.folder import WAYS, lines, read, write

TARGET = '[[target]]\nid = "duty"\nname = "Duty officer"\ndiscord_role = "123456789012345678"\n'
PEOPLE = """
[paging]
sms_env = "SMS"
mail_env = "MAIL"

[[person]]
id = "ana"
name = "Ana Example"
zone = "Europe/Vilnius"
country = "LT"
languages = ["lt", "en"]
skills = ["forensics"]
quiet = { from = "22:00", to = "07:00" }

[[person.contact]]
kind = "discord_dm"
address = "123456789012345678"

[[person.contact]]
kind = "sms"
address = "+37060000000"
after = "2m"
urgency = "high"

[[person]]
id = "ben"
name = "Ben Example"
zone = "America/New_York"
"""
ROTATION = """
[[rotation]]
id = "leads"
members = ["ana", "ben"]
zone = "Europe/Vilnius"
starts = 2026-01-05
every = "week"
at = ["09:00"]
"""
SCHEDULE = """
[[schedule]]
id = "main"
zone = "Europe/Vilnius"

[[schedule.layer]]
id = "all"
role = "lead"
rotation = "leads"
"""
POLICY = """
[[policy]]
id = "default"
ack_timeout = "1h"
last_resort = ["channel:alerts"]

[[policy.step]]
notify = ["role:main/lead"]
wait = "5m"

[[policy.step]]
notify = ["person:ben", "layer:main/all", "rotation:leads", "webhook:SOC_WEBHOOK"]
"""
WHOLE = TARGET + PEOPLE + ROTATION + SCHEDULE + POLICY


def test_the_whole_file(tmp_path):
    """People, rotations, schedules and policies come out as the domain knows them."""
    found = read(tmp_path, oncall=WHOLE).oncall
    ana = found.people["ana"]
    assert (ana.name, ana.zone, ana.country, ana.quiet.start) == ("Ana Example", ZoneInfo("Europe/Vilnius"), "LT", time(22))
    assert (ana.languages, ana.skills) == ({"lt", "en"}, {"forensics"})
    assert [(c.method, c.after, c.urgencies) for c in ana.contacts] == [
        (Method.DISCORD_DM, timedelta(), frozenset(Urgency)),
        (Method.SMS, timedelta(minutes=2), {Urgency.HIGH}),
    ]
    assert "37060000000" not in repr(ana)
    assert found.rotations["leads"].cadence.unit is Unit.WEEK
    at = datetime(2026, 1, 12, 7, tzinfo=UTC)
    assert on_call(found.schedules["main"], "lead", at).id == "ben"
    assert on_call(found.schedules["main"], "lead", at - timedelta(seconds=1)).id == "ana"
    policy = found.policies["default"]
    assert [len(step.targets) for step in policy.steps] == [1, 4]
    assert policy.steps[0].targets == (Target(TargetKind.ROLE, "main/lead"),)
    assert policy.last_resort == (Target(TargetKind.CHANNEL, "alerts"),)


def test_an_empty_file_is_nobody(tmp_path):
    """Today's files, with or without targets, stay good."""
    assert not any((read(tmp_path, oncall=TARGET).oncall.people, read(tmp_path, oncall="").oncall.schedules))


def test_a_target_may_be_whoever_is_on_call(tmp_path):
    """The schedule's role goes before the id, which is for when nobody is on."""
    target = TARGET + 'schedule = "main"\nrole = "lead"\n'
    route = '[[channel]]\nid = "alerts"\nkind = "terminal"\n[[route]]\nid = "all"\neverything = true\nchannels = ["alerts"]\noncall = "duty"\n'
    [found] = read(tmp_path, oncall=target + PEOPLE + ROTATION + SCHEDULE, routes=route).routes
    assert (found.mention.schedule, found.mention.role, found.mention.role_id) == ("main", "lead", 123456789012345678)


def test_policies_follow_each_other(tmp_path):
    """`then` appends the other one's steps, and its last resort where there is no own."""
    more = '[[policy]]\nid = "first"\nthen = "default"\n[[policy.step]]\nnotify = ["person:ana"]\n'
    found = read(tmp_path, oncall=WHOLE + more).oncall.policies["first"]
    assert [len(step.targets) for step in found.steps] == [1, 1, 4]
    assert found.last_resort == (Target(TargetKind.CHANNEL, "alerts"),)


def test_secret_addresses_come_from_the_environment(tmp_path):
    """A service's address is named, never written; one that is missing is told, but only to who is going to use it."""
    contact = '[[person.contact]]\nkind = "ntfy"\naddress_env = "BEN_NTFY"\n'
    folder = write(tmp_path, oncall=PEOPLE + contact)
    assert load(folder, {**WAYS, "BEN_NTFY": "ntfy://topic"}).oncall.people["ben"].contacts[0].address == "ntfy://topic"
    assert load(folder, {}, posts=False).oncall.people["ben"].contacts == ()
    with pytest.raises(ConfigError, match=r'environment: BEN_NTFY: is not set, and person "ben"\.contact'):
        load(folder, WAYS)


def test_layers_begin_and_end_on_the_schedules_wall(tmp_path):
    """A date is its midnight there; a time with a zone is itself."""
    text = SCHEDULE + "starts = 2026-02-01\nends = 2026-03-01T12:00:00Z\n"
    [layer] = read(tmp_path, oncall=PEOPLE + ROTATION + text).oncall.schedules["main"].layers
    assert (layer.starts, layer.ends) == (datetime(2026, 1, 31, 22, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC))


OTHER = '[[schedule.layer]]\nid = "other"\nrole = "lead"\nrotation = "leads"\n'
DAYS = 'hours = [{ from = "08:00", to = "20:00" }]\n'
NIGHTS = 'hours = [{ from = "20:00", to = "08:00" }]\n'
MEET = (
    'oncall.toml: schedule "main".layer: layers "all" and "other" have the same role and priority, and hold at the same time; '
    "give one a higher priority, or hours in which the other does not hold"
)


@pytest.mark.parametrize(
    ("first", "second", "good"),
    [
        ("", "", False),
        (DAYS, "", False),
        (DAYS, NIGHTS, True),
        (DAYS, NIGHTS.replace("08:00", "08:15"), False),
        ("", "priority = 1\n", True),
        ("ends = 2026-06-01\n", "starts = 2026-06-01\n", True),
        ("ends = 2026-06-02\n", "starts = 2026-06-01\n", False),
        (
            'hours = [{ days = ["mon"], from = "00:00", to = "24:00" }]\n',
            'hours = [{ days = ["tue"], from = "00:00", to = "24:00" }]\n',
            True,
        ),
        (
            'hours = [{ days = ["mon"], from = "22:00", to = "02:00" }]\n',
            'hours = [{ days = ["tue"], from = "00:00", to = "24:00" }]\n',
            False,
        ),
    ],
)
def test_layers_that_meet(tmp_path, first, second, good):
    """Of two layers with one priority neither may hold while the other does."""
    assert lines(tmp_path, oncall=PEOPLE + ROTATION + SCHEDULE + first + OTHER + second) == ([] if good else [MEET])


P, R, S, L = (
    'oncall.toml: person "ana"',
    'oncall.toml: rotation "leads"',
    'oncall.toml: schedule "main"',
    'oncall.toml: policy "default"',
)
BAD = {
    "unknown zone": ("America/New_York", "America/New_Yorck", 'oncall.toml: person "ben".zone: unknown time zone "America/New_Yorck"; did you mean "America/New_York"?'),
    "rotation with nobody": ('members = ["ana", "ben"]', "members = []", f'{R}: members names nobody; write for example: members = ["ana", "ben"]'),
    "unknown person": ('members = ["ana", "ben"]', 'members = ["ana", "bem"]', f'{R}.members: unknown person "bem"; did you mean "ben"?'),
    "unknown rotation": ('rotation = "leads"', 'rotation = "leeds"', f'{S}.layer[item 1].rotation: unknown rotation "leeds"; did you mean "leads"?'),
    "phone": ('"+37060000000"', '"860000000"', f'{P}.contact[item 2]: is not a telephone number in the form E.164; write + and the country, without spaces: "+37060000000"'),
    "phone with spaces": ('"+37060000000"', '"+370 600 00000"', f'{P}.contact[item 2]: is not a telephone number in the form E.164; write + and the country, without spaces: "+37060000000"'),
    "phone too long": ('"+37060000000"', '"+3706000000012345"', f'{P}.contact[item 2]: is not a telephone number in the form E.164; write + and the country, without spaces: "+37060000000"'),
    "discord id": ('address = "123456789012345678"', 'address = "ana"', f"{P}.contact[item 1]: is not a Discord id of 15 to 20 digits; right-click the person in Discord and Copy ID"),
    "mail": ('kind = "sms"\naddress = "+37060000000"', 'kind = "email"\naddress = "ana"', f'{P}.contact[item 2]: is not a mail address; write for example "ana@team.example"'),
    "secret": ('kind = "sms"\naddress = "+37060000000"', 'kind = "ntfy"\naddress = "ntfy://token@x.example"', f"{P}.contact[item 2]: an address of a service may hold a secret; put it into a variable and name that in address_env"),
    "secret as a name": ('address = "+37060000000"', 'address_env = "hunter2"', f"{P}.contact[item 2].address_env: is not the name of a variable; write capital letters, digits and _, and not the secret itself"),
    "no address": ('address = "+37060000000"\n', "", f'{P}.contact[item 2]: needs exactly one of address and address_env; write for example: address = "ana@team.example"'),
    "unknown way": ('kind = "sms"', 'kind = "pigeon"', f"{P}.contact[item 2].kind: must be one of "),
    "no time": ('at = ["09:00"]', 'at = ["9"]', f'{R}.at[item 1]: is not a time of day; write hours and minutes in quotes, for example "09:00"'),
    "no date": ("starts = 2026-01-05", 'starts = "2026-01-05"', f"{R}.starts: is not a date; write it without quotes, for example 2026-01-05; from 1970 to 2100"),
    "a key of another unit": ('every = "week"', 'every = "week"\nday = 3', f'{R}: day means nothing with every = "week"; remove day, or set every to month'),
    "no lengths": ('every = "week"', 'every = "lengths"', f"{R}: lengths must be numbers of days, 1 to 366; write for example: lengths = [2, 2, 3]"),
    "two times": ('at = ["09:00"]', 'at = ["09:00", "21:00"]\nlengths = [1]', f'{R}: lengths means nothing with every = "week"; remove lengths, or set every to lengths'),
    "no hours": ('to = "07:00"', 'to = "22:00"', f'{P}.quiet: from and to are the same; write from = "00:00" and to = "24:00" for whole days'),
    "backwards": ('role = "lead"', 'role = "lead"\nstarts = 2026-02-02\nends = 2026-02-01', f"{S}.layer[item 1]: ends before it starts; make ends the later one"),
    "no layer": (SCHEDULE, '[[schedule]]\nid = "main"\nzone = "UTC"\n', f"{S}: has no layer; write one below it, beginning with [[schedule.layer]]"),
    "a circle": ('id = "default"', 'id = "default"\nthen = "default"', f"{L}.then: goes round in a circle: default then default; remove then from one of them"),
    "a longer circle": (
        'id = "default"\n',
        'id = "default"\nthen = "more"\n[[policy]]\nid = "more"\nthen = "default"\n',
        f"{L}.then: goes round in a circle: default then more then default; remove then from one of them",
    ),
    "unknown role": ('["role:main/lead"]', '["role:main/leed"]', f'{L}.step[item 1].notify: unknown role "main/leed"; did you mean "main/lead"?'),
    "unknown person in a step": ('"person:ben"', '"person:bem"', f'{L}.step[item 2].notify: unknown person "bem"; did you mean "ben"?'),
    "unknown channel": ("channel:alerts", "channel:alarts", f'{L}.last_resort: unknown channel "alarts"; did you mean "alerts"?'),
    "no kind of target": ('"person:ben"', '"ben"', f'{L}.step[item 2].notify[item 1]: cannot be called: "ben"; write one of person:..., rotation:..., layer:..., role:..., channel:..., webhook:...'),
    "a role of nothing": ('["role:main/lead"]', '["role:lead"]', f'{L}.step[item 1].notify[item 1]: does not say of which schedule: "role:lead"; write for example "role:main/lead"'),
    "a webhook in the open": ("webhook:SOC_WEBHOOK", "webhook:https://hook.example/hunter2", f"{L}.step[item 2].notify[item 4]: a webhook's address is a secret; name the variable that holds it, for example \"webhook:SOC_WEBHOOK\""),
    "no wait": ('wait = "5m"', 'wait = "5s"', f'{L}.step[item 1].wait: must be at least 1 minute; write for example: wait = "5m"'),
    "unknown table": ("[[policy]]", "[[polcy]]\n[[policy]]", 'oncall.toml: polcy: unknown key; did you mean "policy"?'),
    "a target's schedule": ('name = "Duty officer"', 'name = "Duty officer"\nschedule = "mayn"\nrole = "lead"', 'oncall.toml: target "duty".schedule: unknown schedule "mayn"; did you mean "main"?'),
    "half a target": ('name = "Duty officer"', 'name = "Duty officer"\nschedule = "main"', 'oncall.toml: target "duty": schedule and role belong together; write for example: schedule = "main" and role = "lead"'),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_line_says_what_is_wrong(name, tmp_path):
    """File, key, fault and mend, in one line and no second one."""
    old, new, line = BAD[name]
    assert old in WHOLE
    [told] = lines(tmp_path, oncall=WHOLE.replace(old, new, 1))
    assert told == line or (name == "unknown way" and told.startswith(line)), told
