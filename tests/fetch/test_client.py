"""One conditional GET against a real server: what is sent, what comes back, what is remembered."""

import base64
import gzip
import re
import zlib
from datetime import timedelta

import pytest

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.request import Access, Ask
from tests.fakes.loopback import Reply
from tests.fetch.conftest import make

HERE = Access(allow_private=True)


async def test_a_first_answer_brings_body_type_and_validators(server, fetcher):
    """Everything the next poll needs comes with the first answer."""
    url = server.say("/feed", Reply(body=b"<rss/>", etag='"v1"', headers={"Content-Type": "text/xml", "Last-Modified": "Mon"}))
    answer = await fetcher.get(Ask(url, access=HERE))
    assert (answer.url, answer.body, answer.content_type) == (url, b"<rss/>", "text/xml")
    assert (answer.etag, answer.last_modified, answer.moved_to, answer.wait) == ('"v1"', "Mon", "", None)


async def test_we_say_who_we_are_and_ask_only_if_changed(server, fetcher):
    """The request carries an honest name, the validators, and only codings that we can bound."""
    url = server.say("/feed", Reply())
    await fetcher.get(Ask(url, '"v1"', "Mon, 05 Jan 2026 08:00:00 GMT", "text/xml", HERE))
    sent = server.hits[0].headers
    assert sent["user-agent"] == "Tocsin/test (+https://tocsin.example)"
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "Mon, 05 Jan 2026 08:00:00 GMT")
    assert (sent["accept"], sent["accept-encoding"]) == ("text/xml", "gzip, deflate")
    assert not {"cookie", "authorization"} & set(sent)


async def test_unchanged_means_no_body_and_kept_validators(server, fetcher):
    """After 304 the old validators stay, with what the server renewed."""
    url = server.say("/feed", Reply(body=b"x", etag='"v1"', headers={"Cache-Control": "max-age=60"}))
    answer = await fetcher.get(Ask(url, '"v1"', "Mon", access=HERE))
    assert (answer.body, answer.etag, answer.last_modified, answer.wait) == (None, '"v1"', "Mon", timedelta(minutes=1))


async def test_304_to_an_unconditional_question_is_a_failure(server, fetcher):
    """A source that was never read must not look like one without news."""
    with pytest.raises(Transient) as caught:
        await fetcher.get(Ask(server.say("/feed", Reply(304)), access=HERE))
    assert caught.value.reason is FailReason.HTTP_STATUS


async def test_the_longer_of_two_wishes_counts(server, fetcher):
    """Retry-After beside a good answer is honoured too."""
    url = server.say("/feed", Reply(headers={"Cache-Control": "max-age=60", "Retry-After": "600"}))
    assert (await fetcher.get(Ask(url, access=HERE))).wait == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
        ("gzip", lambda data: data),
        ("identity", lambda data: data),
    ],
    ids=["gzip", "x-gzip", "zlib", "raw-deflate", "gzip-in-name-only", "identity"],
)
async def test_codings_are_undone(server, fetcher, coding, pack):
    """Whatever a server means by its Content-Encoding, the body is the document."""
    body = b"<rss>" + b"news " * 2000 + b"</rss>"
    url = server.say("/feed", Reply(body=pack(body), headers={"Content-Encoding": coding}))
    assert (await fetcher.get(Ask(url, access=HERE))).body == body


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 307), False), ((303, 301), False)],
)
async def test_only_a_wholly_permanent_chain_is_remembered(server, fetcher, statuses, moved):
    """`moved_to` is set when, and only when, every redirect was 301 or 308."""
    for number, status in enumerate(statuses):
        server.say(f"/{number}", Reply(status, headers={"Location": f"/{number + 1}#part"}))
    end = server.say(f"/{len(statuses)}", Reply(body=b"x"))
    answer = await fetcher.get(Ask(server.url("/0"), access=HERE))
    assert (answer.url, answer.body, answer.moved_to) == (end, b"x", end if moved else "")


async def test_five_redirects_are_followed_and_six_are_not(server, fetcher):
    """The bound on redirects is exact."""
    for number in range(6):
        server.say(f"/{number}", Reply(302, headers={"Location": f"/{number + 1}"}))
    server.say("/6", Reply(body=b"x"))
    assert (await fetcher.get(Ask(server.url("/1"), access=HERE))).body == b"x"
    with pytest.raises(Permanent) as caught:
        await fetcher.get(Ask(server.url("/0"), access=HERE))
    assert caught.value.reason is FailReason.TOO_MANY_REDIRECTS


async def test_a_circle_ends_at_once(server, fetcher):
    """A redirect to where we were is seen after one round."""
    server.say("/a", Reply(301, headers={"Location": "/b"}))
    server.say("/b", Reply(301, headers={"Location": "/a"}))
    with pytest.raises(Permanent) as caught:
        await fetcher.get(Ask(server.url("/a"), access=HERE))
    assert (caught.value.reason, len(server.hits)) == (FailReason.TOO_MANY_REDIRECTS, 2)


SECRETIVE = Access(headers={"X-Api-Key": "k3y"}, bearer="t0ken", allow_private=True)


async def test_secrets_stay_with_their_host(server, fetcher):
    """A redirect on the same host keeps the source's headers; one to another host loses them, and is not remembered."""
    server.say("/own", Reply(301, headers={"Location": "/near"}))
    server.say("/near", Reply(301, headers={"Location": server.url("/far", "localhost")}))
    server.say("/far", Reply(body=b"x"))
    answer = await fetcher.get(Ask(server.url("/own"), access=SECRETIVE))
    own, near, far = (hit.headers for hit in server.hits)
    assert own["authorization"] == near["authorization"] == "Bearer t0ken"
    assert own["x-api-key"] == near["x-api-key"] == "k3y"
    assert not {"authorization", "x-api-key"} & set(far)
    assert answer.moved_to == ""


async def test_user_and_password_by_rights_or_in_the_address(server, fetcher):
    """Both spellings of basic authentication arrive alike; the answer's address shows neither."""
    server.say("/feed", Reply())
    await fetcher.get(Ask(server.url("/feed"), access=Access(basic=("ann", "pä:ss"), allow_private=True)))
    answer = await fetcher.get(Ask(server.url("/feed").replace("http://", "http://ann:p%C3%A4%3Ass@"), access=HERE))
    expected = "Basic " + base64.b64encode("ann:pä:ss".encode()).decode()
    assert [hit.headers["authorization"] for hit in server.hits] == [expected, expected]
    assert answer.url == server.url("/feed")


async def test_a_proxy_is_asked_in_our_place(server, fetcher):
    """With a proxy the target's name is not resolved here, and the proxy's own private address is trusted."""
    server.say("/feed", Reply(body=b"by proxy"))
    proxy = Access(proxy=server.url("").replace("http://", "http://me:s3cret@"))
    answer = await fetcher.get(Ask("http://news.example/feed", access=proxy))
    assert answer.body == b"by proxy"
    assert server.hits[0].headers["host"] == "news.example"
    assert server.hits[0].headers["proxy-authorization"].startswith("Basic ")


async def test_other_kinds_and_longer_bodies_than_wanted_are_refused(server, fetcher):
    """A page fetch never loads a film."""
    film = server.say("/film", Reply(headers={"Content-Type": "video/mp4"}, body=b"x"))
    long = server.say("/long", Reply(headers={"Content-Type": "text/html; charset=utf-8"}, body=b"x" * 11))
    for url, reason in ((film, FailReason.UNREADABLE), (long, FailReason.TOO_LARGE)):
        with pytest.raises(Permanent) as caught:
            await fetcher.get(Ask(url, access=HERE, only=("text/html",), max_body=10))
        assert caught.value.reason is reason


async def test_outside_its_async_with_a_fetcher_refuses(server):
    """Nothing is opened by construction, and misuse is loud."""
    with pytest.raises(RuntimeError, match=re.escape("async with")):
        await make().get(Ask(server.url("/"), access=HERE))
