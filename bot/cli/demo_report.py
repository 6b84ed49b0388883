"""What the demo says before and after: where each item went and why, how the sources are, what to do next."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.domain.item import ItemState
from bot.domain.status import SourceLine
from bot.domain.trace import Filed, Query
from bot.pipeline.lookup import Lookups
from bot.present.escape import inert

ORDER = (ItemState.QUIET, ItemState.DUPLICATE, ItemState.REJECTED, ItemState.FAILED, ItemState.PENDING)
ALL = 1000
"""More items than any demo has."""


def greet(console: Console, sources: int, speed: float) -> None:
    """Says what is about to happen."""
    console.print(
        f"[bold]Tocsin demo[/bold]: {sources} invented publishers on this machine are polled by the real cycle, "
        f"{speed:.0f} times faster than life. Posts appear as they would in your channel; Ctrl-C ends it.\n"
    )


async def report(console: Console, lookups: Lookups, kept: Path | None) -> None:
    """Says what was dropped and why, how the sources are, and what to do next."""
    filed = await lookups.search(Query(alerts_only=False, limit=ALL))
    console.print(_dropped(filed))
    console.print(_sources(await lookups.sources()))
    by_state: dict[str, int] = defaultdict(int)
    for one in filed:
        by_state[str(one.item.state)] += 1
    counts = ", ".join(f"{n} {state}" for state, n in sorted(by_state.items(), key=lambda x: -x[1]))
    told = f"{counts}. Nothing is unaccounted for." if filed else "nothing yet; the demo was stopped before its first poll ended."
    console.print(f"[bold]{len(filed)} items fetched[/bold]: {told}")
    if kept is not None:
        console.print(f"Kept in {kept}; look anything up: tocsin why URL --config {kept / 'config'}", soft_wrap=True)
    console.print("Next: tocsin init my-config, edit my-config/sources.toml, tocsin run --config my-config (docs/tutorial.md)")


def _dropped(filed: Sequence[Filed]) -> Table:
    """Every item that was not posted, by reason."""
    table = Table(title="Not posted, and why", box=box.SIMPLE_HEAD, title_justify="left", expand=False)
    table.add_column("reason", no_wrap=True)
    table.add_column("source", no_wrap=True)
    table.add_column("title", overflow="fold")
    titles = {one.item.id: one.item.title for one in filed}
    dropped = [one for one in filed if one.item.state in ORDER]
    for one in sorted(dropped, key=lambda x: (ORDER.index(x.item.state), str(x.item.reason), x.item.source_id)):
        item, verdict = one.item, one.verdict
        because = str(item.reason)
        if verdict is not None and not verdict.is_alert:
            because = verdict.kind
        title = Text(inert(item.title or item.text[:60]))
        if item.duplicate_of:
            title.append(f"  = {inert(titles.get(item.duplicate_of, item.duplicate_of))}", style="dim")
        if item.detail:
            title.append(f"  ({inert(item.detail)})", style="dim")
        table.add_row(f"{item.state}: {because}", item.source_id, title)
    return table


def _sources(lines: Sequence[SourceLine]) -> Table:
    """One row a source."""
    table = Table(title="Sources", box=box.SIMPLE_HEAD, title_justify="left", expand=False)
    for name in ("source", "items", "health"):
        table.add_column(name, overflow="fold")
    for line in lines:
        if line.state is None:
            continue
        health = line.state.health
        words = Text("well", style="green")
        if health.failures:
            words = Text(inert(f"{health.reason}: {health.detail} ({health.failures} failures in a row)"), style="red")
        table.add_row(line.info.name, str(health.items), words)
    return table
