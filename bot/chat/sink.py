"""Posts to Discord channels over REST: works while the gateway is down, and finds its own posts again.

A post carries its delivery's id twice: as `nonce` (discord.py adds `enforce_nonce`), so that Discord answers a repeated
send within some minutes with the first message, and short in the footer, so that it can be found in the channel later.
"""

from datetime import datetime, timedelta

import discord

from bot.chat.embed import embed_of
from bot.chat.wire import Limited, failures
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel, Mention
from bot.ports.clock import Clock
from bot.present.words import severity_word

LOOK_BACK = 100
"""Messages that are looked through for an earlier post: one page of Discord's."""
EVERYWHERE = 0


class DiscordSink:
    """One for all channels of one client. Keeps `ports.sink.Sink` and `Lookup`."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        """The client signs in on its own time; until then sends fail as `Transient`."""
        self._client = client
        self._clock = clock
        self._closed_until: dict[int, datetime] = {}

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Shows the card; calls exactly whom the delivery names. Asks nothing of Discord during a pause it asked for."""
        place = self._place(channel)
        try:
            with failures():
                message = await place.send(
                    content=_calling(delivery) if delivery.mention else None,
                    embed=embed_of(delivery.card, _mark(delivery)),
                    nonce=delivery.id,
                    allowed_mentions=_allowed(delivery.mention),
                )
        except Limited as limited:
            self._pause(place.id, limited)
            raise
        return str(message.id)

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """Looks for the footer's mark in the bot's own last messages. Where it may not read, it finds nothing: a post
        seen twice is better than one never seen.
        """
        place, mark = self._place(channel), _mark(delivery)
        try:
            with failures():
                async for message in place.history(limit=LOOK_BACK):
                    if message.author == self._client.user and _carries(message, mark):
                        return str(message.id)
        except Limited as limited:
            self._pause(place.id, limited)
            raise
        except Permanent as refused:
            if refused.reason is not FailReason.FORBIDDEN:
                raise
        return None

    def _place(self, channel: Channel) -> discord.PartialMessageable:
        if self._client.user is None or self._client.is_closed():
            raise Transient(FailReason.CONNECT, "not signed in to Discord yet")
        if not (channel.target.isascii() and channel.target.isdigit()):
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {channel.id} has no Discord channel id")
        place = self._client.get_partial_messageable(int(channel.target))
        self._keep_pause(place.id)
        return place

    def _keep_pause(self, place: int) -> None:
        """Raises while Discord's last wish for a pause, here or everywhere, is in force."""
        now = self._clock.now()
        for where in (EVERYWHERE, place):
            left = self._closed_until.get(where, now) - now
            if left > timedelta():
                raise Limited(left, everywhere=where == EVERYWHERE)
            self._closed_until.pop(where, None)

    def _pause(self, place: int, limited: Limited) -> None:
        where = EVERYWHERE if limited.everywhere else place
        self._closed_until[where] = self._clock.now() + (limited.retry_after or timedelta())


def _mark(delivery: Delivery) -> str:
    """48 bits of the id: enough to tell a hundred messages apart."""
    return f"#{delivery.id[:12]}"


def _carries(message: discord.Message, mark: str) -> bool:
    return any((embed.footer.text or "").split(" ", 1)[0] == mark for embed in message.embeds)


def _calling(delivery: Delivery) -> str:
    """The mention and how bad it is; nothing of what a source wrote."""
    mention = delivery.mention
    who = "" if mention is None else f"<@&{mention.role_id}>" if mention.role_id else f"<@{mention.user_id}>"
    return f"{who} {severity_word(delivery.card.severity)}"


def _allowed(mention: Mention | None) -> discord.AllowedMentions:
    """Nobody but the one named."""
    allowed = discord.AllowedMentions.none()
    if mention and mention.role_id:
        allowed.roles = [discord.Object(mention.role_id)]
    elif mention and mention.user_id:
        allowed.users = [discord.Object(mention.user_id)]
    return allowed
