"""`tocsin judge | parse | extract`: the public batch contracts, JSON lines out, in input order, an error is an answer too."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO, TypeVar

import typer
from rich.progress import Progress

from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem
from bot.domain.verdict import Article

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders whose files are taken in name order.")]
T = TypeVar("T")
CHUNK = 64


def judge(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="JSON lines {id, title?, text?, html?, ...}; - is standard input.")
    ] = "-",
    config: Config = None,
) -> None:
    """Judge articles: is it an alert, what kind, how bad, who did what to whom, and why."""
    from bot.analysis.judge import load_judge  # noqa: PLC0415  keeps --help quick

    with _opened(file) as lines:
        judged = load_judge(settings(config).kinds)
        total = _lines(file)
        for chunk in _chunks(_shown(_articles(lines), total, "judging")):
            good = [a for a in chunk if isinstance(a, Article)]
            verdicts = dict(zip((id(a) for a in good), judged.many(good), strict=True))
            for article in chunk:
                _answer({"id": article.id, **verdicts[id(article)].as_dict()} if isinstance(article, Article) else article)


def parse(paths: Paths) -> None:
    """Parse feed documents: RSS, RDF, Atom, JSON Feed; a broken one gives what can be saved."""
    from bot.sources.feed.batch import answer  # noqa: PLC0415  keeps --help quick

    _each_file(paths, answer, "parsing")


def extract(paths: Paths) -> None:
    """Extract title, main text, date and language from HTML pages."""
    from bot.analysis.maintext import answer  # noqa: PLC0415  keeps --help quick

    _each_file(paths, answer, "extracting")


def _each_file(paths: list[Path], answer: Callable[[str, bytes], dict[str, Any]], doing: str) -> None:
    files = list(_files(paths))
    for path in _shown(files, len(files), doing):
        try:
            data = path.read_bytes()
        except OSError as error:
            _answer({"file": path.name, "ok": False, "error": f"cannot be read: {error.strerror}"})
            continue
        _answer(answer(path.name, data))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise ConfigError([Problem(str(path), "", "no such file or folder", "name one that exists")])
        yield from sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]


def _opened(file: str) -> TextIO:
    if file == "-":
        return sys.stdin
    try:
        return Path(file).open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError([Problem(file, "", f"cannot be read: {error.strerror}", "name a file of JSON lines, or -")]) from error


def _lines(file: str) -> int | None:
    """How many lines there are, for the progress bar; unknown for standard input."""
    if file == "-":
        return None
    with Path(file).open("rb") as lines:
        return sum(1 for _ in lines)


def _articles(lines: Iterable[str]) -> Iterator[Article | dict[str, Any]]:
    """An article, or the error answer for a line that is none."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _article(number, line)


def _article(number: int, line: str) -> Article | dict[str, Any]:
    try:
        raw = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"line {number} is not JSON: {error}"}
    if not isinstance(raw, dict) or raw.get("id") is None:
        return {"id": None, "error": f"line {number} is not an object with an id"}
    wrong = [k for k in Article.__dataclass_fields__ if k != "id" and not isinstance(raw.get(k) or "", str)]
    if wrong:
        return {"id": raw["id"], "error": f"{', '.join(wrong)} must be text"}
    return Article(id=raw["id"], **{k: raw.get(k) or "" for k in Article.__dataclass_fields__ if k != "id"})


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _chunks(articles: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for article in articles:
        chunk.append(article)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _shown(things: Iterable[T], total: int | None, doing: str) -> Iterator[T]:
    """The same things, with a progress bar on standard error when a person is watching."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console  # noqa: PLC0415  only for people

    with Progress(console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(things, total=total, description=doing)


def _answer(answer: dict[str, Any]) -> None:
    """One line; lone surrogates are escaped so that the output is always UTF-8."""
    text = json.dumps(answer, ensure_ascii=False)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
