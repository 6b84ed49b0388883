"""Which channels a story goes to, and what holds it back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.choice import Choice, Chosen, Held
from bot.domain.hours import Hours
from bot.domain.match import Match
from bot.domain.reasons import RouteReason
from bot.domain.route import Channel, Digest, Mention, Quiet, Route, Still, Template
from bot.domain.silence import Inhibition, Maintenance, Silence
from bot.domain.source import Grade, SourceInfo
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import decide_by_clearance, visible
from bot.pipeline.routing import Context, Facts, Rules, counted, decide_routes
from tests.fakes.nouns import NOON
from tests.fakes.stories import GAZETTE, report, story

HOUR = timedelta(hours=1)
NOW = Context(NOON)
STORY = story()
WORST = replace(STORY, severity=4)
DUTY = Mention("duty", role_id=7)
LT, PL, ENERGY = (Match(countries=frozenset({"LT"})), Match(countries=frozenset({"PL"})), Match(sectors=frozenset({"energy"})))


def where(routes, told=STORY, context=NOW):
    """Channel -> route that posts there."""
    return {c.channel: c.route for c in decide_routes(told, routes, context).chosen}


def why(routes, told=STORY, context=NOW):
    """Channel, or route where it has none -> reason that holds it."""
    return {h.channel or h.route: h.reason for h in decide_routes(told, routes, context).held}


def test_each_channel_gets_one_post_and_the_mention_of_whichever_route_has_one():
    """Two routes to one channel never double a post."""
    routes = [Route("all", ("news", "log")), Route("severe", ("news",), mention=DUTY, mention_from=3)]
    found = decide_routes(STORY, routes, NOW)
    assert [(c.channel, c.route, c.mention) for c in found.chosen] == [("news", "all", DUTY), ("log", "all", None)]


def test_a_route_that_stops_hides_the_later_ones():
    """`stop` in a route means that what it took goes nowhere else."""
    assert where([Route("first", ("a",), proceed=False), Route("second", ("b",))]) == {"a": "first"}


def test_mention_and_threshold_have_their_bars():
    """Nobody is called below `oncall_from`, nothing is posted below `threshold`."""
    [called] = decide_routes(STORY, [Route("r", ("a",), mention=Mention("d", user_id=1), mention_from=4)], NOW).chosen
    assert called.mention is None
    weak = decide_routes(STORY, [Route("r", ("a",), threshold=0.81)], NOW)
    assert weak == Choice((), (Held(RouteReason.BELOW_THRESHOLD, "r", threshold=0.81),))


def test_a_channel_holds_back_what_is_too_weak_for_it():
    """Each channel asks for its own probability; who has no threshold takes everything."""
    context = replace(NOW, thresholds={"strict": 0.85, "just": 0.8})
    found = decide_routes(STORY, [Route("r", ("strict", "open", "just"))], context)
    assert [c.channel for c in found.chosen] == ["open", "just"]
    assert found.held == (Held(RouteReason.BELOW_THRESHOLD, "r", "strict", threshold=0.85),)


def test_the_worst_passes_every_channel():
    """Severity 4 is posted however unsure the judge is; a route's own threshold, which a person wrote, still stands."""
    assert where([Route("r", ("a",))], WORST, replace(NOW, thresholds={"a": 0.99})) == {"a": "r"}
    assert where([Route("r", ("a",), threshold=0.81)], WORST, replace(NOW, thresholds={"a": 0.5})) == {}


def test_a_route_that_stops_has_stopped_also_where_its_channel_holds_back():
    """What people of one channel call noise does not spill into the next route's channel."""
    routes = [Route("first", ("a",), proceed=False), Route("second", ("b",))]
    context = replace(NOW, thresholds={"a": 0.9})
    assert decide_routes(STORY, routes, context) == Choice((), (Held(RouteReason.BELOW_THRESHOLD, "first", "a", threshold=0.9),))


def test_a_held_back_channel_is_told_once():
    """However many routes lead there."""
    routes = [Route("first", ("a",)), Route("second", ("a",)), Route("third", ("a",), Match(min_severity=4))]
    assert why(routes, context=replace(NOW, thresholds={"a": 0.9})) == {"a": RouteReason.BELOW_THRESHOLD}


def test_no_match_is_a_reason_too():
    """Where no route means it, that is what is said."""
    assert decide_routes(STORY, [Route("r", ("a",), PL)], NOW) == Choice((), (Held(RouteReason.NO_MATCH),))
    assert decide_routes(STORY, [], NOW) == Choice((), (Held(RouteReason.NO_MATCH),))


def test_a_child_is_tried_only_where_its_parent_matches():
    """A tree: what the child asks for comes on top of what the parent asks for."""
    tree = [Route("pl", ("a",), PL), Route("pl-energy", ("b",), ENERGY, under="pl")]
    assert where(tree) == {}
    assert where([replace(tree[0], match=LT), tree[1]]) == {"b": "pl-energy"}


def test_the_deepest_that_matches_takes_it():
    """A parent takes what none of its children takes, also what they find too weak."""
    tree = [
        Route("lt", ("a",), LT),
        Route("energy", ("b",), ENERGY, under="lt"),
        Route("health", ("c",), Match(sectors=frozenset({"health"})), under="lt"),
        Route("grid", ("d",), Match(words=("grid",)), under="energy"),
    ]
    assert where(tree) == {"d": "grid"}
    assert where(tree[:3]) == {"b": "energy"}
    assert where([tree[0], tree[2]]) == {"a": "lt"}
    weak = [tree[0], replace(tree[1], threshold=0.9)]
    assert (where(weak), why(weak)) == ({"a": "lt"}, {"energy": RouteReason.BELOW_THRESHOLD})


def test_stop_counts_among_brothers():
    """A child that stops hides the later children of its parent, not the routes beside the parent; a parent that stops does."""
    tree = [
        Route("lt", ("a",), LT),
        Route("one", ("b",), ENERGY, under="lt", proceed=False),
        Route("two", ("c",), ENERGY, under="lt"),
        Route("all", ("d",)),
    ]
    assert where(tree) == {"b": "one", "d": "all"}
    assert where([replace(tree[0], proceed=False), *tree[1:]]) == {"b": "one"}


def test_the_order_of_the_file_is_the_order():
    """Whichever of two routes stands first decides the form of the post."""
    routes = [Route("short", ("a",), template=Template.BRIEF), Route("long", ("a",))]
    assert [decide_routes(STORY, r, NOW).chosen[0].template for r in (routes, routes[::-1])] == [Template.BRIEF, Template.FULL]


def silence(**changes):
    base = Silence("s1", "country:LT", LT, NOON - HOUR, NOON + HOUR, "anna", "drill", NOON - HOUR)
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("one", "held"),
    [
        (silence(), True),
        (silence(match=PL), False),
        (silence(ends=NOON), False),
        (silence(starts=NOON), True),
        (silence(starts=NOON + HOUR, ends=NOON + 2 * HOUR), False),
    ],
    ids=["in force", "of others", "just over", "just begun", "to come"],
)
def test_a_silence_holds_from_its_start_until_its_end(one, held):
    """What it means, and only while it lasts, the worst too: somebody said so, by name and with a reason."""
    context = replace(NOW, facts=Facts(silences=(one,)))
    for told in (STORY, WORST):
        found = decide_routes(told, [Route("r", ("a",))], context)
        assert (found.held == (Held(RouteReason.SILENCED, "r", "a", by="s1"),)) is held
        assert bool(found.chosen) is not held


def test_maintenance_holds_in_its_window():
    """By hours of the week or from one instant to another."""
    weekly = Maintenance("backup", LT, hours=Hours(11 * 60, 13 * 60, days=frozenset({0})))
    once = Maintenance("move", LT, starts=NOON, ends=NOON + HOUR)
    for window in (weekly, once):
        context = replace(NOW, rules=Rules(maintenance=(window,)))
        assert why([Route("r", ("a",))], context=context) == {"a": RouteReason.MAINTENANCE}
        assert where([Route("r", ("a",))], context=replace(context, now=NOON + HOUR)) == {"a": "r"}


CAUSE = story(id="i0", kind="espionage_apt", severity=4)
RULE = Inhibition("grid", Match(kinds=frozenset({"espionage_apt"})), Match(max_severity=3), ("countries", "sectors"))


@pytest.mark.parametrize(
    ("others", "told", "held"),
    [
        ((CAUSE,), STORY, True),
        ((), STORY, False),
        ((replace(CAUSE, closed=True),), STORY, False),
        ((replace(CAUSE, victim_countries=("PL",)),), STORY, False),
        ((CAUSE,), WORST, False),
        ((CAUSE, replace(CAUSE, id="i9", severity=3)), replace(CAUSE, id="i9", severity=3), False),
    ],
    ids=["explained", "nothing open", "closed", "elsewhere", "no target", "itself a cause"],
)
def test_an_open_story_holds_back_what_it_explains(others, told, held):
    """Only targets, only while the cause is open, only where both share all that is asked for; two causes never mute each other."""
    context = replace(NOW, rules=Rules(inhibitions=(RULE,)), facts=Facts(open_stories=others))
    assert (why([Route("r", ("a",))], told, context) == {"a": RouteReason.INHIBITED}) is held


NIGHT = Hours(11 * 60, 13 * 60)  # around noon, so that the story comes in it


def test_quiet_hours_post_without_a_sound():
    """Nobody is called; what is bad enough breaks through."""
    route = Route("r", ("a",), mention=DUTY, mention_from=0, quiet=Quiet(NIGHT))
    assert decide_routes(STORY, [route], NOW).chosen == (Chosen("a", "r", silent=True),)
    assert decide_routes(WORST, [route], NOW).chosen == (Chosen("a", "r", DUTY),)
    assert decide_routes(STORY, [route], Context(NOON + HOUR)).chosen == (Chosen("a", "r", DUTY),)
    low = replace(route, quiet=Quiet(NIGHT, break_from=3))
    assert decide_routes(STORY, [low], NOW).chosen == (Chosen("a", "r", DUTY),)


def test_quiet_hours_hold_until_they_are_over():
    """What is held is posted then, as it would have been."""
    route = Route("r", ("a",), mention=DUTY, mention_from=0, quiet=Quiet(NIGHT, Still.HOLD))
    [held] = decide_routes(STORY, [route], NOW).held
    assert held == Held(RouteReason.QUIET_HOURS, "r", "a", NOON + HOUR, Chosen("a", "r", DUTY))


def test_a_loud_route_makes_a_post_loud():
    """One route's quiet hours do not quiet another's post; what one posts now another does not hold."""
    loud = Route("loud", ("a",), mention=DUTY, mention_from=0)
    for quiet in (Quiet(NIGHT), Quiet(NIGHT, Still.HOLD)):
        for routes in ([Route("r", ("a",), quiet=quiet), loud], [loud, Route("r", ("a",), quiet=quiet)]):
            [post] = decide_routes(STORY, routes, NOW).chosen
            assert (post.silent, post.mention) == (False, DUTY)
            assert decide_routes(STORY, routes, NOW).held == ()


def test_a_window_gathers_reports_before_the_first_post():
    """Posted when it is over, counted from when we first had the story; the worst does not wait."""
    route = Route("r", ("a",), group=timedelta(minutes=10))
    [held] = decide_routes(STORY, [route], NOW).held
    assert (held.reason, held.until, held.then) == (RouteReason.GROUPED, NOON + timedelta(minutes=10), Chosen("a", "r"))
    assert where([route], context=replace(NOW, told_at=NOON - timedelta(minutes=10))) == {"a": "r"}
    assert where([route], WORST) == {"a": "r"}


def test_a_window_that_ends_in_quiet_hours_is_quiet():
    """What waits is judged by the hour at which it will be posted."""
    hours = Hours(12 * 60 + 5, 13 * 60)
    route = Route("r", ("a",), mention=DUTY, mention_from=0, group=timedelta(minutes=10), quiet=Quiet(hours))
    [held] = decide_routes(STORY, [route], NOW).held
    assert held.then == Chosen("a", "r", silent=True)
    [held] = decide_routes(STORY, [replace(route, quiet=Quiet(hours, Still.HOLD))], NOW).held
    assert (held.reason, held.until) == (RouteReason.QUIET_HOURS, NOON + HOUR)


def test_a_cap_holds_what_is_too_much_for_an_hour():
    """So many posts and no more, but for the worst; each post of a batch counts for the next."""
    route, facts = Route("r", ("a", "b"), cap=2), Facts(posts={"r": 1, "other": 9})
    assert where([route], context=replace(NOW, facts=facts)) == {"a": "r", "b": "r"}
    full = replace(NOW, facts=counted(facts, ["r"]))
    assert why([route], context=full) == {"a": RouteReason.CAPPED, "b": RouteReason.CAPPED}
    assert where([route], WORST, full) == {"a": "r", "b": "r"}


def test_a_digest_takes_the_place_of_posts():
    """Held without an end: the digest tells it. Another route to the same channel may still post."""
    route = Route("r", ("a",), digest=Digest(8 * 60))
    assert decide_routes(STORY, [route], NOW).held == (Held(RouteReason.DIGEST, "r", "a"),)
    assert where([route, Route("lt", ("a",), LT)]) == {"a": "lt"}


INSIDE = SourceInfo("inside", "Sharing group", "feed", "https://inside.example/", grade=Grade.A, tlp=Tlp.AMBER)


def test_what_a_source_marks_for_few_is_seen_by_few():
    """Neither a report nor the name of a source that copied one gets past the clearance."""
    reports = (report(copies=(INSIDE,)), report(item_id="i2", source=INSIDE, copies=(GAZETTE,)))
    assert visible(reports, Tlp.GREEN) == (report(),)
    assert visible(reports, Tlp.AMBER) == reports
    assert visible(reports[1:], Tlp.CLEAR) == ()


@pytest.mark.parametrize("label", Tlp)
@pytest.mark.parametrize("clearance", Tlp)
def test_a_clearance_covers_itself_and_what_is_freer(label, clearance):
    """The order is that of the protocol."""
    order = ["clear", "green", "amber", "amber+strict", "red"]
    assert clearance.clears(label) is (order.index(label) <= order.index(clearance))


def tell(reports):
    """As severe as the worst report, and told of nothing else."""
    return story(reports=tuple(reports), severity=max(r.verdict.severity for r in reports))


def test_each_channel_hears_of_what_it_may_know():
    """A strict report does not lift the story for a channel that may not see it, and alone it is no story there."""
    worse = replace(report().verdict, severity=4)
    strict = report(item_id="i2", source=INSIDE, verdict=worse)
    channels = {"open": Channel("open", "terminal"), "closed": Channel("closed", "terminal", tlp=Tlp.RED)}
    context = replace(NOW, rules=Rules(channels))
    routes = [Route("worst", ("open", "closed"), Match(min_severity=4)), Route("all", ("open",), Match(max_severity=3))]
    both = decide_by_clearance([report(), strict], tell, routes, context)
    assert {(c.channel, c.route) for c in both.chosen} == {("open", "all"), ("closed", "worst")}
    alone = decide_by_clearance([strict], tell, routes, context)
    assert [c.channel for c in alone.chosen] == ["closed"]
    assert alone.held == (Held(RouteReason.ABOVE_CLEARANCE, "worst", "open"),)
    assert decide_by_clearance([strict], tell, [routes[1]], context).held == (Held(RouteReason.NO_MATCH),)


def test_a_story_that_was_not_taken_apart_is_held():
    """Whoever asks with a whole story gets no leak for it: the channel is left out."""
    context = replace(NOW, rules=Rules({"a": Channel("a", "terminal", tlp=Tlp.GREEN)}))
    for told in (tell([report(source=INSIDE)]), tell([report(copies=(INSIDE,))])):
        assert why([Route("r", ("a",))], told, context) == {"a": RouteReason.ABOVE_CLEARANCE}
