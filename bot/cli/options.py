"""Options that several sub-commands share, and the settings they lead to."""

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="DIR",
        help="Folder with bot.toml, sources.toml, routes.toml, oncall.toml. [dim]Default: $TOCSIN_CONFIG, else the shipped settings.[/dim]",
        show_default=False,
    ),
]
By = Annotated[str, typer.Option(metavar="NAME", help="Who says so. [dim]Default: you, as this machine knows you.[/dim]")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


def settings(config: Path | None, *, posts: bool = False, routes: "Path | str | None" = None) -> "Settings":
    """The settings this process is to run by; raises `ConfigError` with every problem. One that `posts` needs its tokens.
    `routes` is a file, or a text, on trial in place of `routes.toml`.
    """
    from bot.settings import load  # noqa: PLC0415  keeps --help quick

    return load(config, os.environ, posts=posts, routes=routes)


def me(by: str) -> str:
    """Who says so: whoever is named, else the user of this process."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "cli"
