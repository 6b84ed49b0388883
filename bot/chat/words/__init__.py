"""What commands are called in the languages of our users: one file a language (Discord's code), read when the client is made.

English stands in the commands themselves. A command is known by all its names, so people may go on typing the English ones.
Add a command: its line in each file (a test says which is missing). Add a language: one file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Where

LANGUAGES = ("de", "fr", "pl", "uk", "lt")
NAME, ABOUT = 0, 1
NAMES = frozenset({Where.command_name, Where.group_name, Where.parameter_name})
ABOUTS = frozenset({Where.command_description, Where.group_description, Where.parameter_description})


@dataclass(frozen=True, slots=True)
class Language:
    """`commands` by the English words that lead there ("alerts latest kind"): name and what it does ("" for a menu of a message, which
    has none); `choices` by the English one.
    """

    commands: Mapping[str, tuple[str, str]]
    choices: Mapping[str, str]


def read() -> dict[str, Language]:
    """Every language, by Discord's code."""
    return {code: _language(code) for code in LANGUAGES}


def _language(code: str) -> Language:
    raw = tomllib.loads((files(__package__) / f"{code}.toml").read_text(encoding="utf-8"))
    return Language({path: (name, about) for path, (name, about) in raw["commands"].items()}, raw["choices"])


class Words(app_commands.Translator):
    """Asked by discord.py for each part of each command when they are told to Discord."""

    def __init__(self) -> None:
        """Reads the files."""
        self._languages = read()

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """None where there is no such language, or where the words are missing: people read English then."""
        language = self._languages.get(locale.value)
        if language is None:
            return None
        if context.location is Where.choice_name:
            return language.choices.get(string.message)
        found = language.commands.get(path_of(context.data))
        if found is None:
            return None
        return found[NAME] if context.location in NAMES else found[ABOUT] if context.location in ABOUTS else None


def path_of(part: object) -> str:
    """The English words that lead to a command, a group or an option; "" for what has none."""
    match part:
        case app_commands.Parameter():
            return f"{part.command.qualified_name} {part.name}"
        case app_commands.Command() | app_commands.Group() | app_commands.ContextMenu():
            return part.qualified_name
        case _:
            return ""
