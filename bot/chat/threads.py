"""What stands below a post: the name of its thread, and lines of one report each, which can be found again by their mark."""

from typing import Literal

import discord

from bot.domain.delivery import Delivery, Subject
from bot.present.escape import inert, markdown, unmentioned
from bot.present.limits import cut, safe_link

HAS_THREAD = 160004
"""Discord's JSON error code: the message has a thread already."""
WEEK: Literal[10080] = 10080
"""Minutes after which an idle thread is archived; a new line takes it out again."""
NAME = 100
"""Characters of a thread's name (Discord's documents, "Start Thread from Message")."""
WHO = 120
WHAT = 1200


def mark_of(delivery: Delivery) -> str:
    """48 bits of the nonce: enough to tell a hundred messages apart."""
    return f"#{delivery.nonce[:12]}"


def thread_name(title: str) -> str:
    """Names know no mark-up; they are only kept from calling people."""
    return cut(inert(title), NAME, unmentioned) or "Story"


def line_text(line: Delivery, calling: str = "") -> str:
    """Who, what, where to read it, and the mark; the link is bare, between brackets, so that no picture comes with it."""
    link = safe_link(line.card.url)
    told = f"**{cut(line.card.title, WHO, markdown)}**: {cut(line.card.body, WHAT, markdown)}"
    words = (told, f"<{link}>" if link else "")
    named = (*words, calling) if line.subject is Subject.ROOM else (calling, *words)  # a rehearsal's first word is that it is one
    return " ".join(filter(None, (*named, f"`{mark_of(line)}`")))


async def begin_thread(client: discord.Client, place: int, head: Delivery) -> None:
    """Below a post that is out; harmless where there is one. Raises as discord.py does."""
    name = thread_name(head.card.title)
    try:
        await client.http.start_thread_with_message(place, int(head.message_id), name=name, auto_archive_duration=WEEK)
    except discord.HTTPException as refused:
        if refused.code != HAS_THREAD:
            raise


async def said_in(thread: discord.PartialMessageable, me: discord.ClientUser | None, mark: str, look_back: int) -> str | None:
    """The bot's own line with this mark, among the last ones."""
    async for message in thread.history(limit=look_back):
        if message.author == me and message.content.endswith(f"`{mark}`"):
            return str(message.id)
    return None
