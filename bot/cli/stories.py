"""`tocsin similar | stories`: do two reports tell of one event; which reports are one story. JSON lines in and out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import lines
from bot.cli.options import Config, settings
from bot.domain.verdict import Article

if TYPE_CHECKING:
    from bot.analysis.judge import TrainedJudge
    from bot.analysis.telling import Teller, Telling

_JUDGED = 1200
"""Characters: the news is at the top, and a long article would cost five times as much."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORGET_EVERY = 256
"""Items between two looks for stories that have run out of time."""


def similar(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines {id, a: {title, text, ...}, b: {...}}.")] = "-",
    config: Config = None,
) -> None:
    """Compare pairs of articles: the probability that both tell of the same event."""
    from bot.analysis.judge import load_judge  # noqa: PLC0415  keeps --help quick
    from bot.analysis.likeness import load_likeness  # noqa: PLC0415

    with lines.opened(file) as source:
        judge = load_judge(settings(config).kinds)
        teller, likeness = load_likeness()
        for raw in lines.shown(lines.objects(source), lines.count(file), "comparing"):
            pair = raw if lines.refused(raw) else _pair(raw)
            if isinstance(pair, dict):
                lines.answer(pair)
                continue
            a, b = (_telling(x, judge, teller) for x in pair)
            score = likeness.score(a, b)
            lines.answer({"id": raw["id"], "score": round(score, 4), "same_event": score >= likeness.cut})


def stories(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="JSON lines {id, title?, text?, ...} in time order.")] = "-",
    days: Annotated[float, typer.Option(min=0, help="How long after its last report a story stays open.")] = 7,
    config: Config = None,
) -> None:
    """Group articles into stories: each gets the id of its story's first article."""
    from bot.analysis.judge import load_judge  # noqa: PLC0415  keeps --help quick
    from bot.analysis.likeness import load_likeness  # noqa: PLC0415
    from bot.analysis.stories import Stories  # noqa: PLC0415

    window = timedelta(days=min(days, 36_500))
    with lines.opened(file) as source:
        judge = load_judge(settings(config).kinds)
        teller, likeness = load_likeness()
        found, at = Stories(likeness, window), _EPOCH
        shown = lines.shown(lines.articles(source), lines.count(file), "grouping")
        for number, (article, telling) in enumerate(_told(shown, judge, teller)):
            if isinstance(article, dict) or telling is None:
                lines.answer(article)
                continue
            at = max(at, _EPOCH + timedelta(hours=telling.hours)) if telling.hours is not None else at
            story = found.add(str(article.id), telling, at, found.place(telling, at).story)
            lines.answer({"id": article.id, "story": story})
            if number % _FORGET_EVERY == 0:
                found.forget(at - window)


def _told(
    articles: Iterator[Article | dict[str, Any]], judge: "TrainedJudge", teller: "Teller"
) -> "Iterator[tuple[Any, Telling | None]]":
    """Each article with its telling; an error answer with none."""
    for one in articles:
        yield (one, None) if isinstance(one, dict) else (one, _telling(one, judge, teller))


def _telling(article: Article, judge: "TrainedJudge", teller: "Teller") -> "Telling":
    """Judged and told by its beginning: what a telling reads no further of need not be judged further."""
    short = replace(article, text=article.text[:_JUDGED]) if len(article.text) > _JUDGED else article
    return teller.telling(short, judge.one(short))


def _pair(raw: dict[str, Any]) -> tuple[Article, Article] | dict[str, Any]:
    """Both sides, or the error answer."""
    made = []
    for side in ("a", "b"):
        part = raw.get(side)
        if not isinstance(part, dict):
            return {"id": raw["id"], "error": f"{side} must be an object with title and text"}
        one = lines.article(raw["id"], part)
        if isinstance(one, dict):
            return {"id": raw["id"], "error": f"{side}: {one['error']}"}
        made.append(one)
    return made[0], made[1]
