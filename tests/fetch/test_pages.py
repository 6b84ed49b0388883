"""The page behind an entry."""

import pytest

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.fetch.pages import WebPages
from tests.fakes.loopback import Reply


@pytest.mark.parametrize("media", ["text/html", "text/html; charset=utf-8", "application/xhtml+xml", "TEXT/HTML"])
async def test_a_page_comes_as_bytes(server, fetcher, media):
    """HTML in either of its names, with no secret of any source sent along."""
    url = server.say("/story", Reply(body=b"<p>News</p>", headers={"Content-Type": media}))
    assert await WebPages(fetcher, allow_private=True).html(url) == b"<p>News</p>"
    assert "authorization" not in server.hits[0].headers


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b"%PDF", headers={"Content-Type": "application/pdf"}), FailReason.UNREADABLE),
        (Reply(body=b"x" * 101, headers={"Content-Type": "text/html"}), FailReason.TOO_LARGE),
        (Reply(headers={"Content-Type": "text/html"}), FailReason.EMPTY),
    ],
)
async def test_what_is_no_page_is_refused(server, fetcher, reply, reason):
    """Another kind of document, one too long, one without a byte."""
    with pytest.raises(Permanent) as caught:
        await WebPages(fetcher, allow_private=True, max_body=100).html(server.say("/story", reply))
    assert caught.value.reason is reason


async def test_a_feed_cannot_send_us_inside(server, fetcher):
    """An entry's link to a private address is refused."""
    with pytest.raises(Permanent) as caught:
        await WebPages(fetcher).html(server.url("/admin"))
    assert (caught.value.reason, server.hits) == (FailReason.PRIVATE_ADDRESS, [])
