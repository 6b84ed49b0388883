"""Posts to a person's direct messages: for those who asked by `/watch add`, and nobody else."""

from dataclasses import replace
from typing import cast

import discord

from bot.chat.sink import DiscordSink
from bot.chat.wire import failures
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel


class DirectSink:
    """Opens a person's channel (Discord answers with the same one each time) and posts there as anywhere. `Channel.target` is the
    user's id. One who blocks the bot is `Permanent(FORBIDDEN)`: the watch's post is given up, and said elsewhere.
    """

    def __init__(self, client: discord.Client, posts: DiscordSink) -> None:
        """`posts` keeps the pauses that Discord asks for."""
        self._client = client
        self._posts = posts
        self._open: dict[str, str] = {}

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """See `ports.sink.Sink`."""
        return await self._posts.send(delivery, await self._opened(channel))

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """See `ports.sink.Lookup`."""
        return await self._posts.find(delivery, await self._opened(channel))

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        """See `ports.sink.Editor`."""
        await self._posts.edit(delivery, await self._opened(channel))

    async def _opened(self, channel: Channel) -> Channel:
        if self._client.user is None or self._client.is_closed():
            raise Transient(FailReason.CONNECT, "not signed in to Discord yet")
        user = channel.target
        if not (user.isascii() and user.isdigit()):
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"{channel.id} names no Discord user")
        if user not in self._open:
            with failures():
                # as text: the library's own `create_dm` sends a number, which Discord's description does not allow
                opened = await self._client.http.start_private_message(cast("int", user))
            self._open[user] = str(opened["id"])
        return replace(channel, target=self._open[user])
