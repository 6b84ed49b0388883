"""Digests and the landscape as people write them, and every fault of theirs with its mend."""

from zoneinfo import ZoneInfo

import pytest

from bot.app import digest_plan
from bot.domain.digest import Digest
from bot.domain.match import Match
from bot.domain.period import Schedule, parse
from bot.domain.tlp import Tlp
from bot.pipeline.landscape import LandscapePlan
from tests.settings.folder import GOOD, lines, read

DIGEST = '\n[[digest]]\nid = "morning"\nchannel = "alerts"\nwhen = "weekly mon 08:00"\nseverity = 2\n'
VILNIUS = ZoneInfo("Europe/Vilnius")


def test_a_digest(tmp_path):
    """Its time is by its own zone, else by the bot's; its conditions are those of a route."""
    settings = read(tmp_path, bot='[bot]\nzone = "Europe/Kyiv"\n', routes=GOOD["routes.toml"] + DIGEST)
    schedule = Schedule(parse("weekly mon 08:00"), ZoneInfo("Europe/Kyiv"))
    assert settings.digests == (Digest("morning", "alerts", schedule, Match(min_severity=2)),)
    there = read(tmp_path, routes=GOOD["routes.toml"] + DIGEST + 'zone = "Europe/Vilnius"\n')
    assert there.digests[0].schedule.zone == VILNIUS


def test_a_route_in_a_digest_is_one_too(tmp_path):
    """What a route tells in a digest stands beside those that are set up by themselves."""
    route = '\n[[route]]\nid = "minor"\nchannels = ["alerts"]\nseverity_to = 1\ndigest = "daily 18:00"\n'
    plan = digest_plan(read(tmp_path, routes=GOOD["routes.toml"] + route + DIGEST))
    assert [(d.id, d.channel, d.route) for d in plan.digests] == [
        ("morning", "alerts", ""),
        ("route/minor/alerts", "alerts", "minor"),
    ]


def test_the_landscape(tmp_path):
    """It speaks in the channel for notices unless another is named; regions are taken apart."""
    assert read(tmp_path).landscape.channel == "alerts"
    assert read(tmp_path, bot="").landscape == LandscapePlan(zone=ZoneInfo("UTC"))
    written = '[landscape]\nchannel = "alerts"\ncountries = ["baltics", "UA"]\nsectors = ["energy"]\ntlp = "green"\n'
    found = read(tmp_path, bot=written).landscape
    assert found.countries == {"EE", "LV", "LT", "UA"}
    assert (found.channel, found.sectors, found.tlp) == ("alerts", {"energy"}, Tlp.GREEN)


EVERYTHING = 'write everything = true if that is meant, else a condition such as countries = ["UA"]'
BAD = {
    "a channel that is not there": (
        DIGEST.replace('"alerts"', '"alert"'),
        'routes.toml: digest "morning".channel: unknown channel "alert"; did you mean "alerts"?',
    ),
    "no period": (
        DIGEST.replace("weekly mon 08:00", "every day"),
        'routes.toml: digest "morning".when: is not a period; write for example "daily 08:00", "weekly mon 08:00" or "shift main/lead"',
    ),
    "no time": (
        DIGEST.replace('when = "weekly mon 08:00"\n', ""),
        'routes.toml: digest "morning".when: is missing; write for example: when = "daily 08:00"',
    ),
    "no condition": (
        DIGEST.replace("severity = 2\n", ""),
        f'routes.toml: digest "morning": has no condition, so it would take everything; {EVERYTHING}',
    ),
    "a kind that is not there": (
        DIGEST + 'kinds = ["dos"]\n',
        'routes.toml: digest "morning".kinds: unknown kind "dos"; did you mean "ddos"?',
    ),
}


@pytest.mark.parametrize(("text", "line"), BAD.values(), ids=BAD)
def test_a_bad_digest_is_one_line(text, line, tmp_path):
    """File, key, fault and mend."""
    assert lines(tmp_path, routes=GOOD["routes.toml"] + text) == [line]


def test_a_bad_landscape_is_one_line(tmp_path):
    """A channel that is not there, a region that is none."""
    assert lines(tmp_path, bot='[landscape]\nchannel = "alert"\n') == [
        'bot.toml: landscape.channel: unknown channel "alert"; did you mean "alerts"?'
    ]
    [line] = lines(tmp_path, bot='[landscape]\ncountries = ["baltic"]\n')
    assert line.startswith('bot.toml: landscape.countries[item 1]: unknown country or region "baltic"')
