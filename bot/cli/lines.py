"""JSON lines in and out, as every batch command has them: in input order, an error is an answer too."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO, TypeVar

from rich.progress import Progress

from bot.domain.errors import ConfigError, Problem
from bot.domain.verdict import Article

T = TypeVar("T")
CHUNK = 64
_REFUSAL = {"id", "error"}


def opened(file: str) -> TextIO:
    """The named file, or standard input for "-". Raises `ConfigError`."""
    if file == "-":
        return sys.stdin
    try:
        return Path(file).open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError([Problem(file, "", f"cannot be read: {error.strerror}", "name a file of JSON lines, or -")]) from error


def count(file: str) -> int | None:
    """How many lines there are, for the progress bar; unknown for standard input."""
    if file == "-":
        return None
    with Path(file).open("rb") as lines:
        return sum(1 for _ in lines)


def objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Each line's object; one without `id`, or a line that is no object, is an error answer (`refused` tells)."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _object(number, line)


def articles(lines: Iterable[str]) -> Iterator[Article | dict[str, Any]]:
    """An article, or the error answer for a line that is none."""
    for raw in objects(lines):
        yield raw if refused(raw) else article(raw["id"], raw)


def article(item_id: Any, raw: dict[str, Any]) -> Article | dict[str, Any]:
    """From an object's fields, or the error answer."""
    wrong = [k for k in Article.__dataclass_fields__ if k != "id" and not isinstance(raw.get(k) or "", str)]
    if wrong:
        return {"id": item_id, "error": f"{', '.join(wrong)} must be text"}
    return Article(id=item_id, **{k: raw.get(k) or "" for k in Article.__dataclass_fields__ if k != "id"})


def refused(raw: dict[str, Any]) -> bool:
    """Whether this is an answer already: what was read could not be."""
    return raw.keys() == _REFUSAL


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        raw = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"line {number} is not JSON: {error}"}
    if not isinstance(raw, dict) or raw.get("id") is None:
        return {"id": None, "error": f"line {number} is not an object with an id"}
    return {k: v for k, v in raw.items() if k != "error"}


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """The same things, `CHUNK` at a time."""
    chunk: list[T] = []
    for thing in things:
        chunk.append(thing)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def shown(things: Iterable[T], total: int | None, doing: str) -> Iterator[T]:
    """The same things, with a progress bar on standard error when a person is watching."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console  # noqa: PLC0415  only for people

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(things, total=total, description=doing)


def answer(made: Mapping[str, Any]) -> None:
    """One line; lone surrogates are escaped so that the output is always UTF-8."""
    text = json.dumps(made, ensure_ascii=False)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
