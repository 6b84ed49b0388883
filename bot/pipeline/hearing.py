"""Who watches for a story: each destination is told what its readers may know. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.route import Channel
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import clearance_of, seen_by
from bot.pipeline.watches import Hits, Posting, counted, hits
from bot.pipeline.world import World
from bot.present.story import story_card


def heard(story: Story, world: World, now: datetime, taken: Collection[str]) -> Hits:
    """What follows for those who watch; `taken` are the channels that have the story anyway."""
    if not world.watches:
        return Hits()
    found = Hits()
    channels = world.rules.channels
    for level in {Tlp.CLEAR, *(c.tlp for c in channels.values())}:
        seen = seen_by(story, level)
        if seen is not None:
            found = _joined(found, _told(seen, world, now, taken), level, channels)
    return found


def with_counts(world: World, found: Hits) -> World:
    """The world for the next story of a batch."""
    return replace(world, watched=counted(world.watched, found.deliveries)) if found.deliveries else world


def _told(seen: Story, world: World, now: datetime, taken: Collection[str]) -> Hits:
    card = story_card(seen, world.kinds[seen.kind], world.zone)
    clearance = {i: c.tlp for i, c in world.rules.channels.items()}
    return hits(seen, world.watches, Posting(now, card, taken, world.watched, clearance))


def _joined(found: Hits, more: Hits, level: Tlp, channels: Mapping[str, Channel]) -> Hits:
    """Those of one clearance alone are kept: others are asked with what they may know."""
    mine = tuple(d for d in more.deliveries if clearance_of(d.channel, channels) is level)
    steps = tuple(s for s in more.steps if clearance_of(s.detail, channels) is level)
    return Hits((*found.deliveries, *mine), (*found.steps, *steps))
