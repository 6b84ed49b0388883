"""`tocsin check-config`: every problem of the settings, a line each."""

from typing import Annotated

import typer

from bot.cli.options import Config, settings


def check_config(
    config: Config = None,
    show: Annotated[bool, typer.Option("--show", help="Print the settings in force too, without secrets.")] = False,
) -> None:
    """Check the settings without starting anything: prints every problem, exit code 2 if there is one."""
    from bot.settings.shown import shown  # noqa: PLC0415  keeps --help quick

    found = settings(config, posts=True)
    if show:
        typer.echo("\n".join(shown(found)))
    typer.echo(
        f"OK: {len(found.sources)} sources, {len(found.routes)} routes, {len(found.channels)} channels, {len(found.kinds)} kinds."
    )
