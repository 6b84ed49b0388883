"""EARN: does this story call somebody? Severity, support and route decide, each by name; the words of it stand in the page. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.analysis.standing import official
from bot.domain.choice import Choice
from bot.domain.reasons import RouteReason
from bot.domain.route import Mention
from bot.domain.story import Story
from bot.pipeline.world import World
from bot.present.words import listed

VOICES = 2
"""Independent publishers that stand for an official one; copies of one wire story are one voice."""
_STILL = frozenset({RouteReason.CAPPED, RouteReason.GROUPED})
"""What keeps a post back for the sake of the channel, and not because of the story."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Who is called by which policy, where it is shown, and why."""

    policy: str
    channel: str
    route: str
    why: str


def earned(story: Story, choice: Choice, world: World, policies: Collection[str]) -> Earned | None:
    """The first route that calls somebody for this story, if enough publishers stand behind it. Silences, maintenance, inhibitions,
    thresholds and quiet hours have spoken in the `choice` already.
    """
    if not supported(story):
        return None
    for channel, route, mention in _called(story, choice, world):
        if mention.policy in policies:
            return Earned(mention.policy, channel, route, why(story, route))
    return None


def supported(story: Story) -> bool:
    """At least one official publisher, or two that are independent."""
    return official(story.publishers) or len(story.publishers) >= VOICES


def why(story: Story, route: str) -> str:
    """In words: severity, support, route."""
    names = listed([s.name for s in story.publishers], 3)
    kind = "official source" if official(story.publishers) else "independent publishers"
    return f"severity {story.severity}; {kind}: {names}; route {route}"


def _called(story: Story, choice: Choice, world: World) -> list[tuple[str, str, Mention]]:
    found = [(c.channel, c.route, c.mention) for c in choice.chosen if c.mention]
    routes = {r.id: r for r in world.routes}
    for held in choice.held:
        route = routes.get(held.route)
        if held.reason in _STILL and route and route.mention and story.severity >= route.mention_from:
            found.append((held.channel, route.id, route.mention))
    return found
