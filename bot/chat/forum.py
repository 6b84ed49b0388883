"""A post in a forum is a thread with its first message; both have one id. It has tags, and no nonce."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.http import HTTPClient, handle_message_parameters

from bot.chat.threads import WEEK, thread_name
from bot.domain.delivery import Delivery
from bot.domain.route import Channel

POSTS = 5
"""Posts of a forum that are looked into: those by this bot, under the same name."""


def tags_of(delivery: Delivery, channel: Channel) -> tuple[str, ...]:
    """Ids of the forum's tags for how bad it is and of what kind."""
    return tuple(channel.tags[key] for key in (str(delivery.card.severity), delivery.card.kind) if key in channel.tags)


async def begin_post(http: HTTPClient, place: int, message: Mapping[str, Any], title: str, tags: Sequence[str]) -> str:
    """Makes the thread; its id."""
    post = {"name": thread_name(title), "auto_archive_duration": WEEK, "applied_tags": list(tags)}
    with handle_message_parameters(**message, channel_payload=post) as params:
        made = await http.start_thread_in_forum(place, params=params)
    return str(made["id"])


async def tag_post(http: HTTPClient, post: int, tags: Sequence[str]) -> None:
    """Gives it these tags and no others."""
    await http.edit_channel(post, applied_tags=list(tags))


async def found_post(client: discord.Client, place: int, title: str, mark: str) -> str | None:
    """Among the threads that are not archived: a post is looked for minutes after it may have been made."""
    http, user = client.http, client.user
    forum = await http.get_channel(place)
    threads = (await http.get_active_threads(int(str(forum.get("guild_id", 0)))))["threads"]
    name = thread_name(title)
    ids = [t["id"] for t in threads if str(t.get("parent_id")) == str(place) and t["name"] == name]
    for thread in sorted(ids, key=int, reverse=True)[:POSTS]:
        message = await http.get_message(int(thread), int(thread))
        foot = [str(e.get("footer", {}).get("text", "")) for e in message["embeds"]]
        mine = user is not None and str(message["author"]["id"]) == str(user.id)
        if mine and any(f.split(" ", 1)[0] == mark for f in foot):
            return str(thread)
    return None
