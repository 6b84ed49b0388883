"""`/actor`, `/country`, `/sector`, `/cve`, `/indicator` and `/attribution`: one dossier each, by one verb."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.analysis.matcher import BadMatcher
from bot.chat.answer import Desk, Illustrated, answer, choices, sorry
from bot.domain.card import Card
from bot.domain.dossier import DossierKind
from bot.domain.errors import Transient
from bot.domain.tlp import Tlp
from bot.present.dossier import dossier_lines, dossier_title
from bot.present.lookup import line_cards, not_understood

Made = app_commands.Command[Any, ..., None]
_ASKED = {
    DossierKind.ACTOR: ("An actor: aliases, alerts a month, claims, latest stories", "Any of its names"),
    DossierKind.COUNTRY: (
        "A country: alerts a month, claims, latest stories",
        "Two letters (UA, DE), EU for the Union, or its name",
    ),
    DossierKind.SECTOR: ("A sector: alerts a month, claims, latest stories", "One of the list"),
    DossierKind.CVE: ("A flaw: alerts a month, claims, latest stories", "For example CVE-2026-12345"),
    DossierKind.INDICATOR: ("An address, domain or hash: who spoke of it, and when", "As it is or written defanged"),
    DossierKind.ATTRIBUTION: ("What an actor or country is said to have done, by whom, how firmly", "An actor or a country"),
}


def _build(kind: DossierKind, desk: Desk) -> Made:
    about, which = _ASKED[kind]

    @app_commands.command(name=str(kind), description=about)
    @app_commands.describe(name=which, public="Let everybody here see the answer")
    @app_commands.guild_only()
    async def dossier(interaction: discord.Interaction, name: app_commands.Range[str, 1, 200], public: bool = False) -> None:
        await answer(interaction, desk, _told(desk, kind, name, desk.readers(interaction)), public=public)

    @dossier.autocomplete("name")
    async def _names(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices(typed, await desk.dossiers.names(kind, desk.readers(interaction)))

    return dossier


async def _told(desk: Desk, kind: DossierKind, name: str, clearance: Tlp) -> Sequence[Card] | Illustrated:
    try:
        found = await desk.dossiers.about(kind, name, clearance)
    except BadMatcher as bad:
        return [sorry(not_understood(bad.fault, bad.mend), "Not understood")]
    cards = line_cards(dossier_title(found), list(dossier_lines(found, desk.zone)))
    if not found.total:
        return cards
    try:
        picture, alt = await desk.dossiers.picture(found)
    except Transient:
        return [*cards, sorry("The chart could not be drawn in time.")]
    return Illustrated(cards, picture, alt)


def actor(desk: Desk) -> Made:
    """`/actor`."""
    return _build(DossierKind.ACTOR, desk)


def country(desk: Desk) -> Made:
    """`/country`."""
    return _build(DossierKind.COUNTRY, desk)


def sector(desk: Desk) -> Made:
    """`/sector`."""
    return _build(DossierKind.SECTOR, desk)


def cve(desk: Desk) -> Made:
    """`/cve`."""
    return _build(DossierKind.CVE, desk)


def indicator(desk: Desk) -> Made:
    """`/indicator`."""
    return _build(DossierKind.INDICATOR, desk)


def attribution(desk: Desk) -> Made:
    """`/attribution`."""
    return _build(DossierKind.ATTRIBUTION, desk)
