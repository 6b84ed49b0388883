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
from bot.domain.situation import Situation
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.domain.watch import DIRECT, direct
from bot.pipeline.clearance import seen_by
from bot.pipeline.posts import seen
from bot.pipeline.stories import HOPS
from bot.pipeline.world import World
from bot.ports.store import Stores

OF_A_STORY = frozenset({Subject.ALERT, Subject.WATCH})
NEWEST = 20
"""Stories of a mass event that are listed."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a button was pressed: the channel and its parent (a thread has one), and the message, "" for an answer that Tocsin gave
    to an earlier press. `person` is whoever pressed, in their own direct messages; "" in a server.
    """

    channels: frozenset[str]
    message: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a button is about. `story` is what its channel's readers may know; `heads` are the posts in the same server."""

    head: Delivery
    channel: Channel
    story: Story
    heads: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The post of a mass event, what it tells, and the newest of its stories as everybody may know them."""

    head: Delivery
    situation: Situation
    stories: tuple[Story, ...]


class Presses:
    """Finds out what is meant."""

    def __init__(self, stores: Stores, world: Callable[[], World]) -> None:
        """`world` is asked each time, because a reload changes it."""
        self._stores = stores
        self.world = world

    async def meant(self, delivery_id: str, spot: Spot) -> Meant | PressRefusal:
        """The post and its story, through every merge; or why there is none to speak of here."""
        found = await self._post(delivery_id, spot, OF_A_STORY)
        if isinstance(found, PressRefusal):
            return found
        head, channel = found
        file = await self._file(head.item_id)
        if file is None:
            return PressRefusal.STORY_GONE
        whole = told(file.id, reports_of(file, self.world().sources), closed=file.closed)
        story = seen(whole, head.channel, self.world())
        if story is None:
            return PressRefusal.STORY_GONE
        channels = self.world().rules.channels
        here = channels.get(head.channel)
        beside = (h for h in file.heads if here and h.channel in channels and channels[h.channel].guild == here.guild)
        return Meant(head, channel, story, tuple({h.id: h for h in (head, *beside)}.values()))

    async def crowd(self, delivery_id: str, spot: Spot) -> Crowd | PressRefusal:
        """The mass event that a post tells, while it is going on."""
        found = await self._post(delivery_id, spot, frozenset({Subject.SITUATION}))
        if isinstance(found, PressRefusal):
            return found
        head, _ = found
        file = next((f for f in await self._stores.situations.open() if f.situation.id == head.item_id), None)
        if file is None:
            return PressRefusal.EVENT_OVER
        newest = file.situation.stories[: -NEWEST - 1 : -1]
        files = await self._stores.stories.files(newest)
        whole = (told(i, reports_of(files[i], self.world().sources)) for i in newest if i in files and files[i].reports)
        return Crowd(head, file.situation, tuple(s for s in (seen_by(w, Tlp.CLEAR) for w in whole) if s is not None))

    async def _post(self, delivery_id: str, spot: Spot, subjects: frozenset[Subject]) -> tuple[Delivery, Channel] | PressRefusal:
        """The post that is meant, if it is one of these, here, and this message."""
        head = (await self._stores.outbox.heads([delivery_id])).get(delivery_id)
        channel = (self.world().rules.channels.get(head.channel) or direct(head.channel)) if head else None
        if head is None or head.subject not in subjects or channel is None or not _in(spot, head, channel):
            return PressRefusal.UNKNOWN_POST
        if spot.message and head.message_id and spot.message != head.message_id:
            return PressRefusal.STALE_POST
        return head, channel

    async def _file(self, story_id: str) -> StoryFile | None:
        for _ in range(HOPS):
            found = (await self._stores.stories.files([story_id])).get(story_id)
            if found is None or not found.merged_into:
                return found if found is not None and found.reports else None
            story_id = found.merged_into
        return None


def _in(spot: Spot, head: Delivery, channel: Channel) -> bool:
    """Whether the post is where the button was pressed; a post in a forum is a channel of its own, and direct messages are somebody's."""
    if head.channel.startswith(DIRECT):
        return spot.person == channel.target
    return channel.target in spot.channels or (channel.forum and head.message_id in spot.channels)
