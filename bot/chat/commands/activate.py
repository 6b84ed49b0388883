"""`/activate`: ask a team to help, answer, follow, stand down."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, Illustrated, answer, sorry
from bot.domain.activation import Activation, ActivationRefusal
from bot.domain.card import Card
from bot.domain.rights import Right
from bot.pipeline.activation import MOST, Answer, Wish
from bot.present.activation import ACTIVATION_REFUSAL, NO_ACTIVATION, activation_line, board_card, status_lines
from bot.present.activation_report import markdown_report, stix_report
from bot.present.lookup import line_cards
from bot.present.words import count

TEXT = 300
HOURS = 720
ID = 20
MARKDOWN, STIX = "markdown", "stix"

forms = app_commands.choices(
    form=[
        app_commands.Choice(name="Markdown, for people", value=MARKDOWN),
        app_commands.Choice(name="STIX 2.1, for platforms", value=STIX),
    ]
)


@app_commands.guild_only()
class Activate(app_commands.Group, name="activate", description="Ask a team to help"):
    """Open, answer, follow, end."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(name="open", description="Ask people of the roster to help, by skill and country")
    @app_commands.describe(
        requester="Who asks for help",
        reason="Why, in a sentence",
        people="How many people are wanted",
        skills="Skills that are wanted, with commas between",
        story="The story that it is about: its id",
        hours="For how many hours answers count",
        exercise="A rehearsal: every message says so in its first word",
    )
    async def begin(
        self,
        interaction: discord.Interaction,
        requester: app_commands.Range[str, 1, TEXT],
        reason: app_commands.Range[str, 1, TEXT],
        people: app_commands.Range[int, 1, MOST],
        skills: app_commands.Range[str, 1, TEXT] = "",
        story: app_commands.Range[str, 1, 40] = "",
        hours: app_commands.Range[int, 1, HOURS] | None = None,
        exercise: bool = False,
    ) -> None:
        """In the name of whoever asks."""
        named = frozenset(filter(None, (s.strip() for s in skills.split(","))))
        length = None if hours is None else timedelta(hours=hours)
        wish = Wish(requester, reason, people, _name(interaction), named, story, length, exercise)
        await answer(interaction, self._desk, self._told(lambda: self._desk.oncall.activations.open(wish)), Right.ACTIVATE)

    @app_commands.command(description="You come")
    @app_commands.describe(activation="Its id: it stands in the request")
    async def accept(self, interaction: discord.Interaction, activation: app_commands.Range[str, 1, ID]) -> None:
        """For whoever presses."""
        ref = _ref(interaction)
        await answer(
            interaction, self._desk, self._told(lambda: self._desk.oncall.activations.answer(activation, ref, ref, accepts=True))
        )

    @app_commands.command(description="You do not come, or no longer")
    @app_commands.describe(activation="Its id: it stands in the request", why="Why you cannot")
    async def refuse(
        self,
        interaction: discord.Interaction,
        activation: app_commands.Range[str, 1, ID],
        why: app_commands.Range[str, 1, TEXT] = "",
    ) -> None:
        """For whoever presses."""
        ref, verb = _ref(interaction), self._desk.oncall.activations
        await answer(interaction, self._desk, self._told(lambda: verb.answer(activation, ref, ref, accepts=False, why=why)))

    @app_commands.command(description="Write a line into the timeline")
    @app_commands.describe(activation="Its id", text="What happened")
    async def note(
        self, interaction: discord.Interaction, activation: app_commands.Range[str, 1, ID], text: app_commands.Range[str, 1, TEXT]
    ) -> None:
        """In the name of whoever writes it."""
        verb = self._desk.oncall.activations
        await answer(
            interaction, self._desk, self._told(lambda: verb.note(activation, text, _name(interaction))), Right.ACKNOWLEDGE
        )

    @app_commands.command(name="stand-down", description="End an activation; everybody who is part of it is told")
    @app_commands.describe(activation="Its id", outcome="What came of it")
    async def end(
        self,
        interaction: discord.Interaction,
        activation: app_commands.Range[str, 1, ID],
        outcome: app_commands.Range[str, 1, TEXT] = "",
    ) -> None:
        """For duty officers."""
        verb = self._desk.oncall.activations
        await answer(
            interaction, self._desk, self._told(lambda: verb.stand_down(activation, outcome, _name(interaction))), Right.ACTIVATE
        )

    @app_commands.command(name="list", description="The activations that are not over")
    async def every(self, interaction: discord.Interaction) -> None:
        """Newest first."""
        await answer(interaction, self._desk, self._every())

    @app_commands.command(description="Who was asked, what each answered, and the timeline")
    @app_commands.describe(activation="Its id")
    async def status(self, interaction: discord.Interaction, activation: app_commands.Range[str, 1, ID]) -> None:
        """As it is now."""
        await answer(interaction, self._desk, self._status(activation))

    @app_commands.command(description="The report, as a file")
    @app_commands.describe(activation="Its id", form="What the file is for")
    @forms
    async def report(
        self, interaction: discord.Interaction, activation: app_commands.Range[str, 1, ID], form: str = MARKDOWN
    ) -> None:
        """With the names that the timeline has."""
        await answer(interaction, self._desk, self._report(activation, form))

    async def _told(self, ask: Callable[[], Awaitable[Answer]]) -> Sequence[Card]:
        """Asked only when the right is there."""
        answered = await ask()
        return [_refused(answered)] if isinstance(answered, ActivationRefusal) else [board_card(answered, self._desk.zone)]

    async def _every(self) -> Sequence[Card]:
        found = await self._desk.oncall.activations.find()
        if not found:
            return [sorry(NO_ACTIVATION)]
        return line_cards(count(len(found), "activation"), [activation_line(it, self._desk.zone) for it in found])

    async def _status(self, activation: str) -> Sequence[Card]:
        found = await self._desk.oncall.activations.whole(activation)
        if found is None:
            return [_refused(ActivationRefusal.NO_SUCH_ACTIVATION)]
        it: Activation = found[0]
        return line_cards(f"Activation {it.id}", status_lines(it, found[1], self._desk.zone))

    async def _report(self, activation: str, form: str) -> Sequence[Card] | Illustrated:
        found = await self._desk.oncall.activations.whole(activation)
        if found is None:
            return [_refused(ActivationRefusal.NO_SUCH_ACTIVATION)]
        name, said = f"activation-{found[0].id}", f"The report of activation {found[0].id}"
        if form == STIX:
            written = json.dumps(stix_report(*found, self._desk.clock.now()), ensure_ascii=False, indent=1)
            return Illustrated([sorry(said, "Report")], written.encode(), said, f"{name}.json")
        return Illustrated([sorry(said, "Report")], markdown_report(*found, self._desk.zone).encode(), said, f"{name}.md")


def _refused(refusal: ActivationRefusal) -> Card:
    return sorry(ACTIVATION_REFUSAL[refusal], "That was not done")


def _ref(interaction: discord.Interaction) -> str:
    return f"discord:{interaction.user.id}"


def _name(interaction: discord.Interaction) -> str:
    """Who it is for people, and for sure."""
    return f"{interaction.user.display_name} ({_ref(interaction)})"


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Activate(desk)
