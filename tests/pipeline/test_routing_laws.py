"""Laws of routing that hold for any routes, any story and any hour."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import DAY, Hours
from bot.domain.match import Match
from bot.domain.period import Schedule, parse
from bot.domain.reasons import RouteReason
from bot.domain.route import Channel, Quiet, Route, Still
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import decide_by_clearance, visible
from bot.pipeline.routing import Context, Facts, Rules, decide_routes
from tests.fakes.nouns import NOON
from tests.fakes.stories import GAZETTE, report, story

CHANNELS = ("a", "b", "c")
MATCHES = (Match(), Match(min_severity=3), Match(max_severity=2), Match(countries=frozenset({"LT"})), Match(words=("heron",)))
quiets = st.builds(
    Quiet,
    st.builds(Hours, st.integers(0, DAY - 1), st.integers(1, DAY), st.sampled_from(["UTC", "Europe/Kyiv"]).map(ZoneInfo)),
    st.sampled_from(Still),
    st.integers(0, 5),
)
one_route = st.builds(
    Route,
    id=st.just(""),
    channels=st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3, unique=True).map(tuple),
    match=st.sampled_from(MATCHES),
    threshold=st.sampled_from([0.0, 0.5, 0.9]),
    proceed=st.booleans(),
    group=st.sampled_from([timedelta(), timedelta(minutes=10)]),
    cap=st.integers(0, 2),
    quiet=st.none() | quiets,
    digest=st.sampled_from([None, None, Schedule(parse("daily 08:00"))]),
)


@st.composite
def trees(draw):
    """Routes that stand at the top or under an earlier one."""
    made = []
    for n, route in enumerate(draw(st.lists(one_route, max_size=6))):
        parent = draw(st.sampled_from(["", *(r.id for r in made)]))
        made.append(replace(route, id=f"r{n}", under=parent))
    return made


stories = st.builds(
    story, severity=st.integers(0, 4), score=st.sampled_from([0.3, 0.7, 0.95]), victim_countries=st.sampled_from([(), ("LT",)])
)
labels = st.sampled_from(Tlp)
channels = st.fixed_dictionaries({c: st.builds(Channel, st.just(c), st.just("terminal"), tlp=labels) for c in CHANNELS})
contexts = st.builds(
    Context,
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(ZoneInfo("UTC"))),  # noqa: DTZ001 - the strategy adds the zone
    st.dictionaries(st.sampled_from(CHANNELS), st.sampled_from([0.5, 0.8])),
    facts=st.builds(Facts, posts=st.dictionaries(st.sampled_from(["r0", "r1"]), st.integers(0, 3))),
)


@given(trees(), stories, contexts)
def test_each_channel_is_told_of_once(routes, told, context):
    """Chosen or held, never both and never twice; every answer has a reason; what waits is due later, and says in what form."""
    choice = decide_routes(told, routes, context)
    named = [c.channel for c in choice.chosen] + [h.channel for h in choice.held if h.channel]
    assert len(named) == len(set(named))
    assert choice.chosen or choice.held
    for held in choice.held:
        assert (held.until is None) is (held.then is None)
        assert held.until is None or held.until > context.now
        assert held.reason is not RouteReason.BELOW_THRESHOLD or held.threshold > told.score


@given(trees(), stories, contexts)
def test_a_chosen_route_and_its_forebears_match(routes, told, context):
    """Whatever the tree, nothing is posted by a route whose parent does not mean it."""
    by_id = {r.id: r for r in routes}
    for chosen in decide_routes(told, routes, context).chosen:
        at = by_id[chosen.route]
        while at is not None:
            assert decide_routes(told, [replace(at, under="", threshold=0.0)], Context(NOON)).held != (
                replace(decide_routes(told, [], Context(NOON)).held[0]),
            )
            at = by_id.get(at.under)


@given(trees(), contexts, st.lists(st.tuples(labels, st.lists(labels, max_size=2)), min_size=1, max_size=4), channels)
def test_nothing_gets_past_a_clearance(routes, context, told, there):
    """A channel is decided on by a story of what its readers may see: the others could be anything."""
    reports = [
        report(
            item_id=f"i{n}",
            source=replace(GAZETTE, id=f"s{n}", tlp=label),
            copies=tuple(replace(GAZETTE, id=f"c{n}{m}", tlp=copy) for m, copy in enumerate(copies)),
        )
        for n, (label, copies) in enumerate(told)
    ]
    context = replace(context, rules=Rules(there))

    def tell(some):
        return story(reports=tuple(some), severity=min(len(some), 4))

    whole = decide_by_clearance(reports, tell, routes, context)
    for chosen in whole.chosen:
        seen = visible(reports, there[chosen.channel].tlp)
        assert seen
        assert all(there[chosen.channel].tlp.clears(s.tlp) for r in seen for s in (r.source, *r.copies))
        alone = decide_by_clearance(seen, tell, routes, context)
        assert chosen in alone.chosen
