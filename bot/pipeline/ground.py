"""The ground that a batch is decided on: what was decided so far in it, and what every decision asks of that."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.analysis.standing import official
from bot.domain.delivery import Delivery
from bot.domain.filing import StoryFile
from bot.domain.item import Item, ItemState
from bot.domain.reasons import ItemReason
from bot.domain.situation import Situation
from bot.domain.story import Story
from bot.pipeline.clearance import clearance_of
from bot.pipeline.posts import Posts
from bot.pipeline.routing import counted
from bot.pipeline.shelf import Shelf, unseen, with_posts, with_states
from bot.pipeline.situating import Surge
from bot.pipeline.world import World

JOINED = (ItemState.ALERTED, ItemReason.JOINED)


class Ground:
    """One batch. What is given is left as it is; `world` counts what the batch posts."""

    def __init__(self, files: Mapping[str, StoryFile], world: World, now: datetime, surge: Surge | None) -> None:
        self.shelf = Shelf(files, world.sources)
        self.world = world
        self.now = now
        self.surge = surge
        self.alerts: dict[str, str] = {}
        """Ids that became alerts, or copies of one, each with the id of its original."""
        self.there = {h.id for file in files.values() for h in file.heads}
        self.repeated: dict[str, str] = {}
        """Stories that were only repeated since their posts were looked at, each with the item that did so last."""

    def count(self, heads: Sequence[Delivery]) -> None:
        """New posts count for the caps of their routes."""
        fresh = [h for h in heads if h.id not in self.there]
        self.there |= {h.id for h in fresh}
        if fresh:
            self.world = replace(self.world, facts=counted(self.world.facts, {h.route for h in fresh}))

    def keep(self, file: StoryFile, story: Story, follows: Posts, shown: Sequence[str]) -> None:
        """The story, its posts and the states of its reports as they are from now on."""
        self.shelf.put(with_posts(with_states(file, dict.fromkeys(shown, JOINED)), own(follows.heads, story)), story)

    def held_by_situation(self, follows: Posts, story: Story, file: StoryFile) -> Posts:
        """A copy does not bring about the post that its story did not have."""
        if not file.heads and self.surge is not None and (situation := self.surge.holding(story)):
            return self.in_place(follows, situation)
        return follows

    def official(self, item: Item) -> bool:
        """Whether a state, or a body of states, says it."""
        source = self.world.sources.get(item.source_id)
        return source is not None and official([source])

    def in_place(self, follows: Posts, situation: Situation) -> Posts:
        """The situation's posts in place of the story's."""
        assert self.surge is not None  # noqa: S101  its callers asked
        return replace(follows, heads=self.surge.posts(situation, follows.heads, self.world, self.now), lines=())

    def seen_at(self, heads: Sequence[Delivery], item: Item) -> bool:
        """Whether readers of one of these posts may know what the item says."""
        source, channels = self.world.sources.get(item.source_id), self.world.rules.channels
        return any(source is None or clearance_of(h.channel, channels).clears(source.tlp) for h in heads)

    def shown(self, file: StoryFile, follows: Posts) -> tuple[str, ...]:
        """Reports that were quiet and are shown from now on, because their story is posted where they may be seen."""
        heads = [h for h in follows.heads if h.item_id == file.id]
        return tuple(i.id for i in unseen(file) if self.seen_at(heads, i))


def own(heads: Sequence[Delivery], story: Story) -> tuple[Delivery, ...]:
    """Posts of the story itself, without those of a situation."""
    return tuple(h for h in heads if h.item_id == story.id)
