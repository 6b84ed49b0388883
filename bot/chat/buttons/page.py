"""The buttons of a page: whoever is called answers where they were called, also in direct messages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import discord

from bot.chat.answer import Desk, answer, sorry
from bot.chat.buttons.marks import Mark
from bot.domain import page as events
from bot.domain.card import Card
from bot.domain.delivery import Subject
from bot.domain.paging import PageFile, PageRefusal
from bot.domain.reasons import PressRefusal
from bot.domain.rights import Right
from bot.domain.watch import DIRECT
from bot.present.paging import REFUSED, page_line
from bot.present.responses import PRESS

SNOOZE = timedelta(minutes=30)
ACK, PUT_OFF, OVER, NEXT, AGAIN = "pageack", "pagesnooze", "pageover", "pagenext", "pageopen"
EVENTS: Mapping[str, Callable[[str, datetime], events.Event]] = {
    ACK: lambda who, _: events.Acked(who),
    PUT_OFF: lambda who, now: events.Snoozed(who, now + SNOOZE),
    OVER: lambda who, _: events.Resolved(who),
    NEXT: lambda who, _: events.Escalated(who),
    AGAIN: lambda who, _: events.Reopened(who),
}


async def press_page(interaction: discord.Interaction, desk: Desk, mark: Mark) -> None:
    """Applied once, however often and by however many it is pressed; all see the same state."""
    await answer(interaction, desk, _pressed(interaction, desk, mark), desk.duty.right(interaction, Right.ACKNOWLEDGE))


async def _pressed(interaction: discord.Interaction, desk: Desk, mark: Mark) -> Sequence[Card]:
    row = (await desk.duty.outbox.heads([mark.delivery])).get(mark.delivery)
    if row is None or row.subject is not Subject.PAGE or _of_another(row.channel, interaction):
        return [sorry(PRESS[PressRefusal.UNKNOWN_POST], "Nothing was done")]
    event = EVENTS[mark.verb](desk.duty.me(interaction), desk.clock.now())
    return told(await desk.duty.paging.press(row.item_id, event), desk)


def _of_another(channel: str, interaction: discord.Interaction) -> bool:
    """A button of somebody else's direct messages."""
    return channel.startswith(DIRECT) and channel != f"{DIRECT}{interaction.user.id}"


def told(made: PageFile | PageRefusal, desk: Desk) -> Sequence[Card]:
    """The page as it is now, or why nothing changed."""
    if isinstance(made, PageRefusal):
        return [sorry(REFUSED[made], "Nothing was done")]
    names = {i: p.name for i, p in desk.duty.roster.current.people.items()}
    return [Card(title="Done", body=page_line(made, desk.zone, names))]
