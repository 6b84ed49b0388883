"""The promises of `pipeline.earning`: a page is earned by severity, support and route together."""

from dataclasses import replace

import pytest

from bot.domain.choice import Choice, Chosen, Held
from bot.domain.reasons import RouteReason
from bot.domain.route import Mention, Route
from bot.domain.source import Publisher
from bot.pipeline.earning import earned, supported
from bot.pipeline.world import World
from tests.fakes.stories import GAZETTE, story

LEAD = Mention("lead", user_id=1, policy="default")
ROUTE = Route("all", ("desk",), mention=LEAD, mention_from=3)
WORLD = World((ROUTE,), {}, {})
CHOICE = Choice((Chosen("desk", "all", LEAD),))
CERT = replace(GAZETTE, id="cert", name="Harbour CERT", publisher=Publisher.OFFICIAL)
WIRE = replace(GAZETTE, id="wire", name="Wire")


@pytest.mark.parametrize(("publishers", "enough"), [((GAZETTE,), False), ((GAZETTE, WIRE), True), ((CERT,), True), ((), False)])
def test_support(publishers, enough):
    """One official publisher or two that are independent; copies of one wire story are one already."""
    told = story(publishers=publishers)
    assert supported(told) is enough
    assert (earned(told, CHOICE, WORLD, {"default"}) is not None) is enough


def test_the_reason_is_named():
    """Severity, who stands behind it, and the route."""
    found = earned(story(publishers=(CERT,)), CHOICE, WORLD, {"default"})
    assert found is not None
    assert found.why == "severity 3; official source: Harbour CERT; route all"
    assert (found.policy, found.channel) == ("default", "desk")


@pytest.mark.parametrize(
    ("reason", "calls"),
    [
        (RouteReason.CAPPED, True),
        (RouteReason.GROUPED, True),
        (RouteReason.SILENCED, False),
        (RouteReason.INHIBITED, False),
        (RouteReason.MAINTENANCE, False),
        (RouteReason.QUIET_HOURS, False),
        (RouteReason.BELOW_THRESHOLD, False),
        (RouteReason.ABOVE_CLEARANCE, False),
        (RouteReason.DIGEST, False),
    ],
)
def test_what_holds_a_post_back(reason, calls):
    """A full channel calls all the same; silences, inhibitions, quiet hours and thresholds are respected."""
    choice = Choice((), (Held(reason, "all", "desk"),))
    told = story(publishers=(CERT,))
    assert (earned(told, choice, WORLD, {"default"}) is not None) is calls
    assert earned(replace(told, severity=2), choice, WORLD, {"default"}) is None


def test_no_policy_calls_nobody():
    """A target without a policy, or with one that is not there, is only mentioned."""
    told = story(publishers=(CERT,))
    bare = Choice((Chosen("desk", "all", replace(LEAD, policy="")),))
    assert earned(told, bare, WORLD, {"default"}) is None
    assert earned(told, CHOICE, WORLD, {"other"}) is None
    assert earned(told, Choice((Chosen("desk", "all"),)), WORLD, {"default"}) is None
