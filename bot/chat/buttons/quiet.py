"""Silence: a form with a matcher that means stories like this one, for so many hours, with a reason."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import discord

from bot.chat.answer import Desk, answer, sorry
from bot.chat.apology import apologise
from bot.chat.buttons.moment import Moment
from bot.chat.team import guild_of, person_of
from bot.domain.card import Card
from bot.domain.rights import Person, Right
from bot.domain.silence import SilenceRefusal
from bot.domain.story import Story
from bot.pipeline.silences import Wish
from bot.present.lookup import line_cards
from bot.present.routes import silence_line, silence_refusal_words

MATCHER, REASON, HOURS = 500, 300, 4
USUAL = "24"


async def ask_silence(now: Moment) -> Sequence[Card]:
    """The form, filled in as far as can be guessed."""
    await now.interaction.response.send_modal(SilenceForm(now.desk, matcher_of(now.meant.story)))
    return ()


def matcher_of(story: Story) -> str:
    """Stories of the same kind about the same country."""
    where = next(iter(story.victim_countries), "")
    return " ".join(filter(None, (f"kind:{story.kind}", f"country:{where}" if where else "")))


class SilenceForm(discord.ui.Modal, title="Post nothing like this for a while"):
    """What, how long, why."""

    def __init__(self, desk: Desk, matcher: str) -> None:
        """`matcher` stands in the first line."""
        super().__init__()
        self._desk = desk
        self.matcher = self._line("What", 'kind:ddos country:LT actor:APT28 severity<3 "words"', matcher, MATCHER)
        self.hours = self._line("For how many hours", "", USUAL, HOURS)
        self.reason = self._line("Why, for those who wonder", "", "", REASON)

    def _line(self, label: str, hint: str, filled: str, most: int) -> discord.ui.TextInput[Any]:
        line: discord.ui.TextInput[Any] = discord.ui.TextInput(default=filled or None, max_length=most)
        self.add_item(discord.ui.Label(text=label, description=hint or None, component=line))
        return line

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """As `/silence add`."""
        await answer(interaction, self._desk, self._add(person_of(interaction), guild_of(interaction)), Right.SILENCE)

    async def on_error(self, interaction: discord.Interaction, error: Exception) -> None:  # type: ignore[override]  # as in the library
        """The person hears it."""
        await apologise(interaction, error, "silence form")

    async def _add(self, person: Person, guild: str) -> Sequence[Card]:
        hours = str(self.hours).strip()
        if not (hours.isascii() and hours.isdigit()):
            return [sorry("Say for how many hours, as a whole number.", "Nothing was silenced")]
        author = f"{person.name} ({person.ref})"
        wish = Wish(str(self.matcher), author, str(self.reason), timedelta(hours=int(hours)), guild=guild)
        done = await self._desk.routing.silences.add(wish)
        if isinstance(done, SilenceRefusal):
            return [sorry(silence_refusal_words(done), "Nothing was silenced")]
        return line_cards("Silenced", [silence_line(done, self._desk.clock.now(), self._desk.zone)])
