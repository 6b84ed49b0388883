"""From a person's question to what they see: in time, inside the limits, seen by nobody else.

Discord wants a first answer within 3 s and takes later ones for 15 min: a lookup that takes longer than `slow` is
announced ("thinking ...") and answered when it is done, or refused when `patience` ends.
"""

import asyncio
import difflib
import io
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

import discord
from discord import app_commands

from bot.chat.duty import DutyDesk
from bot.chat.embed import packed
from bot.chat.office import OfficeDesk
from bot.chat.routing import RoutingDesk
from bot.chat.team import TeamDesk
from bot.domain.card import Card
from bot.domain.delivery import Delivery
from bot.domain.kind import Kind
from bot.domain.rights import Right
from bot.domain.route import Channel
from bot.domain.tlp import Tlp
from bot.pipeline.activation import Activations
from bot.pipeline.digest import Digests
from bot.pipeline.disclosure import readers_of
from bot.pipeline.dossiers import Dossiers
from bot.pipeline.handover import Handovers
from bot.pipeline.landscape import Survey
from bot.pipeline.library import Library
from bot.pipeline.lookup import Lookups
from bot.pipeline.stories import StoryChanges
from bot.pipeline.watches import Watches
from bot.ports.clock import Clock
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.lookup import no_link

MESSAGES = 5
"""A list that needs more is cut off with a word about it."""
CHOICES = 25
CHOICE = 100
SORRY = 0x95A5A6


@dataclass(frozen=True, slots=True)
class OnCallDesk:
    """What the commands of on-call may use."""

    activations: Activations
    handovers: Handovers


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the commands may use. `kinds` is asked each time, because a reload changes it; times are shown in `zone`, `slow`
    and `patience` are seconds.
    """

    lookups: Lookups
    routing: RoutingDesk
    watches: Watches
    kinds: Callable[[], Mapping[str, Kind]]
    clock: Clock
    survey: Survey
    digests: Digests
    changes: StoryChanges
    library: Library
    dossiers: Dossiers
    oncall: OnCallDesk
    team: TeamDesk
    duty: DutyDesk
    office: OfficeDesk
    channels: Callable[[], Mapping[str, Channel]] = dict
    """What is posted where: readers see there what they are cleared for."""
    zone: tzinfo = UTC
    link: Callable[[Delivery], str] = no_link
    """Where a post can be seen."""
    slow: float = 1.0
    patience: float = 30.0

    def readers(self, interaction: discord.Interaction) -> Tlp:
        """What those who read where somebody asks are cleared for; a thread's readers are those of its channel."""
        here = (interaction.channel_id, getattr(interaction.channel, "parent_id", None))
        return readers_of((str(i) for i in here if i), self.channels())


@dataclass(frozen=True, slots=True)
class Illustrated:
    """Cards with a picture (a PNG, None where it could not be drawn) and the words for those who do not see it; or with another
    file of that `name`.
    """

    cards: Sequence[Card]
    picture: bytes | None = None
    alt: str = ""
    name: str = "picture.png"


@dataclass(frozen=True, slots=True)
class Asking:
    """Cards, and below the last a question with buttons."""

    cards: Sequence[Card]
    view: discord.ui.View


@dataclass(frozen=True, slots=True)
class Paged:
    """Cards, and below the last buttons to other pages: what each says, and its mark."""

    cards: Sequence[Card]
    turns: Sequence[tuple[str, str]]


async def answer(
    interaction: discord.Interaction,
    desk: Desk,
    work: Coroutine[Any, Any, Sequence[Card] | Illustrated | Asking | Paged],
    right: Right = Right.LOOK,
    *,
    public: bool = False,
) -> None:
    """Shows the cards that `work` finds, to the person who asked, or to everybody there if that is wished, if they have the right.
    What `work` raises goes to the tree's error handler.
    """
    if denied := desk.team.refusal(interaction, right):
        work.close()
        await show(interaction, [denied])
        return
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=desk.slow)
        if not done:
            await interaction.response.defer(ephemeral=not public, thinking=True)
        async with asyncio.timeout(desk.patience):
            found = await task
    finally:
        task.cancel()
    if isinstance(found, Illustrated):
        await show(interaction, found.cards, public=public)
        await _show_picture(interaction, found, public=public)
    elif isinstance(found, Asking):
        await show(interaction, found.cards)
        await interaction.followup.send(view=found.view, ephemeral=True)
    elif isinstance(found, Paged):
        await show(interaction, found.cards, public=public, turns=found.turns)
    else:
        await show(interaction, found, public=public)


async def _show_picture(interaction: discord.Interaction, found: Illustrated, *, public: bool) -> None:
    """After the words, in a message of its own."""
    if found.picture is not None:
        file = discord.File(io.BytesIO(found.picture), found.name, description=found.alt)
        await interaction.followup.send(file=file, ephemeral=not public, allowed_mentions=discord.AllowedMentions.none())


async def show(
    interaction: discord.Interaction, cards: Sequence[Card], *, public: bool = False, turns: Sequence[tuple[str, str]] = ()
) -> None:
    """One message after another, each only for the person who asked unless it is `public`; the last with the buttons of `Paged`."""
    client: Any = interaction.client  # ours: the library knows it only as somebody's
    groups = packed(cards, client.zone)
    if len(groups) > MESSAGES:
        shown = sum(map(len, groups[: MESSAGES - 1]))
        groups = [*groups[: MESSAGES - 1], *packed([sorry(f"{len(cards) - shown} more are left out. Ask for less at once.")])]
    for number, embeds in enumerate(groups, 1):
        view = _turning(client, turns) if turns and number == len(groups) else discord.utils.MISSING
        calm = discord.AllowedMentions.none()
        if interaction.response.is_done():
            await interaction.followup.send(embeds=embeds, view=view, ephemeral=not public, allowed_mentions=calm)
        else:
            await interaction.response.send_message(embeds=embeds, view=view, ephemeral=not public, allowed_mentions=calm)


def _turning(client: Any, turns: Sequence[tuple[str, str]]) -> discord.ui.View:
    """Buttons that are heard after a restart too."""
    made: discord.ui.View = client.buttons.view([discord.ui.Button(label=label, custom_id=mark) for label, mark in turns])
    return made


def sorry(text: str, title: str = "") -> Card:
    """An answer that is not what was hoped for."""
    return Card(title=title or "Tocsin", body=text, colour=SORRY)


def unknown(noun: str, given: str, known: Iterable[str]) -> list[Card]:
    """Says that there is no such thing, and what was perhaps meant."""
    near = difflib.get_close_matches(given.casefold(), list(known), n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"The list under the option `{noun}` shows those there are."
    return [sorry(hint, f"There is no {noun} called {cut(inert(given), 60)}")]


def choices(typed: str, known: Mapping[str, str]) -> list[app_commands.Choice[str]]:
    """What the person may mean, those that begin with the typed text first. `known` is value -> shown name."""
    want = typed.strip().casefold()
    hits = [(value, name) for value, name in known.items() if want in value.casefold() or want in name.casefold()]
    hits.sort(key=lambda hit: not (hit[0].casefold().startswith(want) or hit[1].casefold().startswith(want)))
    fitting = [hit for hit in hits if len(hit[0]) <= CHOICE][:CHOICES]
    return [app_commands.Choice(name=cut(inert(name) or value, CHOICE), value=value) for value, name in fitting]


async def kind_choices(desk: Desk, typed: str) -> list[app_commands.Choice[str]]:
    """Kinds by name or slug."""
    return choices(typed, {slug: kind.name for slug, kind in desk.kinds().items()})


async def source_choices(desk: Desk, typed: str) -> list[app_commands.Choice[str]]:
    """Sources by name or id."""
    return choices(typed, {line.info.id: f"{line.info.id}: {line.info.name}" for line in await desk.lookups.sources()})


async def alert_choices(desk: Desk, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """The newest alerts that are for those who read here, by title."""
    found = await desk.lookups.latest(CHOICES, clearance=desk.readers(interaction))
    return choices(typed, {f.item.id: (f.verdict.title if f.verdict else "") or f.item.title for f in found})
