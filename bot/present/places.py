"""Where a post can be seen."""

from collections.abc import Callable, Collection, Mapping

from bot.domain.delivery import Delivery
from bot.domain.route import Channel


def message_links(channels: Callable[[], Mapping[str, Channel]], guilds: Collection[int]) -> Callable[[Delivery], str]:
    """The address of a delivery's message in Discord; "" where it is not out, not in Discord, or nobody knows in which server."""

    def link(delivery: Delivery) -> str:
        channel = channels().get(delivery.channel)
        if channel is None or channel.kind != "discord" or not delivery.message_id:
            return ""
        guild = channel.guild or (str(next(iter(guilds))) if len(guilds) == 1 else "")
        return f"https://discord.com/channels/{guild}/{channel.target}/{delivery.message_id}" if guild else ""

    return link
