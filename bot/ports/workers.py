"""Work that must not hold the event loop."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers(Protocol):
    """Bounded pools: `light` for work that is quick and cannot hang, `heavy` for untrusted input."""

    async def light(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs in a thread of this process."""
        ...

    async def heavy(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs in a process of its own, killed when it takes too long: raises `Transient(TIMEOUT)`. Arguments and
        result must pickle.
        """
        ...
