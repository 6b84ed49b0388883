"""Posts to Discord channels over REST: works while the gateway is down, and finds its own posts again.

A post carries its delivery's nonce twice: as `nonce` (discord.py adds `enforce_nonce`), so that Discord answers a repeated
send within some minutes with the first message, and short in the footer, so that it can be found in the channel later. A post
in a forum has no nonce (the API takes none there) and is only found by its footer. Lines below posts are in `threads.py`,
posts of a forum in `forum.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import discord
import structlog

from bot.chat.buttons.row import Below, nothing
from bot.chat.calling import allowed_of, calling_of
from bot.chat.embed import embed_of
from bot.chat.forum import begin_post, found_post, tag_post, tags_of
from bot.chat.rooms import open_room, open_to_all, room_of
from bot.chat.threads import begin_thread, line_text, mark_of, said_in
from bot.chat.wire import Limited, failures
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.ports.clock import Clock
from bot.present.responses import noted_card

LOOK_BACK = 100
"""Messages that are looked through for an earlier post: one page of Discord's."""
EVERYWHERE = 0


log = structlog.get_logger(__name__)


class DiscordSink:
    """One for all channels of one client. Keeps `ports.sink.Sink`, `Lookup`, `Editor` and `Threads`."""

    def __init__(self, client: discord.Client, clock: Clock, below: Below = nothing, zone: tzinfo = UTC) -> None:
        """The client signs in on its own time; until then sends fail as `Transient`. `below` makes the buttons of a post, `zone`
        is that of the times in cards.
        """
        self._client = client
        self._clock = clock
        self._below = below
        self._zone = zone
        self._closed_until: dict[int, datetime] = {}
        self._tagged: dict[str, tuple[str, ...]] = {}
        """Tags by post, as far as this process knows them."""

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Shows the card; calls exactly whom the delivery names. Asks nothing of Discord during a pause it asked for."""
        place = self._place(channel)
        if channel.forum:
            try:
                return await self._send_to_forum(delivery, channel, tags_of(delivery, channel))
            except Permanent as refused:
                if refused.reason is not FailReason.BAD_REQUEST or "applied_tags" not in refused.detail:
                    raise
            return await self._send_to_forum(delivery, channel, ())  # somebody removed a tag: the post matters more
        with self._asking(place.id):
            message = await place.send(
                content=calling_of(delivery.mention, delivery) if delivery.mention else None,
                embed=embed_of(noted_card(delivery), mark_of(delivery), self._zone),
                nonce=delivery.nonce,
                allowed_mentions=allowed_of(delivery.mention),
                silent=_silent(delivery),
                view=self._below(delivery, channel) or discord.utils.MISSING,
            )
        return str(message.id)

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """Looks for the footer's mark in the bot's own last messages. Where it may not read, it finds nothing: a post
        seen twice is better than one never seen.
        """
        place, mark = self._place(channel), mark_of(delivery)
        try:
            with self._asking(place.id):
                if channel.forum:
                    return await found_post(self._client, place.id, delivery.card.title, mark)
                async for message in place.history(limit=LOOK_BACK):
                    if message.author == self._client.user and _carries(message, mark):
                        return str(message.id)
        except Permanent as refused:
            if refused.reason is not FailReason.FORBIDDEN:
                raise
        return None

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        """Writes the embed anew, and in a forum the tags; whoever was called stays called, and nobody is called again."""
        place = self._place(channel)
        if channel.forum:
            place = self._client.get_partial_messageable(int(delivery.message_id))
        try:
            with self._asking(place.id):
                message = place.get_partial_message(int(delivery.message_id))
                embed = embed_of(noted_card(delivery), mark_of(delivery), self._zone)
                view = self._below(delivery, channel) or discord.utils.MISSING
                await message.edit(embed=embed, view=view, allowed_mentions=discord.AllowedMentions.none())
            if channel.forum:
                await self._retag(delivery, channel)
        except Permanent as refused:
            raise _of_a_forum(refused, channel) from None

    async def say(self, line: Delivery, head: Delivery, channel: Channel) -> str:
        """A message in the post's thread, which is begun with the first line: it has the post's id, as has a post in a forum. A
        message takes a thread out of the archive, if nobody locked it.
        """
        place = self._place(channel)
        try:
            return await self._say(line, head)
        except Permanent as refused:
            if refused.reason is not FailReason.NO_SUCH_CHANNEL or channel.forum:
                raise _of_a_forum(refused, channel) from None
        await self._begin_thread(place.id, head)
        return await self._say(line, head)

    async def said(self, line: Delivery, head: Delivery, channel: Channel) -> str | None:
        """Looks for the line's mark in the post's thread."""
        self._place(channel)
        thread = self._client.get_partial_messageable(int(head.message_id))
        try:
            with self._asking(thread.id):
                return await said_in(thread, self._client.user, mark_of(line), LOOK_BACK)
        except Permanent as refused:
            if refused.reason not in (FailReason.FORBIDDEN, FailReason.NO_SUCH_CHANNEL):
                raise
        return None

    async def open_room(self, delivery: Delivery, channel: Channel) -> str:
        """A private thread; in a forum, or where the bot may not make one, a thread that says that everybody can read it."""
        place = self._place(channel)
        if channel.forum:
            return await self._send_to_forum(open_to_all(delivery), channel, ())
        with self._asking(place.id):
            return await open_room(self._client, delivery, place.id, self._below(delivery, channel), self._zone)

    async def room(self, delivery: Delivery, channel: Channel) -> str | None:
        """By its name, among the threads that are not archived."""
        place = self._place(channel)
        with self._asking(place.id):
            return await room_of(self._client, delivery, place.id)

    async def _say(self, line: Delivery, head: Delivery) -> str:
        thread = self._client.get_partial_messageable(int(head.message_id))
        calling = calling_of(line.mention, line) if line.mention else ""
        with self._asking(thread.id):
            message = await thread.send(
                line_text(line, calling),
                nonce=line.nonce,
                allowed_mentions=allowed_of(line.mention),
                silent=line.silent,
                suppress_embeds=True,
            )
        return str(message.id)

    async def _begin_thread(self, place: int, head: Delivery) -> None:
        with self._asking(place):
            await begin_thread(self._client, place, head)

    async def _send_to_forum(self, delivery: Delivery, channel: Channel, tags: Sequence[str]) -> str:
        place = int(channel.target)
        message = {**_message(delivery, self._zone), "view": self._below(delivery, channel) or discord.utils.MISSING}
        with self._asking(place):
            made = await begin_post(self._client.http, place, message, delivery.card.title, tags)
        self._tagged[made] = tuple(tags)
        return made

    async def _retag(self, delivery: Delivery, channel: Channel) -> None:
        """The tags of a post follow its kind and severity; asked for once a change, and once after a restart."""
        tags = tags_of(delivery, channel)
        if not channel.tags or self._tagged.get(delivery.message_id) == tags:
            return
        try:
            with self._asking(int(delivery.message_id)):
                await tag_post(self._client.http, int(delivery.message_id), tags)
        except Permanent as refused:
            if refused.reason is not FailReason.BAD_REQUEST:
                raise
            log.info(
                "discord.tags_refused", delivery=delivery.id, detail=refused.detail
            )  # removed, or archived: no reason to stop
        self._tagged[delivery.message_id] = tags

    def _place(self, channel: Channel) -> discord.PartialMessageable:
        if self._client.user is None or self._client.is_closed():
            raise Transient(FailReason.CONNECT, "not signed in to Discord yet")
        if not (channel.target.isascii() and channel.target.isdigit()):
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {channel.id} has no Discord channel id")
        place = self._client.get_partial_messageable(int(channel.target))
        self._keep_pause(place.id)
        return place

    @contextmanager
    def _asking(self, place: int) -> Iterator[None]:
        """One request, with its failures in our own words; a wish for a pause is remembered and kept."""
        self._keep_pause(place)
        try:
            with failures():
                yield
        except Limited as limited:
            where = EVERYWHERE if limited.everywhere else place
            self._closed_until[where] = self._clock.now() + (limited.retry_after or timedelta())
            raise

    def _keep_pause(self, place: int) -> None:
        """Raises while Discord's last wish for a pause, here or everywhere, is in force."""
        now = self._clock.now()
        for where in (EVERYWHERE, place):
            left = self._closed_until.get(where, now) - now
            if left > timedelta():
                raise Limited(left, everywhere=where == EVERYWHERE)
            self._closed_until.pop(where, None)


def _message(delivery: Delivery, zone: tzinfo) -> dict[str, Any]:
    """What discord.py makes a message of."""
    flags = discord.MessageFlags()
    flags.suppress_notifications = _silent(delivery)
    return {
        "content": calling_of(delivery.mention, delivery) if delivery.mention else discord.utils.MISSING,
        "embed": embed_of(noted_card(delivery), mark_of(delivery), zone),
        "allowed_mentions": allowed_of(delivery.mention),
        "flags": flags,
    }


def _carries(message: discord.Message, mark: str) -> bool:
    return any((embed.footer.text or "").split(" ", 1)[0] == mark for embed in message.embeds)


def _silent(delivery: Delivery) -> bool:
    """A post made anew calls nobody again: what is new is said below it."""
    return delivery.silent or delivery.generation > 0


def _of_a_forum(refused: Permanent, channel: Channel) -> Permanent:
    """A post in a forum is a channel of its own: that it is gone means that it was deleted."""
    if channel.forum and refused.reason is FailReason.NO_SUCH_CHANNEL:
        return Permanent(FailReason.NOT_FOUND, refused.detail)
    return refused
