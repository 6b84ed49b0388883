"""Rooms: private threads for a few, and what is made where Discord does not let the bot make one."""

from dataclasses import replace
from datetime import tzinfo
from typing import Literal

import discord

from bot.chat.embed import embed_of
from bot.chat.threads import mark_of, thread_name
from bot.chat.wire import failures
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.present.activation import OPEN_ROOM

PRIVATE: Literal[12] = 12
PUBLIC: Literal[11] = 11
"""Types of threads (Discord's documents, "Channel Types")."""
WEEK: Literal[10080] = 10080
REFUSED = frozenset({FailReason.FORBIDDEN, FailReason.BAD_REQUEST})
"""How Discord says that there is no private thread here, or not by us."""


def open_to_all(delivery: Delivery) -> Delivery:
    """The first message of a room that everybody can read."""
    body = "\n".join(filter(None, (delivery.card.body, OPEN_ROOM)))
    return replace(delivery, card=replace(delivery.card, body=body))


async def open_room(client: discord.Client, delivery: Delivery, place: int, view: discord.ui.View | None, zone: tzinfo) -> str:
    """Makes the thread and says the first message in it, with the buttons. Raises as discord.py does, and `Permanent`."""
    try:
        with failures():
            thread = await _made(client, delivery, place, PRIVATE)
    except Permanent as refused:
        if refused.reason not in REFUSED:
            raise
        delivery = open_to_all(delivery)
        thread = await _made(client, delivery, place, PUBLIC)
    await client.get_partial_messageable(thread).send(
        embed=embed_of(delivery.card, mark_of(delivery), zone),
        view=view or discord.utils.MISSING,
        nonce=delivery.nonce,
        allowed_mentions=discord.AllowedMentions.none(),
    )
    return str(thread)


async def room_of(client: discord.Client, delivery: Delivery, place: int) -> str | None:
    """The newest thread below `place` with the name of this room; it bears the activation's id."""
    channel = await client.http.get_channel(place)
    threads = (await client.http.get_active_threads(int(str(channel.get("guild_id", 0)))))["threads"]
    name = thread_name(delivery.card.title)
    ids = [int(t["id"]) for t in threads if str(t.get("parent_id")) == str(place) and t["name"] == name]
    return str(max(ids)) if ids else None


async def _made(client: discord.Client, delivery: Delivery, place: int, kind: Literal[11, 12]) -> int:
    made = await client.http.start_thread_without_message(
        place,
        name=thread_name(delivery.card.title),
        auto_archive_duration=WEEK,
        type=kind,
        invitable=False,
        rate_limit_per_user=None,
        reason=None,
    )
    return int(made["id"])
