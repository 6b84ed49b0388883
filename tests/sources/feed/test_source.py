"""One feed polled again and again against a fetcher that answers from a list."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.request import Access, Answer
from bot.sources.feed.source import FeedConfig, FeedSource
from tests.fakes.workers import NowWorkers
from tests.sources.feed.test_formats import OLD, RSS20

HOME = "https://gazette.example/rss"
INFO = SourceInfo(id="gazette", name="Harbour Gazette", kind="feed", address=HOME)
BODY = RSS20.encode()
PAGE = b"<!doctype html><link rel=alternate type='application/rss+xml' href='/real.xml'>"


class Shelf:
    """Answers by address; remembers what was asked."""

    def __init__(self, **answers):
        self.answers = {f"https://gazette.example/{name}": what for name, what in answers.items()}
        self.asked = []

    async def get(self, ask):
        self.asked.append(ask)
        what = self.answers[ask.url]
        if isinstance(what, Exception):
            raise what
        return replace(what, url=what.url or ask.url)


class CountingWorkers(NowWorkers):
    def __init__(self):
        self.light_work, self.heavy_work = [], []

    async def light(self, work, /, *args, **kwargs):
        self.light_work.append(work.__name__)
        return work(*args, **kwargs)

    async def heavy(self, work, /, *args, **kwargs):
        self.heavy_work.append(work.__name__)
        return work(*args, **kwargs)


def source(shelf, workers=None, info=INFO, config=None):
    return FeedSource(info, config or FeedConfig(), Access(bearer="key"), shelf, workers or NowWorkers())


async def test_first_poll_reads_everything():
    """The first poll gives every entry as plain text, sends the source's rights, and leaves validators, hash and ttl behind."""
    shelf = Shelf(rss=Answer("", BODY, etag='"1"', last_modified="Mon", wait=timedelta(minutes=5)))
    polled = await source(shelf).poll(Memo())
    assert polled.entries is not None
    first, second = polled.entries
    assert (first.id, first.text, first.lang) == ("gz-1", "The long story.", "en")
    assert second.url == "https://gazette.example/b"
    assert polled.wait == timedelta(minutes=30)
    assert (polled.memo.etag, polled.memo.last_modified, polled.memo.seen) == ('"1"', "Mon", ("1800",))
    assert shelf.asked[0].access.bearer == "key"


async def test_not_modified_is_not_parsed():
    """A 304 gives no entries and no work, keeps the memo, and still honours the feed's ttl."""
    workers = CountingWorkers()
    memo = Memo(etag='"1"', last_modified="Mon", body_hash="h", seen=("1800",))
    shelf = Shelf(rss=Answer("", None))
    polled = await source(shelf, workers).poll(memo)
    assert (polled.entries, polled.memo, polled.wait) == (None, memo, timedelta(minutes=30))
    assert (shelf.asked[0].etag, shelf.asked[0].last_modified) == ('"1"', "Mon")
    assert workers.light_work == workers.heavy_work == []


async def test_same_body_is_not_parsed_again():
    """A server without validators that sends the same bytes again causes no parsing; new bytes do."""
    workers = CountingWorkers()
    feed = source(Shelf(rss=Answer("", BODY)), workers)
    memo = (await feed.poll(Memo())).memo
    again = await feed.poll(memo)
    assert (again.entries, workers.light_work) == (None, ["read_fast"])
    changed = await source(Shelf(rss=Answer("", BODY.replace(b"gz-1", b"gz-2"))), workers).poll(again.memo)
    assert changed.entries is not None
    assert changed.entries[0].id == "gz-2"


async def test_odd_documents_are_read_where_they_can_be_killed():
    """What the fast path declines goes to the heavy worker; ordinary documents never do."""
    workers = CountingWorkers()
    await source(Shelf(rss=Answer("", BODY)), workers).poll(Memo())
    assert workers.heavy_work == []
    polled = await source(Shelf(rss=Answer("", OLD.encode())), workers).poll(Memo())
    assert workers.heavy_work == ["read_tolerant"]
    assert polled.entries is not None


async def test_permanent_redirect_is_remembered():
    """A permanent redirect is asked directly from then on, and survives answers that say nothing of it."""
    shelf = Shelf(rss=Answer("", BODY, moved_to="https://gazette.example/new"), new=Answer("", None))
    polled = await source(shelf).poll(Memo())
    again = await source(shelf).poll(polled.memo)
    assert shelf.asked[1].url == again.memo.moved_to == "https://gazette.example/new"


async def test_autodiscovery_is_remembered():
    """A page that names its feed is asked once; from then on the feed is."""
    shelf = Shelf(**{"rss": Answer("", PAGE, etag='"page"'), "real.xml": Answer("", BODY, etag='"feed"')})
    polled = await source(shelf).poll(Memo())
    assert polled.entries is not None
    assert (polled.memo.moved_to, polled.memo.etag) == ("https://gazette.example/real.xml", '"feed"')
    assert shelf.asked[1].etag == ""
    again = await source(shelf).poll(polled.memo)
    assert (again.entries, shelf.asked[2].url) == (None, "https://gazette.example/real.xml")


@pytest.mark.parametrize(
    ("page", "config"),
    [
        (PAGE, FeedConfig(discover=False)),
        (b"<html>nothing here</html>", FeedConfig()),
        (PAGE.replace(b"real.xml", b"rss"), FeedConfig()),
    ],
    ids=["switched off", "no feed named", "names itself"],
)
async def test_a_page_that_leads_nowhere_is_not_a_feed(page, config):
    """Without a feed to be found the page's own failure stands."""
    with pytest.raises(Permanent) as caught:
        await source(Shelf(rss=Answer("", page)), config=config).poll(Memo())
    assert caught.value.reason is FailReason.NOT_A_FEED


async def test_a_discovered_page_is_not_followed_further():
    """Pages that name pages do not lead the bot on."""
    shelf = Shelf(**{"rss": Answer("", PAGE), "real.xml": Answer("", PAGE.replace(b"real", b"more"))})
    with pytest.raises(Permanent):
        await source(shelf).poll(Memo())
    assert len(shelf.asked) == 2


async def test_a_dead_new_address_is_forgotten():
    """When a remembered address dies, the configured one is asked again, from scratch."""
    shelf = Shelf(rss=Answer("", BODY), gone=Permanent(FailReason.GONE))
    polled = await source(shelf).poll(Memo(etag="e", moved_to="https://gazette.example/gone"))
    assert polled.entries is not None
    assert (polled.memo.moved_to, shelf.asked[1].etag) == ("", "")


@pytest.mark.parametrize(
    "failure", [Transient(FailReason.TIMEOUT), Permanent(FailReason.NOT_FOUND), Permanent(FailReason.FORBIDDEN)]
)
async def test_failures_pass_through(failure):
    """A source reports failures as they are and never tries again by itself."""
    shelf = Shelf(rss=failure)
    with pytest.raises(type(failure)) as caught:
        await source(shelf).poll(Memo())
    assert caught.value is failure
    assert len(shelf.asked) == 1


async def test_waits_have_a_ceiling():
    """A ttl of a year counts as the source's longest interval; a server's year counts as a day."""
    year = BODY.replace(b"<ttl>30<", b"<ttl>525600<")
    assert (await source(Shelf(rss=Answer("", year))).poll(Memo())).wait == INFO.max_interval
    slow = Answer("", year, wait=timedelta(days=365))
    assert (await source(Shelf(rss=slow)).poll(Memo())).wait == timedelta(days=1)


async def test_configured_language_outranks_the_feeds():
    """A person's word on the language goes before a publisher's default."""
    polled = await source(Shelf(rss=Answer("", BODY)), info=replace(INFO, lang="sv")).poll(Memo())
    assert polled.entries is not None
    assert {entry.lang for entry in polled.entries} == {"sv"}


def test_unknown_keys_are_refused():
    """A misspelt key is an error, not a silence."""
    with pytest.raises(ValidationError):
        FeedConfig.model_validate({"discovr": True})


async def test_secrets_stay_with_the_origin_they_were_given_for():
    """A page, or a redirect of earlier days, that names a feed at another host does not get the source's token there."""
    there = "https://elsewhere.example/feed"
    page = b"<!doctype html><link rel=alternate type='application/rss+xml' href='https://elsewhere.example/feed'>"
    shelf = Shelf(rss=Answer("", page, "text/html"))
    shelf.answers[there] = Answer("", BODY)
    polled = await source(shelf).poll(Memo())
    assert [(a.url, a.access.bearer) for a in shelf.asked] == [(HOME, "key"), (there, "")]
    await source(shelf).poll(polled.memo)
    assert shelf.asked[-1].access.bearer == ""


async def test_entries_with_one_id_and_several_addresses_are_told_apart():
    """A publisher that gives every entry the same guid loses none of them, whichever stands first next time."""
    first = "<item><guid>same</guid><title>One</title><link>https://gazette.example/1</link></item>"
    second = first.replace("One", "Two").replace("/1", "/2")

    async def ids(*items: str) -> set[str]:
        body = f"<rss version='2.0'><channel><title>G</title>{''.join(items)}</channel></rss>".encode()
        polled = await source(Shelf(rss=Answer("", body))).poll(Memo())
        return {e.id for e in polled.entries}

    assert await ids(first, second) == await ids(second, first)
    assert len(await ids(first, second)) == 2
    assert await ids(first, first) == {"same"}
