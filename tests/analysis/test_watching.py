"""Which watches a story hits, and how soon it is known."""

import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.matcher import Vocabulary, parse_matcher
from bot.analysis.watching import WatchIndex, names_something
from bot.domain.match import Match
from bot.domain.source import Grade
from bot.domain.story import Standing
from bot.domain.verdict import Named
from bot.pipeline.matching import matches
from tests.fakes.nouns import NOON, watch
from tests.fakes.stories import report, story


def asked(text: str) -> Match:
    return parse_matcher(text, Vocabulary())


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("actor:apt28", True),
        ('actor:"Fancy Bear"', True),
        ('actor:"Forest Blizzard" country:LT', True),
        ("actor:apt29", False),
        ("country:LT", True),
        ("country:baltics", True),
        ("country:PL", False),
        ("sector:energy kind:ddos", True),
        ("sector:health", False),
        ("cve:CVE-2026-0001", True),
        ("cve:CVE-2026-0002", False),
        ('"grid operator"', True),
        ('"grid oper"', False),
        ('"GREY HERON" severity>=3', True),
        ('"grey heron" severity>=4', False),
        ('country:LT -"example grid"', False),
        ("source:gazette grade:C", True),
        ("source:gazette grade:B", False),
    ],
)
def test_a_watch_is_hit_by_what_it_names(text: str, hit: bool) -> None:
    """Aliases, regions, words and severities mean what they mean in routes."""
    told = story(actors=(Named("Fancy Bear", "APT28"),))
    assert bool(WatchIndex([watch(asked(text))]).hit(told)) is hit


def test_a_watch_that_names_nothing_is_known_for_it() -> None:
    """A severity or a language alone would be every story."""
    assert not names_something(asked("severity>=3"))
    assert not names_something(asked("lang:lt standing:official grade:A"))
    assert names_something(asked("severity>=3 country:LT"))


def test_words_without_letters_are_found_too() -> None:
    """What an index cannot hold is looked for in every story."""
    index = WatchIndex([watch(Match(words=("+++",)))])
    assert index.hit(story(title="Breaking +++ grid hit"))
    assert not index.hit(story())


phrases = st.lists(st.sampled_from(["grid", "grid operator", "operator grid", "c++", ".net", "+", "heron"]), max_size=2).map(
    tuple
)


def some(*values: object) -> st.SearchStrategy[frozenset[object]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


asks = st.builds(
    Match,
    kinds=some("ddos", "ransomware", "threat_warning"),
    min_severity=st.integers(0, 4),
    max_severity=st.integers(2, 4),
    countries=some("LT", "EE", "RU", "PL"),
    sectors=some("energy", "health"),
    actors=some("grey heron", "heron spider", "apt28"),
    sources=some("gazette", "other"),
    langs=some("en", "lt"),
    grades=some(Grade.A, Grade.C),
    standings=some(*Standing),
    cves=some("CVE-2026-0001", "CVE-2026-0002"),
    words=phrases,
    not_words=phrases,
)
stories = st.builds(
    lambda title, text, severity, actor: story(
        title=title, severity=severity, actors=actor, reports=(report(title=title, text=text),)
    ),
    st.sampled_from(["Grid operator hit", "C++ library .NET", "The griddle", "+ GRID + operator"]),
    st.sampled_from(["Heron seen at the operator grid.", "herons", ""]),
    st.integers(0, 4),
    st.sampled_from([(), (Named("Grey Heron", "Heron Spider"),)]),
)


@given(st.lists(asks, max_size=12), stories)
def test_the_index_answers_as_each_watch_by_itself(wanted: list[Match], told: object) -> None:
    """However watches are indexed, exactly those are hit that a route with the same match would take."""
    watches = [watch(m, id=f"{n:02}") for n, m in enumerate(wanted)]
    assert [w.id for w in WatchIndex(watches).hit(told)] == [w.id for w in watches if matches(w.match, told)]


def test_ten_thousand_watches_are_asked_in_five_milliseconds() -> None:
    """A busy house slows no story down: the best of many looks, because others share the machine."""
    dice = random.Random(7)
    codes = [f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGH"] + ["LT"]
    made = []
    for n in range(10_000):
        ask = dice.choice(
            [
                {"actors": frozenset({f"actor {dice.randrange(500)}"})},
                {"countries": frozenset({dice.choice(codes)})},
                {"countries": frozenset({"LT"}), "sectors": frozenset({dice.choice(["energy", "health", "media"])})},
                {"cves": frozenset({f"CVE-2026-{dice.randrange(9999):04}"})},
                {"words": (f"word{dice.randrange(3000)} more",)},
                {"kinds": frozenset({dice.choice(["ddos", "ransomware", "phishing_scam"])}), "min_severity": 4},
            ]
        )
        made.append(watch(Match(**ask), id=f"{n:05}", created=NOON + timedelta(seconds=n)))
    index = WatchIndex(made)
    told = replace(story(), reports=(report(text=" ".join(f"word{n % 900}" for n in range(2000))),))
    took = []
    for _ in range(30):
        began = time.perf_counter()
        hit = index.hit(told)
        took.append(time.perf_counter() - began)
    assert len(hit) > 300
    assert min(took) < 0.005
