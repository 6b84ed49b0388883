"""ON REQUEST: a text that somebody points at is judged, and the pages it links to. Nothing is stored and nothing is posted.

words -> the links in them -> each page fetched and read -> judged together
"""

import asyncio
import re
from dataclasses import dataclass

from bot.analysis.maintext import main_text
from bot.domain.errors import Failure
from bot.domain.verdict import Article, Verdict
from bot.ports.judge import Judge
from bot.ports.source import Pages
from bot.ports.workers import Workers

LINKS = 3
"""Pages that are fetched for one wish."""
FEWEST = 20
"""Characters of a text that say anything."""
LONGEST = 8000
_LINK = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing that was judged: `url` is "" for the text itself. Without a verdict there is a failure."""

    url: str
    title: str = ""
    verdict: Verdict | None = None
    failure: Failure | None = None


class OnRequest:
    """Judges what people point at."""

    def __init__(self, judge: Judge, pages: Pages, workers: Workers) -> None:
        """`pages` fetches politely and reaches no private address."""
        self._judge = judge
        self._pages = pages
        self._workers = workers

    async def judged(self, words: str) -> list[Judged]:
        """The text, if it says enough, then its links; empty where there is neither."""
        pages = await asyncio.gather(*map(self._page, links(words)))
        text = " ".join(_LINK.sub(" ", words[:LONGEST]).split())
        articles = [Article("text", text=text)] if len(text) >= FEWEST else []
        read = [*articles, *(p for p in pages if isinstance(p, Article))]
        verdicts = dict(zip((a.id for a in read), await self._workers.light(self._judge.many, read), strict=True)) if read else {}
        own = [Judged("", verdict=verdicts["text"])] if articles else []
        return own + [p if isinstance(p, Judged) else Judged(p.url, p.title, verdicts[p.id]) for p in pages]

    async def _page(self, url: str) -> Article | Judged:
        try:
            page = await self._workers.heavy(main_text, await self._pages.html(url), url)
        except Failure as failure:
            return Judged(url, failure=failure)
        return Article(url, page.title, page.text, url=url)


def links(words: str) -> list[str]:
    """The first addresses in a text, each once, without the punctuation behind them."""
    found = (link.rstrip(".,;:!?)*_~") for link in _LINK.findall(words[:LONGEST]))
    return list(dict.fromkeys(found))[:LINKS]
