"""Which channels an alert goes to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.item import Item
from bot.domain.route import Match, Mention, Route
from bot.domain.verdict import Named, Verdict
from bot.pipeline.routing import Choice, Held, choose, matches

ITEM = Item(
    "i1",
    "gazette",
    "e1",
    "Grid operator hit",
    "The attack on Example Grid was claimed by Grey Heron.",
    "",
    "",
    "en",
    None,
    datetime(2026, 1, 5, tzinfo=UTC),
)
VERDICT = Verdict(
    is_alert=True,
    score=0.8,
    kind="ddos",
    kinds=("ddos", "threat_warning"),
    severity=3,
    lang="en",
    summary="",
    victim_countries=("LT",),
    actor_countries=("RU",),
    responders=(Named("Estonia", "EE"),),
    sectors=("energy",),
)


@pytest.mark.parametrize(
    ("match", "wanted"),
    [
        (Match(), True),
        (Match(kinds=frozenset({"ddos"})), True),
        (Match(kinds=frozenset({"threat_warning", "ransomware"})), True),
        (Match(kinds=frozenset({"ransomware"})), False),
        (Match(min_severity=3), True),
        (Match(min_severity=4), False),
        (Match(countries=frozenset({"LT"})), True),
        (Match(countries=frozenset({"RU"})), True),
        (Match(countries=frozenset({"EE"})), True),
        (Match(countries=frozenset({"PL"})), False),
        (Match(sectors=frozenset({"energy", "health"})), True),
        (Match(sectors=frozenset({"health"})), False),
        (Match(sources=frozenset({"gazette"})), True),
        (Match(sources=frozenset({"herald"})), False),
        (Match(langs=frozenset({"pl"})), False),
        (Match(words=("grey heron",)), True),
        (Match(words=("heron",)), True),
        (Match(words=("hero",)), False),
        (Match(not_words=("grid",)), False),
        (Match(kinds=frozenset({"ddos"}), countries=frozenset({"PL"})), False),
    ],
)
def test_every_condition_that_is_set_must_hold(match, wanted):
    """Any value inside a field, all fields together; words are whole words in any case."""
    assert matches(match, ITEM, VERDICT) is wanted


def test_each_channel_gets_one_post_and_the_mention_of_whichever_route_has_one():
    """Two routes to one channel never double a post."""
    duty = Mention("duty", role_id=7)
    routes = [Route("all", ("news", "log")), Route("severe", ("news",), mention=duty, mention_from=3)]
    found = choose(routes, ITEM, VERDICT, {})
    assert [(c.channel, c.route, c.mention) for c in found.chosen] == [("news", "all", duty), ("log", "all", None)]


def test_a_route_that_stops_hides_the_later_ones():
    """`stop` in a route means that what it took goes nowhere else."""
    routes = [Route("first", ("a",), proceed=False), Route("second", ("b",))]
    assert [c.channel for c in choose(routes, ITEM, VERDICT, {}).chosen] == ["a"]


def test_mention_and_threshold_have_their_bars():
    """Nobody is called below `oncall_from`, nothing is posted below `threshold`."""
    [called] = choose([Route("r", ("a",), mention=Mention("d", user_id=1), mention_from=4)], ITEM, VERDICT, {}).chosen
    assert called.mention is None
    assert choose([Route("r", ("a",), threshold=0.81)], ITEM, VERDICT, {}) == Choice((), (Held("route r", 0.81),))


def test_a_channel_holds_back_what_is_too_weak_for_it():
    """Each channel asks for its own probability; who has no threshold takes everything."""
    found = choose([Route("r", ("strict", "open", "just"))], ITEM, VERDICT, {"strict": 0.85, "just": 0.8})
    assert [c.channel for c in found.chosen] == ["open", "just"]
    assert found.held == (Held("channel strict", 0.85),)


def test_the_worst_passes_every_channel():
    """Severity 4 is posted however unsure the judge is; a route's own threshold, which a person wrote, still stands."""
    worst = replace(VERDICT, severity=4)
    assert [c.channel for c in choose([Route("r", ("a",))], ITEM, worst, {"a": 0.99}).chosen] == ["a"]
    assert choose([Route("r", ("a",), threshold=0.81)], ITEM, worst, {"a": 0.5}).chosen == ()


def test_a_route_that_stops_has_stopped_also_where_its_channel_holds_back():
    """What people of one channel call noise does not spill into the next route's channel."""
    routes = [Route("first", ("a",), proceed=False), Route("second", ("b",))]
    assert choose(routes, ITEM, VERDICT, {"a": 0.9}) == Choice((), (Held("channel a", 0.9),))


def test_a_held_back_channel_is_told_once():
    """However many routes lead there."""
    routes = [Route("first", ("a",)), Route("second", ("a",)), Route("third", ("a",), Match(min_severity=4))]
    assert choose(routes, ITEM, VERDICT, {"a": 0.9}).held == (Held("channel a", 0.9),)
