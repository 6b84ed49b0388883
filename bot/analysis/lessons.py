"""What people said of alerts, as examples to learn from: the judgements joined with the texts that are still stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.analysis.training.examples import Example
from bot.domain.feedback import Consensus, Feedback, Judgement, consensus
from bot.domain.kind import Kind, Standing
from bot.domain.trace import Filed
from bot.domain.verdict import Article

ORIGIN = "feedback"
NOISE = "opinion_marketing_product"
"""What noise is where nobody says what it is: by far its most frequent kind."""


@dataclass(frozen=True)
class Lessons:
    """Examples by item id, and how many judged items gave none: people were of two minds, the text is forgotten, or the
    kind is not in the taxonomy any more.
    """

    examples: tuple[Example, ...]
    tied: int = 0
    forgotten: int = 0
    unknown_kind: int = 0


def lessons(said: Iterable[Feedback], filed: Mapping[str, Filed], kinds: Mapping[str, Kind]) -> Lessons:
    """`filed` are the stored items by id. The same feedback gives the same examples in the same order."""
    by_item: dict[str, list[Feedback]] = {}
    for one in said:
        by_item.setdefault(one.item_id, []).append(one)
    made: list[Example] = []
    tied = forgotten = unknown = 0
    for item_id in sorted(by_item):
        agreed, stored = consensus(by_item[item_id]), filed.get(item_id)
        if agreed is None or (agreed.judgement is Judgement.WRONG_KIND and not agreed.right_kind):
            tied += 1
        elif stored is None or stored.verdict is None:
            forgotten += 1
        elif not set(named := _kinds(agreed, stored.verdict.kinds or (stored.verdict.kind,))) <= set(kinds):
            unknown += 1
        else:
            made.append(_example(stored, agreed, named, kinds))
    return Lessons(tuple(made), tied, forgotten, unknown)


def _kinds(agreed: Consensus, judged: tuple[str, ...]) -> tuple[str, ...]:
    """The primary kind first. Beside a kind that was wrong nothing is taken for certain."""
    if agreed.judgement is Judgement.RELEVANT:
        return judged
    return (agreed.right_kind or NOISE,)


def _example(stored: Filed, agreed: Consensus, named: tuple[str, ...], kinds: Mapping[str, Kind]) -> Example:
    item = stored.item
    article = Article(id=f"{ORIGIN}-{item.id}", title=item.title, text=item.text, lang=item.lang)
    is_alert: bool | None = agreed.judgement is not Judgement.NOISE
    if agreed.judgement is Judgement.WRONG_KIND and kinds[named[0]].standing is Standing.BORDERLINE:
        is_alert = None
    return Example(article.id, ORIGIN, article, is_alert, named[0], named)
