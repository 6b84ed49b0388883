"""The slash commands, one module a group: Discord in, one lookup, cards out. No logic, no knowledge of each other.

Add a group: a module with `build(desk)` that returns a command or a group, described in every part (a test looks), and
one line in `GROUPS`.
"""

from collections.abc import Callable
from typing import Any

from discord import app_commands

from bot.chat.answer import Desk
from bot.chat.commands import (
    activate,
    alerts,
    audit,
    config,
    digest,
    dossiers,
    feedback,
    handover,
    help,  # noqa: A004  the command's own name
    landscape,
    model,
    oncall,
    page,
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
    activate.build,
    alerts.build,
    audit.build,
    config.build,
    digest.build,
    dossiers.actor,
    dossiers.attribution,
    dossiers.country,
    dossiers.cve,
    dossiers.indicator,
    dossiers.sector,
    feedback.build,
    handover.build,
    help.build,
    landscape.build,
    model.build,
    oncall.build,
    page.build,
    page.build_ack,
    route.build,
    silence.build,
    sources.build,
    status.build,
    story.build,
    watch.build,
    why.build,
)
