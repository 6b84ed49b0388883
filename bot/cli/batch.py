"""`tocsin judge | parse | extract`: the public batch contracts, JSON lines out, in input order, an error is an answer too."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import lines
from bot.cli.options import Config, settings
from bot.domain.errors import ConfigError, Problem
from bot.domain.verdict import Article

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders whose files are taken in name order.")]


def judge(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="JSON lines {id, title?, text?, html?, ...}; - is standard input.")
    ] = "-",
    config: Config = None,
) -> None:
    """Judge articles: is it an alert, what kind, how bad, who did what to whom, and why."""
    from bot.analysis.judge import load_judge  # noqa: PLC0415  keeps --help quick

    with lines.opened(file) as source:
        judged = load_judge(settings(config).kinds)
        total = lines.count(file)
        for chunk in lines.chunks(lines.shown(lines.articles(source), total, "judging")):
            good = [a for a in chunk if isinstance(a, Article)]
            verdicts = dict(zip((id(a) for a in good), judged.many(good), strict=True))
            for article in chunk:
                lines.answer({"id": article.id, **verdicts[id(article)].as_dict()} if isinstance(article, Article) else article)


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
    for path in lines.shown(files, len(files), doing):
        try:
            data = path.read_bytes()
        except OSError as error:
            lines.answer({"file": path.name, "ok": False, "error": f"cannot be read: {error.strerror}"})
            continue
        lines.answer(answer(path.name, data))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise ConfigError([Problem(str(path), "", "no such file or folder", "name one that exists")])
        yield from sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
