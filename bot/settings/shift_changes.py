"""Digests that come with a change of shift: `when = "shift main/lead"` finds its schedule once both files are read."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.domain.period import Schedule as When
from bot.domain.period import ShiftChange
from bot.domain.schedule import Schedule
from bot.duty.handover import next_handover
from bot.settings.activation_table import check_role
from bot.settings.channels_table import ROUTES
from bot.settings.faults import Faults
from bot.settings.routing import Routing


def with_shifts(routing: Routing, schedules: Mapping[str, Schedule], faults: Faults) -> Routing:
    """Each of them knows when the next change is, by the settings; what people override later moves no digest."""
    routes = tuple(
        replace(route, digest=_bound(f'route "{route.id}".digest', route.digest, schedules, faults)) if route.digest else route
        for route in routing.routes
    )
    digests = tuple(
        replace(digest, schedule=_bound(f'digest "{digest.id}".when', digest.schedule, schedules, faults))
        for digest in routing.digests
    )
    return replace(routing, routes=routes, digests=digests)


def _bound(key: str, when: When, schedules: Mapping[str, Schedule], faults: Faults) -> When:
    if not isinstance(when.period, ShiftChange):
        return when
    role = when.period.role
    check_role(ROUTES, key, role, schedules, faults)
    name, _, part = role.partition("/")
    schedule = schedules.get(name)
    return replace(when, period=ShiftChange(role, partial(next_handover, schedule, part))) if schedule else when
