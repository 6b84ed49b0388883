"""The slash commands, one module a group: Discord in, one lookup, cards out. No logic, no knowledge of each other.

Add a group: a module with `build(desk)` that returns a command or a group, described in every part (a test looks), and
one line in `GROUPS`.
"""

from collections.abc import Callable
from typing import Any

from discord import app_commands

from bot.chat.answer import Desk
from bot.chat.commands import (
    alerts,
    audit,
    config,
    digest,
    feedback,
    help,  # noqa: A004  the command's own name
    landscape,
    model,
    route,
    silence,
    sources,
    status,
    story,
    watch,
    why,
)

Made = app_commands.Command[Any, ..., Any] | app_commands.Group

GROUPS: tuple[Callable[[Desk], Made], ...] = (
    alerts.build,
    audit.build,
    config.build,
    digest.build,
    feedback.build,
    help.build,
    landscape.build,
    model.build,
    route.build,
    silence.build,
    sources.build,
    status.build,
    story.build,
    watch.build,
    why.build,
)
