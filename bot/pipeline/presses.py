"""PRESS: what a button below a post is about, whoever pressed it and however old it is.

    id in the button -> the post it names -> is it in this channel, and is it this message? -> the story as its readers may know it

A button proves nothing: its id may be forged, or copied from elsewhere. So everything is read anew at each press, and what does
not fit is refused by name, in the same words for what is not there and for what is somebody else's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.analysis.told import reports_of, told
from bot.domain.delivery import Delivery, Subject
from bot.domain.filing import StoryFile
from bot.domain.reasons import PressRefusal
from bot.domain.route import Channel
from bot.domain.story import Story
from bot.pipeline.posts import seen
from bot.pipeline.stories import HOPS
from bot.pipeline.world import World
from bot.ports.store import Stores


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a button was pressed: the channel and its parent (a thread has one), and the message, "" for an answer that Tocsin gave
    to an earlier press.
    """

    channels: frozenset[str]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a button is about. `story` is what its channel's readers may know; `heads` are the posts in the same server."""

    head: Delivery
    channel: Channel
    story: Story
    heads: tuple[Delivery, ...]


class Presses:
    """Finds out what is meant."""

    def __init__(self, stores: Stores, world: Callable[[], World]) -> None:
        """`world` is asked each time, because a reload changes it."""
        self._stores = stores
        self.world = world

    async def meant(self, delivery_id: str, spot: Spot) -> Meant | PressRefusal:
        """The post and its story, through every merge; or why there is none to speak of here."""
        head = (await self._stores.outbox.heads([delivery_id])).get(delivery_id)
        channel = self.world().rules.channels.get(head.channel) if head else None
        if head is None or head.subject is not Subject.ALERT or channel is None or not _in(spot, head, channel):
            return PressRefusal.UNKNOWN_POST
        if spot.message and head.message_id and spot.message != head.message_id:
            return PressRefusal.STALE_POST
        file = await self._file(head.item_id)
        if file is None:
            return PressRefusal.STORY_GONE
        whole = told(file.id, reports_of(file, self.world().sources), closed=file.closed)
        story = seen(whole, head.channel, self.world())
        if story is None:
            return PressRefusal.STORY_GONE
        channels = self.world().rules.channels
        beside = (h for h in file.heads if h.channel in channels and channels[h.channel].guild == channel.guild)
        return Meant(head, channel, story, tuple({h.id: h for h in (head, *beside)}.values()))

    async def _file(self, story_id: str) -> StoryFile | None:
        for _ in range(HOPS):
            found = (await self._stores.stories.files([story_id])).get(story_id)
            if found is None or not found.merged_into:
                return found if found is not None and found.reports else None
            story_id = found.merged_into
        return None


def _in(spot: Spot, head: Delivery, channel: Channel) -> bool:
    """Whether the post is where the button was pressed; a post in a forum is a channel of its own."""
    return channel.target in spot.channels or (channel.forum and head.message_id in spot.channels)
