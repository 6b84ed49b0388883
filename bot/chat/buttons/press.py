"""What happens when a button is pressed.

mark -> may this person? -> what is meant? -> one verb -> an answer to them alone; the post itself is edited by its row
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.chat.answer import Desk, Illustrated, answer, show, sorry
from bot.chat.apology import apologise
from bot.chat.buttons.activation import ANSWERS, press_activation
from bot.chat.buttons.crowd import OF_A_CROWD, press_crowd
from bot.chat.buttons.file import export
from bot.chat.buttons.follow import follow
from bot.chat.buttons.marks import UNWATCH, Mark, parsed
from bot.chat.buttons.moment import Moment, data_of, spot_of
from bot.chat.buttons.page import EVENTS as PAGE_EVENTS
from bot.chat.buttons.page import press_page
from bot.chat.buttons.quiet import ask_silence
from bot.chat.buttons.row import Buttons
from bot.chat.buttons.sort import ask_kind
from bot.chat.buttons.take import acknowledged
from bot.chat.buttons.turn import TURN, turn_page
from bot.chat.buttons.unwatch import end_watch
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.feedback import Judgement, Press, Refusal
from bot.domain.paging import PageRefusal
from bot.domain.reasons import PressRefusal
from bot.domain.rights import Right
from bot.pipeline.escalate import Escalated, escalate
from bot.present.feedback import recorded_words, refusal_words
from bot.present.lookup import line_cards
from bot.present.paging import REFUSED, paged_words
from bot.present.responses import PRESS, call_words
from bot.present.story_lines import story_lines, why_lines

DENIED = "Nothing was done"

Found = Sequence[Card] | Illustrated
Cards = Coroutine[Any, Any, Found]
Call = Callable[[discord.Interaction, Desk, Mark], Coroutine[Any, Any, None]]
Work = Callable[[Moment], Cards]


@dataclass(frozen=True, slots=True)
class Verb:
    """`right` is what it needs; `asks` answers with a question instead of doing something: Discord wants that at once. `inside` is
    for choices in an answer, which is another message than the post.
    """

    right: Right
    work: Work
    asks: bool = False
    inside: bool = False


async def pressed(interaction: discord.Interaction, desk: Desk, buttons: Buttons) -> None:
    """Whatever was pressed, the person hears something."""
    mark = parsed(str(data_of(interaction).get("custom_id", "")))
    if mark is not None and (own := CALLS.get(mark.verb)):
        await _called(interaction, desk, mark, own)
        return
    verb = PRESSES.get(mark.verb) if mark else None
    try:
        if mark is None or verb is None:
            await show(interaction, refused(PressRefusal.OUTDATED_BUTTON))
        elif verb.asks:
            await _ask(interaction, desk, verb, _done(interaction, desk, buttons, mark, verb))
        else:
            await answer(interaction, desk, _done(interaction, desk, buttons, mark, verb), verb.right)
    except Exception as error:  # noqa: BLE001  discord.py would only log it
        await apologise(interaction, error, f"button {mark.verb if mark else ''}")


async def _called(interaction: discord.Interaction, desk: Desk, mark: Mark, own: Call) -> None:
    try:
        await own(interaction, desk, mark)
    except Exception as error:  # noqa: BLE001  discord.py would only log it
        await apologise(interaction, error, f"button {mark.verb}")


def refused(reason: PressRefusal) -> list[Card]:
    """Why nothing was done."""
    return [sorry(PRESS[reason], DENIED)]


async def _done(interaction: discord.Interaction, desk: Desk, buttons: Buttons, mark: Mark, verb: Verb) -> Found:
    meant = await desk.team.presses.meant(mark.delivery, spot_of(interaction, inside=verb.inside))
    if isinstance(meant, PressRefusal):
        return refused(meant)
    return await verb.work(Moment(interaction, desk, buttons, meant))


async def _ask(interaction: discord.Interaction, desk: Desk, verb: Verb, work: Cards) -> None:
    """A question cannot follow a "thinking ...": it comes in time, or an apology does."""
    if denied := desk.team.refusal(interaction, verb.right):
        work.close()
        await show(interaction, [denied])
        return
    async with asyncio.timeout(desk.slow):
        cards = await work
    if cards and not isinstance(cards, Illustrated):
        await show(interaction, cards)


async def _acknowledge(now: Moment) -> Sequence[Card]:
    return await acknowledged(now.interaction, now.desk, now.meant.story.id, now.meant.heads)


async def _escalate(now: Moment) -> Sequence[Card]:
    """A page where the route has a policy, else a mention."""
    if policy := now.desk.team.calls.policy(now.meant):
        made = await escalate(now.desk.duty.paging, now.meant, policy, now.desk.duty.me(now.interaction))
        if isinstance(made, Escalated):
            title = "Called already" if made.already else "Escalated"
            return [sorry(paged_words(made.page, already=made.already), title)]
        if made is not PageRefusal.NO_SUCH_POLICY:
            return [sorry(REFUSED[made], DENIED)]
    called = await now.desk.team.calls.call(now.meant, person_of(now.interaction))
    if isinstance(called, PressRefusal):
        return refused(called)
    title = "Called a moment ago" if called.earlier else "Escalated"
    return [sorry(call_words(called.whom, called.earlier, now.desk.zone), title)]


async def _details(now: Moment) -> Sequence[Card]:
    story, zone = now.meant.story, now.desk.zone
    lines = [*story_lines(story, now.meant.heads, (), zone), *why_lines(story)]
    return line_cards(lines[0], lines[1:], severity=story.severity)


async def _noise(now: Moment) -> Sequence[Card]:
    return await _judged(now, Judgement.NOISE)


async def _sorted(now: Moment) -> Sequence[Card]:
    return await _judged(now, Judgement.WRONG_KIND, now.chosen)


async def _judged(now: Moment, judgement: Judgement, kind: str = "") -> Sequence[Card]:
    """The story's first report stands for it."""
    who, item = person_of(now.interaction).ref, now.meant.story.reports[0].item_id
    press = Press(item, who, judgement, now.meant.head.channel, kind, guild=guild_of(now.interaction))
    told = await now.desk.team.heed.record(press)
    if isinstance(told, Refusal):
        return [sorry(f"{refusal_words(told)}.", DENIED)]
    return [sorry(f"{recorded_words(told)}.", "Thank you")]


PRESSES: Mapping[str, Verb] = {
    "ack": Verb(Right.ACKNOWLEDGE, _acknowledge),
    "escalate": Verb(Right.ESCALATE, _escalate),
    "follow": Verb(Right.FOLLOW, follow),
    "details": Verb(Right.LOOK, _details),
    "export": Verb(Right.LOOK, export),
    "silence": Verb(Right.SILENCE, ask_silence, asks=True),
    "noise": Verb(Right.JUDGE, _noise),
    "kind": Verb(Right.JUDGE, ask_kind, asks=True),
    "sorted": Verb(Right.JUDGE, _sorted, inside=True),
}
"""By the verb in the mark."""
CALLS: Mapping[str, Call] = {
    **dict.fromkeys(PAGE_EVENTS, press_page),
    **dict.fromkeys(ANSWERS, press_activation),
    TURN: turn_page,
    **dict.fromkeys(OF_A_CROWD, press_crowd),
    UNWATCH: end_watch,
}
"""What is not about a story alone: answers of whoever was called, also in direct messages; pages of a search; mass events; watches."""
