"""What the commands about routes may use: silences, the routes in force, and routes on trial."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.analysis.matcher import Vocabulary
from bot.domain.rehearsal import Rehearsal
from bot.domain.route import Route
from bot.domain.tlp import Tlp
from bot.pipeline.backtest import Backtest
from bot.pipeline.silences import Silences
from bot.pipeline.world import World


@dataclass(frozen=True, slots=True)
class RoutingDesk:
    """`routes` is asked each time, because a reload changes them. `rehearse` takes the text of a routes.toml, a number of
    days, and what the readers are cleared for; it raises `ConfigError` with every fault of the text.
    """

    silences: Silences
    routes: Callable[[], Sequence[Route]]
    rehearse: Callable[[str, int, Tlp], Awaitable[Rehearsal]]


def routing_desk(test: Backtest, read: Callable[[str], World]) -> RoutingDesk:
    """Over the stores and the routes in force of `test`; `read` makes a world of the text of another routes.toml."""

    def vocabulary() -> Vocabulary:
        return Vocabulary(test.world().kinds, test.world().sources)

    async def rehearse(text: str, days: int, clearance: Tlp) -> Rehearsal:
        return await test.run(await test.workers.light(read, text), days, clearance)

    return RoutingDesk(Silences(test.stores.silences, vocabulary, test.clock), lambda: test.world().routes, rehearse)
