"""`/help`: the commands that the person who asks may use here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.chat.team import person_of
from bot.domain.card import Card
from bot.domain.rights import Guild, Person, Right, lacking, role_of
from bot.present.lookup import line_cards
from bot.present.standing import help_lines

RIGHTS: Mapping[str, Right] = {
    "ack": Right.ACKNOWLEDGE,
    "activate note": Right.ACKNOWLEDGE,
    "activate open": Right.ACTIVATE,
    "activate stand-down": Right.ACTIVATE,
    "audit": Right.AUDIT,
    "config reload": Right.SETTINGS,
    "config show": Right.SETTINGS,
    "feedback": Right.JUDGE,
    "oncall answer": Right.ROSTER,
    "oncall end": Right.ROSTER,
    "oncall leave": Right.ROSTER,
    "oncall override": Right.ROSTER,
    "oncall swap": Right.ROSTER,
    "oncall verify": Right.ROSTER,
    "page": Right.ESCALATE,
    "route list": Right.ROUTES,
    "route set": Right.SETTINGS,
    "route test": Right.ROUTES,
    "silence add": Right.SILENCE,
    "silence end": Right.SILENCE,
    "sources add": Right.SETTINGS,
    "sources export": Right.SETTINGS,
    "sources import": Right.SETTINGS,
    "sources pause": Right.SETTINGS,
    "sources resume": Right.SETTINGS,
    "sources test": Right.READ,
    "story close": Right.MEND,
    "story follow": Right.FOLLOW,
    "story merge": Right.MEND,
    "story open": Right.MEND,
    "story split": Right.MEND,
    "story undo": Right.MEND,
    "watch add": Right.FOLLOW,
    "watch list": Right.FOLLOW,
    "watch remove": Right.FOLLOW,
}
"""What each command needs, by its whole name; the others are for looking."""
OWN = frozenset({"ack", "page", *(name for name in RIGHTS if name.startswith("oncall "))})
"""What people of the roster may do without it."""

Tree = app_commands.CommandTree[Any]


def build(desk: Desk) -> app_commands.Command[app_commands.Group, ..., None]:
    """The command."""

    @app_commands.command(name="help", description="What you may do here, command by command")
    @app_commands.guild_only()
    async def helping(interaction: discord.Interaction[Any]) -> None:
        told = _help(desk, interaction.client.tree, interaction.guild, person_of(interaction))
        await answer(interaction, desk, told)

    return helping


async def _help(desk: Desk, tree: Tree, guild: discord.Guild | None, person: Person) -> Sequence[Card]:
    await desk.duty.roster.refresh()
    mine = desk.duty.roster.current.people.get(desk.duty.roster.current.person_of(person.ref))
    rules = desk.team.guilds().get(person.guild)
    home = desk.office.home(person.guild)
    known = RIGHTS if mine is None else {name: right for name, right in RIGHTS.items() if name not in OWN}
    commands = [
        (name, told)
        for name, told in sorted(_commands(tree, guild))
        if _may(known.get(name, Right.LOOK), person, rules, home=home)
    ]
    lines = list(help_lines(commands, role_of(person, rules)))
    return line_cards("Tocsin", lines) if commands else [sorry("You may use no command here.", "Tocsin")]


def _may(right: Right, person: Person, rules: Guild | None, *, home: bool) -> bool:
    return lacking(right, person, rules) is None and (home or right is not Right.SETTINGS)


def _commands(tree: Tree, guild: discord.Guild | None) -> Iterator[tuple[str, str]]:
    """Those for everybody and those of this server."""
    for where in (None, guild):
        if where is None or guild is not None:
            for command in tree.walk_commands(guild=where):
                if isinstance(command, app_commands.Command):
                    yield command.qualified_name, command.description
