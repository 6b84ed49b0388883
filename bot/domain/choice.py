"""Where a story goes and what keeps it from where else: the answer of routing, every channel with its reason."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.reasons import RouteReason
from bot.domain.route import Mention, Template


@dataclass(frozen=True, slots=True)
class Chosen:
    """One channel a story goes to, by which route, in what form, and who is called there."""

    channel: str
    route: str
    mention: Mention | None = None
    template: Template = Template.FULL
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """One channel that does not get it now, "" where a route holds it for all of its channels. `until` and `then`: when it is
    posted after all, and in what form; None: not by itself. `threshold` is what is asked for where it is too weak. `by` names
    the silence, inhibition or window.
    """

    reason: RouteReason
    route: str = ""
    channel: str = ""
    until: datetime | None = None
    then: Chosen | None = None
    threshold: float = 0.0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a story goes, and what keeps it from where else. A channel is in one of the two lists, once."""

    chosen: tuple[Chosen, ...] = ()
    held: tuple[Held, ...] = ()
