"""Which buttons stand below a post: what is done about it in the first row, all else in the second. Three short words are as wide as a phone."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Self

import discord

from bot.chat.answer import Desk
from bot.chat.buttons.activation import ACCEPT, REFUSE, asks
from bot.chat.buttons.marks import MEMBERS, TAKE, TEMPLATE, UNWATCH, Mark
from bot.domain.activation import ActivationState
from bot.domain.delivery import Delivery, Subject
from bot.domain.page import PageState
from bot.domain.route import Channel
from bot.present.activation import INK
from bot.present.paging import answered

Pressed = Callable[[discord.Interaction, Desk, "Buttons"], Awaitable[None]]
Item = type[discord.ui.DynamicItem[Any]]
OVER = INK[ActivationState.STOOD_DOWN]
"""The colour of what is stood down alone: there is nothing to answer any more."""
Below = Callable[[Delivery, Channel], discord.ui.View | None]


def nothing(_delivery: Delivery, _channel: Channel) -> discord.ui.View | None:
    """Where nobody would hear a press."""
    return None


def buttons_of(delivery: Delivery, channel: Channel) -> Iterator[discord.ui.Button[Any]]:
    """Of a story's post, a watch's, a mass event's, a page and an activation's request; other posts have none. Follow needs a thread."""
    if delivery.subject is Subject.PAGE and delivery.item_id:
        yield from _of_a_page(delivery)
        return
    if asks(delivery) and delivery.card.colour != OVER:
        yield _button(delivery, ACCEPT, "Accept", discord.ButtonStyle.success, 0)
        yield _button(delivery, REFUSE, "Refuse", discord.ButtonStyle.secondary, 0)
        return
    if delivery.subject is Subject.SITUATION:
        yield from _of_a_crowd(delivery)
    elif delivery.subject is Subject.WATCH:
        yield from _of_a_watch(delivery)
    elif delivery.subject is Subject.ALERT:
        yield from _of_a_story(delivery, channel)


def _of_a_story(delivery: Delivery, channel: Channel) -> Iterator[discord.ui.Button[Any]]:
    plain = discord.ButtonStyle.secondary
    done = bool(delivery.note)
    word = "Acknowledged" if done else "Acknowledge"
    yield _button(delivery, "ack", word, discord.ButtonStyle.success, 0, disabled=done)
    yield _button(delivery, "escalate", "Escalate", discord.ButtonStyle.danger, 0)
    if channel.thread or channel.forum:
        yield _button(delivery, "follow", "Follow", plain, 0)
    yield _button(delivery, "details", "Details", plain, 1)
    yield _button(delivery, "export", "Export", plain, 1)
    yield _button(delivery, "silence", "Silence…", plain, 1)
    yield _button(delivery, "noise", "Not relevant", plain, 1)
    yield _button(delivery, "kind", "Wrong kind…", plain, 1)


def _of_a_crowd(delivery: Delivery) -> Iterator[discord.ui.Button[Any]]:
    """Who takes it on, and which stories it tells."""
    word = "Acknowledged" if delivery.note else "Acknowledge"
    yield _button(delivery, TAKE, word, discord.ButtonStyle.success, 0, disabled=bool(delivery.note))
    yield _button(delivery, MEMBERS, "Details", discord.ButtonStyle.secondary, 0)


def _of_a_watch(delivery: Delivery) -> Iterator[discord.ui.Button[Any]]:
    """What anybody may, also in direct messages."""
    yield _button(delivery, "details", "Details", discord.ButtonStyle.secondary, 0)
    yield _button(delivery, "export", "Export", discord.ButtonStyle.secondary, 0)
    yield _button(delivery, UNWATCH, "Stop watching", discord.ButtonStyle.secondary, 0)


def _of_a_page(delivery: Delivery) -> Iterator[discord.ui.Button[Any]]:
    """Somebody has answered: nothing is left to acknowledge until it calls people again."""
    state = answered(delivery.note)
    if state is PageState.RESOLVED:
        yield _button(delivery, "pageopen", "Reopen", discord.ButtonStyle.secondary, 0)
        return
    word = "Acknowledged" if state is PageState.ACKED else "Acknowledge"
    yield _button(delivery, "pageack", word, discord.ButtonStyle.success, 0, disabled=state is not PageState.OPEN)
    yield _button(delivery, "pagesnooze", "Snooze 30 min", discord.ButtonStyle.secondary, 0)
    yield _button(delivery, "pageover", "Resolve", discord.ButtonStyle.secondary, 0)
    yield _button(delivery, "pagenext", "Escalate", discord.ButtonStyle.danger, 0)


def _button(
    delivery: Delivery, verb: str, label: str, style: discord.ButtonStyle, row: int, *, disabled: bool = False
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, style=style, custom_id=str(Mark(verb, delivery.id)), row=row, disabled=disabled)


class Buttons:
    """The buttons of one client: how they are made, and what hears them."""

    def __init__(self, desk: Desk, pressed: Pressed) -> None:
        """`pressed` does what a button or a choice means."""
        self.item = _item(self, desk, pressed)

    def below(self, delivery: Delivery, channel: Channel) -> discord.ui.View | None:
        """The view for a post."""
        items = list(buttons_of(delivery, channel))
        return self.view(items) if items else None

    def view(self, items: Sequence[discord.ui.Item[Any]]) -> discord.ui.View:
        """Nothing of it is remembered here: each item says what it is for."""
        made = discord.ui.View(timeout=None)
        for item in items:
            made.add_item(self.item(item))
        return made


def _item(buttons: Buttons, desk: Desk, pressed: Pressed) -> Item:
    """discord.py wants a class, and hands it nothing but the interaction."""

    class Pressable(discord.ui.DynamicItem[discord.ui.Item[Any]], template=TEMPLATE):
        """A button or a choice of ours."""

        @classmethod
        async def from_custom_id(cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], _match: Any, /) -> Self:
            return cls(item)

        async def callback(self, interaction: discord.Interaction) -> None:
            await pressed(interaction, desk, buttons)

    return Pressable
