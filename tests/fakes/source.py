"""Sources and pages that say what a test tells them to."""

from bot.domain.errors import Failure
from bot.domain.item import Entry
from bot.domain.source import Memo, SourceInfo
from bot.ports.source import Polled


class FakeSource:
    """Answers from a script: each answer is a list of entries, None (unchanged), a `Polled` or an exception."""

    def __init__(self, source_id="gazette", answers=(), **info):
        name = info.pop("name", source_id.title())
        self.info = SourceInfo(source_id, name, "feed", f"https://{source_id}.example/feed", **info)
        self.answers = list(answers)
        self.memos: list[Memo] = []

    def say(self, *answers):
        self.answers += answers
        return self

    async def poll(self, memo):
        self.memos.append(memo)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Polled):
            return answer
        return Polled(Memo(etag=str(len(self.memos))), None if answer is None else tuple(answer))


class FakePages:
    """Pages by address; an exception is raised."""

    def __init__(self, pages=None):
        self.pages = pages or {}
        self.asked = []

    async def html(self, url):
        self.asked.append(url)
        page = self.pages[url]
        if isinstance(page, Failure):
            raise page
        return page


def entry(n="1", title="", text="", **more):
    """An entry with an address of its own."""
    return Entry(
        id=f"entry-{n}", title=title or f"Story {n}", text=text, url=more.pop("url", f"https://news.example/{n}"), **more
    )
