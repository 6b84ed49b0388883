"""`/sources`: what is polled and how it is doing; for duty officers also to try, pause, add, bring along and take away."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.chat.answer import Desk, Illustrated, answer, sorry, source_choices, unknown
from bot.chat.office import NewSource
from bot.chat.settling import attached, settle
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.rights import Person, Right
from bot.domain.source import Grade, Publisher
from bot.domain.tlp import Tlp
from bot.pipeline.sourcing import Tried
from bot.present.lookup import line_cards, source_lines
from bot.present.sourcing import FRESH, brought_words, entries_lines, failed_lines, pause_words
from bot.present.troubles import NOTHING_WRONG, trouble_lines
from bot.present.words import count

Source = app_commands.Range[str, 1, 64]
Web = app_commands.Range[str, 8, 2000]
WHICH = "The source's id"
publishers = app_commands.choices(publisher=[app_commands.Choice(name=p.value, value=p.value) for p in Publisher])
grades = app_commands.choices(grade=[app_commands.Choice(name=g.value, value=g.value) for g in Grade])


@app_commands.guild_only()
class Sources(app_commands.Group, name="sources", description="Where the news comes from"):
    """Looks and changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(name="list", description="Every source and how it is doing, broken ones first")
    async def every(self, interaction: discord.Interaction) -> None:
        """Broken ones first."""
        await answer(interaction, self._desk, self._every())

    @app_commands.command(description="What is wrong with sources, and what was in the last week")
    async def health(self, interaction: discord.Interaction) -> None:
        """What is open first."""
        await answer(interaction, self._desk, self._health())

    @app_commands.command(description="Poll a source once and see what it would bring; nothing is stored")
    @app_commands.describe(source=WHICH)
    async def test(self, interaction: discord.Interaction, source: Source) -> None:
        """As if for the first time."""
        await answer(interaction, self._desk, self._test(source, self._desk.readers(interaction)), Right.READ)

    @app_commands.command(description="Poll a source no more until it is resumed")
    @app_commands.describe(source=WHICH)
    async def pause(self, interaction: discord.Interaction, source: Source) -> None:
        """It stays in the list."""
        await settle(interaction, self._desk, self._pause(source, person_of(interaction), paused=True))

    @app_commands.command(description="Poll a paused source again")
    @app_commands.describe(source=WHICH)
    async def resume(self, interaction: discord.Interaction, source: Source) -> None:
        """From its next time on."""
        await settle(interaction, self._desk, self._pause(source, person_of(interaction), paused=False))

    @app_commands.command(description="Add a feed, if it answers; it stands in sources.added.toml from then on")
    @app_commands.describe(
        url="The address of an RSS, Atom or JSON feed",
        name="How people know it",
        publisher="Whose voice it is; press if not said",
        grade="How reliable, A to F; F (cannot be judged) if not said",
        lang="Its language: two small letters, such as en",
        country="Its country: two capital letters, such as LT",
    )
    @publishers
    @grades
    async def add(
        self,
        interaction: discord.Interaction,
        url: Web,
        name: app_commands.Range[str, 1, 100] = "",
        publisher: str = "",
        grade: str = "",
        lang: app_commands.Range[str, 2, 2] = "",
        country: app_commands.Range[str, 2, 3] = "",
    ) -> None:
        """Asked once before it is added."""
        wish = NewSource(url.strip(), "", name.strip(), publisher, grade, lang.lower(), country.upper())
        await settle(interaction, self._desk, self._add(wish, person_of(interaction)))

    @app_commands.command(name="import", description="Add the feeds of an OPML file that are not there yet")
    @app_commands.describe(file="A list of feeds, as other readers export it")
    async def bring(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """None is asked before; what is dead shows under /sources health."""
        await settle(interaction, self._desk, self._bring(file, person_of(interaction)))

    @app_commands.command(name="export", description="The feeds as an OPML file, for other readers")
    async def take(self, interaction: discord.Interaction) -> None:
        """Without secrets of any kind."""
        await settle(interaction, self._desk, self._take())

    @test.autocomplete("source")
    @pause.autocomplete("source")
    @resume.autocomplete("source")
    async def _sources(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await source_choices(self._desk, typed)

    async def _health(self) -> Sequence[Card]:
        troubles = await self._desk.lookups.troubles()
        wrong = sum(t.ended_at is None for t in troubles)
        title = count(wrong, "trouble") if wrong else NOTHING_WRONG
        return line_cards(title, list(trouble_lines(troubles, self._desk.zone)) or [NOTHING_WRONG])

    async def _every(self) -> Sequence[Card]:
        sources = await self._desk.lookups.sources()
        if not sources:
            return [sorry("`config/sources.toml` names none.", "No sources")]
        return line_cards(count(len(sources), "source"), list(source_lines(sources, self._desk.zone)))

    async def _test(self, source: str, clearance: Tlp) -> Sequence[Card]:
        there = self._desk.office.sourcing.sources().get(source)
        if there is not None and there.info.tlp.strictness > clearance.strictness:
            return [sorry(f"It is TLP:{str(there.info.tlp).upper()}. Ask in a channel that is cleared for it.", "Not here")]
        tried = await self._desk.office.sourcing.test(source)
        if tried is None:
            return self._unknown(source)
        return line_cards(f"Polled {tried.source}" if tried.polled else f"{tried.source} gave nothing", list(tried_lines(tried)))

    async def _pause(self, source: str, by: Person, *, paused: bool) -> Sequence[Card]:
        done = await self._desk.office.sourcing.pause(source, by, paused=paused)
        return self._unknown(source) if done is None else [sorry(*pause_words(source, paused=paused, done=done))]

    async def _add(self, wish: NewSource, by: Person) -> Sequence[Card]:
        tried = await self._desk.office.add(wish, by)
        title = f"Added as {tried.source}" if tried.polled else "Not added: it gave nothing"
        return line_cards(title, [*tried_lines(tried), *([FRESH] if tried.polled else [])])

    async def _bring(self, file: discord.Attachment, by: Person) -> Sequence[Card]:
        brought = await self._desk.office.bring(await attached(file), by)
        return line_cards(
            count(len(brought.added), "source") + " added", list(brought_words(brought.added, brought.known, brought.wrong))
        )

    async def _take(self) -> Illustrated:
        data = await self._desk.office.take()
        return Illustrated([sorry("The feeds in force, as OPML 2.0.", "Sources")], data, "A list of feeds", "sources.opml")

    def _unknown(self, source: str) -> Sequence[Card]:
        return unknown("source", source, self._desk.office.sourcing.sources())


def tried_lines(tried: Tried) -> list[str]:
    """What it brought, or why nothing."""
    if tried.failure is not None:
        return list(failed_lines(tried.failure))
    polled = tried.polled
    return list(entries_lines(polled.entries or (), polled.wait)) if polled else []


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return Sources(desk)
