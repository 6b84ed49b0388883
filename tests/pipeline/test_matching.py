"""Whether a story is meant."""

import pytest

from bot.domain.match import Match
from bot.domain.source import Grade
from bot.domain.story import Standing
from bot.pipeline.matching import matches, share
from tests.fakes.nouns import SOURCE
from tests.fakes.stories import report, story


@pytest.mark.parametrize(
    ("match", "wanted"),
    [
        (Match(), True),
        (Match(kinds=frozenset({"ddos"})), True),
        (Match(kinds=frozenset({"threat_warning", "ransomware"})), True),
        (Match(kinds=frozenset({"ransomware"})), False),
        (Match(min_severity=3), True),
        (Match(min_severity=4), False),
        (Match(max_severity=3), True),
        (Match(max_severity=2), False),
        (Match(countries=frozenset({"LT"})), True),
        (Match(countries=frozenset({"RU"})), True),
        (Match(countries=frozenset({"EE"})), True),
        (Match(countries=frozenset({"PL"})), False),
        (Match(sectors=frozenset({"energy", "health"})), True),
        (Match(sectors=frozenset({"health"})), False),
        (Match(actors=frozenset({"heron spider"})), True),
        (Match(actors=frozenset({"grey heron"})), True),
        (Match(actors=frozenset({"heron"})), False),
        (Match(sources=frozenset({"gazette"})), True),
        (Match(sources=frozenset({"harbour-cert"})), False),
        (Match(grades=frozenset({Grade.C})), True),
        (Match(grades=frozenset({Grade.A, Grade.B})), False),
        (Match(standings=frozenset({Standing.SINGLE_SOURCE, Standing.DISPUTED})), True),
        (Match(standings=frozenset({Standing.OFFICIAL})), False),
        (Match(cves=frozenset({"CVE-2026-0001"})), True),
        (Match(cves=frozenset({"CVE-2026-0002"})), False),
        (Match(langs=frozenset({"en"})), True),
        (Match(langs=frozenset({"pl"})), False),
        (Match(words=("grey heron",)), True),
        (Match(words=("heron",)), True),
        (Match(words=("hero",)), False),
        (Match(not_words=("grid",)), False),
        (Match(not_words=("webinar",)), True),
        (Match(kinds=frozenset({"ddos"}), countries=frozenset({"PL"})), False),
    ],
)
def test_every_condition_that_is_set_must_hold(match, wanted):
    """Any value inside a field, all fields together; words are whole words in any case."""
    assert matches(match, story()) is wanted


def test_a_story_is_all_of_its_reports():
    """One report of a good source, or a copy there, is enough; so is a word of any report."""
    told = story(reports=(report(), report(item_id="i2", title="Wadden Sea cable", copies=(SOURCE,))))
    assert matches(Match(grades=frozenset({Grade.A})), told)
    assert matches(Match(sources=frozenset({"harbour-cert"})), told)
    assert matches(Match(words=("wadden sea",)), told)
    assert not matches(Match(not_words=("wadden",)), told)


def test_what_two_stories_share():
    """A value in common for each name; where nothing is known nothing is shared, and a common doer's country is no bond."""
    one, other = story(), story(id="i2", victim_countries=("LT", "LV"), sectors=("health",))
    assert share(one, other, ["countries", "kind", "actors"])
    assert share(one, other, [])
    assert not share(one, other, ["countries", "sectors"])
    assert not share(story(victim_countries=()), story(victim_countries=()), ["countries"])


@pytest.mark.parametrize(
    "match",
    [
        Match(),
        Match(frozenset({"ddos"}), 1, 3, frozenset({"LT", "EU"}), frozenset({"energy"}), frozenset({"heron spider"})),
        Match(
            grades=frozenset({Grade.A}),
            standings=frozenset(Standing),
            cves=frozenset({"CVE-2026-1"}),
            words=("b", "a"),
            not_words=("c",),
        ),
    ],
)
def test_a_match_is_kept_and_read_back(match):
    """What a silence means is stored as it was meant, whatever a later version knows of regions and aliases."""
    back = Match.from_dict(match.as_dict())
    assert (back, {type(g) for g in back.grades}) == (match, {type(g) for g in match.grades})
    assert match.is_empty is (match == Match())
