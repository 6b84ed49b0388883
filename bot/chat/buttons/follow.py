"""Follow: whoever presses becomes a member of the thread below the post, where each further report is told; leaving it ends that."""

from collections.abc import Sequence

import discord

from bot.chat.answer import sorry
from bot.chat.buttons.moment import Moment
from bot.chat.threads import begin_thread
from bot.chat.wire import failures
from bot.domain.card import Card
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.domain.route import Channel


async def follow(now: Moment) -> Sequence[Card]:
    """Adding somebody twice changes nothing. The thread has the post's id."""
    return await join(now.interaction, now.meant.head, now.meant.channel)


async def join(interaction: discord.Interaction, head: Delivery, channel: Channel) -> Sequence[Card]:
    """Into the thread below this post, which is begun if need be."""
    if not head.message_id:
        return [sorry("The post is being made at this moment. Please press again.", "Not yet")]
    try:
        try:
            await _add(interaction, head)
        except Permanent as refused:
            if refused.reason is not FailReason.NO_SUCH_CHANNEL or channel.forum:
                raise
            with failures():
                await begin_thread(interaction.client, int(channel.target), head)
            await _add(interaction, head)
    except Permanent as refused:
        if refused.reason is not FailReason.FORBIDDEN:
            raise
        return [
            sorry(
                "Tocsin may not make threads or add people to them in this channel. Ask whoever manages the server.",
                "Not allowed",
            )
        ]
    return [sorry("You are in the thread below the post and hear of each further report. Leave the thread to stop.", "Following")]


async def _add(interaction: discord.Interaction, head: Delivery) -> None:
    with failures():
        await interaction.client.http.add_user_to_thread(int(head.message_id), interaction.user.id)
