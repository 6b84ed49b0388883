"""`tocsin check-config`: every problem of the settings, a line each."""

import typer

from bot.cli.options import Config, settings


def check_config(config: Config = None) -> None:
    """Check the settings without starting anything: prints every problem, exit code 2 if there is one."""
    found = settings(config, posts=True)
    typer.echo(
        f"OK: {len(found.sources)} sources, {len(found.routes)} routes, {len(found.channels)} channels, {len(found.kinds)} kinds."
    )
