"""What a process shows and keeps of itself: logs, one line an event, every known secret masked; and the collector's pauses."""

import contextlib
import gc
import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO, cast

import structlog

MASK = "«secret»"
SHORTEST = 4
"""Characters: masking anything shorter would mask ordinary words."""


def configure(level: str = "INFO", secrets: Iterable[str] = (), *, json_lines: bool = False) -> None:
    """Sets up logging for this process. `secrets` are masked wherever they would appear, traces included."""
    known = sorted({s for s in secrets if len(s) >= SHORTEST}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, known))) if known else None
    timestamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    before: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        timestamp,
        structlog.processors.format_exc_info,
        _Masked(pattern),
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json_lines else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*before, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unfailing(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[*before, _drop_record, last]))
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def settled() -> None:
    """Says that what is loaded now stays: the garbage collector need not walk it again, so its pauses stay short."""
    gc.collect()
    gc.freeze()


class _Unfailing:
    """A stream for log lines: one that is closed or full costs the line, never the work that wanted to say something."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.flush()


class _Masked:
    """A processor that hides secrets in every text of an event."""

    def __init__(self, pattern: re.Pattern[str] | None) -> None:
        self._pattern = pattern

    def __call__(self, _: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if self._pattern is None:
            return event
        return {k: self._hidden(v) for k, v in event.items()}

    def _hidden(self, value: Any) -> Any:
        if self._pattern is None or isinstance(value, bool | int | float | type(None)):
            return value
        if isinstance(value, list | tuple):
            return [self._hidden(v) for v in value]
        text = value if isinstance(value, str) else str(value)
        return self._pattern.sub(MASK, text) if self._pattern.search(text) else value


def _drop_record(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The standard library's record has been read; what is left is rendered."""
    return {k: v for k, v in event.items() if not k.startswith("_")}
