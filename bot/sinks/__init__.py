"""HANDS that show a card somewhere that is not Discord (whose sink lives in `chat`).

May import `ports`, `present`, `domain`, `fetch` and the library of its kind; never the verbs, never another kind.
Add a kind: one module with a channel model and a sink that keeps `ports.sink.Sink` (and the abilities of that module that
its posts have), its test, and one line in `KINDS`. A key of the model that ends in `_env` names a variable; what it holds is in
the channel's `secrets` under the rest of the key's name. Read first: `terminal.py`, then `webhook.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console

from bot.fetch.posting import Poster
from bot.ports.sink import Sink
from bot.sinks import apprise, webhook
from bot.sinks.terminal import TerminalChannel, TerminalSink
from bot.sinks.webhook import WebhookChannel, WebhookSink


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a sink may use of the process it runs in. `folder` is where transcripts are kept, `zone` that of the times in them."""

    console: Console
    folder: Path
    zone: tzinfo = UTC
    poster: Poster | None = None

    @property
    def posting(self) -> Poster:
        """The way out for posts."""
        if self.poster is None:
            raise RuntimeError("these surroundings have no way out")
        return self.poster


def _accepted(_: Mapping[str, str]) -> None:
    """For a kind without secrets."""


@dataclass(frozen=True, slots=True)
class SinkKind:
    """A kind of channel: what people write for it beside `id` and `kind`, and how its one sink is built."""

    config: type[BaseModel]
    build: Callable[[Surroundings], Sink]
    check: Callable[[Mapping[str, str]], None] = _accepted
    """Looks at a channel's secrets when settings are read. Raises `ValueError`, fault and mend with a semicolon between."""


KINDS: Mapping[str, SinkKind] = {
    "terminal": SinkKind(TerminalChannel, lambda around: TerminalSink(around.console, around.folder, around.zone)),
    "webhook": SinkKind(WebhookChannel, lambda around: WebhookSink(around.posting), webhook.check),
    "apprise": SinkKind(apprise.AppriseChannel, lambda _: apprise.AppriseSink(), apprise.check),
}
"""The word after `kind =` in `config/routes.toml` -> its sink."""
