"""HANDS that show a card somewhere that is not Discord (whose sink lives in `chat`).

May import `ports`, `present`, `domain` and the library of its kind; never the verbs, never another kind.
Add a kind: one module with a channel model and a sink that keeps `ports.sink.Sink` (and `Lookup`, if its posts can be
found again), its test, and one line in `KINDS`. Read first: `terminal.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console

from bot.ports.sink import Sink
from bot.sinks.terminal import TerminalChannel, TerminalSink


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sink may use of the process it runs in. `folder` is where transcripts are kept, `zone` that of the times in them."""

    console: Console
    folder: Path
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class SinkKind:
    """A kind of channel: what people write for it beside `id` and `kind`, and how its one sink is built."""

    config: type[BaseModel]
    build: Callable[[Surroundings], Sink]


KINDS: Mapping[str, SinkKind] = {
    "terminal": SinkKind(TerminalChannel, lambda around: TerminalSink(around.console, around.folder, around.zone)),
}
"""The word after `kind =` in `config/routes.toml` -> its sink."""
