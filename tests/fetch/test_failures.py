"""Every bad answer of a real server, as one table: bounded, named, and told without a secret."""

import gzip
import itertools
import traceback
import tracemalloc
import zlib
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.outcome import failure_of_error
from bot.fetch.request import Access, Ask
from tests.fakes.loopback import Reply
from tests.fetch.conftest import QUICK, make

F = FailReason
SECRETS = ("hunter2", "q-secret", "k3y-secret", "t0ken", "pr0xy")
ACCESS = Access(headers={"X-Key": "k3y-secret"}, bearer="t0ken", allow_private=True)
BOMB = gzip.compress(b"\0" * 40_000_000)

STATUSES = [
    (401, Permanent, F.UNAUTHORIZED),
    (403, Transient, F.FORBIDDEN),
    (404, Transient, F.NOT_FOUND),
    (408, Transient, F.TIMEOUT),
    (410, Permanent, F.GONE),
    (429, Transient, F.RATE_LIMITED),
    (500, Transient, F.SERVER_ERROR),
    (503, Transient, F.SERVER_ERROR),
    (522, Transient, F.SERVER_ERROR),
    (206, Permanent, F.HTTP_STATUS),
    (302, Permanent, F.HTTP_STATUS),
    (418, Permanent, F.HTTP_STATUS),
]
ANSWERS = {
    "never answers": (Reply(hang=True), Transient, F.TIMEOUT),
    "drips": (Reply(body=b"x" * 100, drip=0.05), Transient, F.TIMEOUT),
    "closes at once": (Reply(raw=b""), Transient, F.DISCONNECTED),
    "closes in the middle": (Reply(body=b"x" * 100, cut=10), Transient, F.DISCONNECTED),
    "is not HTTP": (Reply(raw=b"SSH-2.0-example\r\n\r\n"), Transient, F.MALFORMED),
    "has an endless header": (Reply(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000), Transient, F.MALFORMED),
    "announces too much": (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 214748364800\r\n\r\n"), Permanent, F.TOO_LARGE),
    "never ends": (Reply(stream=itertools.repeat(b"x" * 500_000)), Permanent, F.TOO_LARGE),
    "is a gzip bomb": (Reply(body=BOMB, headers={"Content-Encoding": "gzip"}), Permanent, F.TOO_LARGE),
    "is a deflate bomb": (
        Reply(body=zlib.compress(b"\0" * 40_000_000), headers={"Content-Encoding": "deflate"}),
        Permanent,
        F.TOO_LARGE,
    ),
    "is cut gzip": (
        Reply(body=gzip.compress(b"news" * 99)[:-9], headers={"Content-Encoding": "gzip"}),
        Transient,
        F.BAD_ENCODING,
    ),
    "is damaged gzip": (Reply(body=b"\x1f\x8b" + b"z" * 99, headers={"Content-Encoding": "gzip"}), Transient, F.BAD_ENCODING),
    "has an unknown coding": (Reply(body=b"x", headers={"Content-Encoding": "br"}), Permanent, F.BAD_ENCODING),
    "redirects to a file": (Reply(301, headers={"Location": "file:///etc/passwd?hunter2"}), Permanent, F.BAD_SCHEME),
    "redirects nowhere": (Reply(301, headers={"Location": "http://[hunter2"}), Permanent, F.BAD_ADDRESS),
    "redirects to a mailbox": (Reply(301, headers={"Location": "mailto:hunter2@news.example"}), Permanent, F.BAD_SCHEME),
    "redirects to itself": (Reply(301, headers={"Location": "?token=q-secret"}), Permanent, F.TOO_MANY_REDIRECTS),
}
ADDRESSES = [
    ("file:///etc/passwd", F.BAD_SCHEME),
    ("ftp://news.example/feed", F.BAD_SCHEME),
    ("javascript:alert(1)", F.BAD_SCHEME),
    ("data:text/xml,hunter2", F.BAD_SCHEME),
    ("", F.BAD_ADDRESS),
    ("news.example/feed", F.BAD_ADDRESS),
    ("//news.example/feed", F.BAD_ADDRESS),
    ("http://", F.BAD_ADDRESS),
    ("https:///feed", F.BAD_ADDRESS),
    ("http://[::1/hunter2", F.BAD_ADDRESS),
    ("http://news.example:99999/hunter2", F.BAD_ADDRESS),
    ("http://news.example:port/hunter2", F.BAD_ADDRESS),
    (f"http://{'a' * 300}.example/", F.BAD_ADDRESS),
    ("http://127.1/", F.BAD_ADDRESS),
]


def with_secrets(url: str) -> str:
    """The same address with secrets in all the usual places."""
    return url.replace("http://", "http://me:hunter2@") + "?token=q-secret#hunter2"


def assert_leaks_nothing(failure: Failure) -> None:
    told = "".join(traceback.format_exception(failure)) + repr(failure) + failure.detail + str(failure)
    assert not [secret for secret in SECRETS if secret in told]
    assert failure.__cause__ is None
    assert failure.__context__ is None or failure.__suppress_context__
    assert "\n" not in failure.detail


async def fail(ask: Ask, limits=QUICK) -> Failure:
    async with make(limits) as fetcher:
        with pytest.raises(Failure) as caught:
            await fetcher.get(ask)
    return caught.value


@pytest.mark.parametrize(("status", "kind", "reason"), STATUSES)
async def test_each_status_has_its_meaning(server, status, kind, reason):
    """The table of statuses, and no secret in the words."""
    failure = await fail(Ask(with_secrets(server.say("/feed", Reply(status))), access=ACCESS))
    assert (type(failure), failure.reason) == (kind, reason)
    assert failure.detail == f"{server.url('/feed')} answered {status}"
    assert_leaks_nothing(failure)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("value", "wish"), [("120", 120), ("Mon, 05 Jan 2026 08:01:00 GMT", 60), ("soon", None)])
async def test_retry_after_travels_with_the_failure(server, status, value, wish):
    """The server's own wish is handed on, in both of its forms."""
    failure = await fail(Ask(server.say("/feed", Reply(status, headers={"Retry-After": value})), access=ACCESS))
    assert isinstance(failure, Transient)
    assert failure.retry_after == (timedelta(seconds=wish) if wish else None)


@pytest.mark.parametrize("name", ANSWERS)
async def test_each_bad_answer_is_bounded_and_named(server, name):
    """The table of bad answers, and no secret in the words."""
    reply, kind, reason = ANSWERS[name]
    failure = await fail(Ask(with_secrets(server.say("/feed", reply)), access=ACCESS), replace(QUICK, max_body=2_000_000))
    assert (type(failure), failure.reason) == (kind, reason)
    assert failure.detail
    assert_leaks_nothing(failure)


@pytest.mark.parametrize(("address", "reason"), ADDRESSES)
async def test_unusable_addresses_are_refused(address, reason):
    """Only http and https, with a host, and nothing of the address in the words that could be a secret."""
    failure = await fail(Ask(address, access=ACCESS))
    assert (type(failure), failure.reason) == (Permanent, reason)
    assert_leaks_nothing(failure)


async def test_nobody_listening(server, unused_tcp_port):
    """A closed port is a failed connection, told with the system's word for it."""
    failure = await fail(Ask(with_secrets(f"http://127.0.0.1:{unused_tcp_port}/feed"), access=ACCESS))
    assert (type(failure), failure.reason) == (Transient, F.CONNECT)
    assert "refused" in failure.detail
    assert_leaks_nothing(failure)


async def test_a_server_without_tls(server):
    """TLS with a server that speaks plain HTTP is a failure of its own."""
    failure = await fail(Ask(with_secrets(server.url("/feed")).replace("http:", "https:"), access=ACCESS))
    assert (type(failure), failure.reason) == (Transient, F.TLS)
    assert_leaks_nothing(failure)


async def test_a_dead_proxy(unused_tcp_port):
    """A proxy that is not there is told as such, without its password."""
    access = replace(ACCESS, proxy=f"http://me:pr0xy@127.0.0.1:{unused_tcp_port}")
    failure = await fail(Ask("http://news.example/feed?token=q-secret", access=access))
    assert (type(failure), failure.reason) == (Transient, F.CONNECT)
    assert "the proxy" in failure.detail
    assert_leaks_nothing(failure)


@pytest.mark.parametrize(("status", "kind", "reason"), [(407, Permanent, F.UNAUTHORIZED), (502, Transient, F.CONNECT)])
async def test_a_proxy_that_refuses_the_tunnel(server, status, kind, reason):
    """What a proxy says to CONNECT is the proxy's failure, not the source's."""
    server.say("/", Reply(status))
    reply = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status
    server.say("", Reply(raw=reply))
    server.say("news.example:443", Reply(raw=reply))
    access = replace(ACCESS, proxy=server.url("").replace("//", "//me:pr0xy@"))
    failure = await fail(Ask("https://news.example/feed?token=q-secret", access=access))
    assert (type(failure), failure.reason) == (kind, reason)
    assert_leaks_nothing(failure)


async def test_headers_that_cannot_be_sent(server):
    """A line break that got into a header is refused without showing it."""
    access = Access(headers={"X-Key": "a\r\nX-Other: hunter2"}, allow_private=True)
    failure = await fail(Ask(server.url("/feed"), access=access))
    assert (type(failure), failure.reason) == (Permanent, F.BAD_REQUEST)
    assert_leaks_nothing(failure)


def test_a_bad_certificate_is_a_failure_of_tls():
    """A certificate that does not fit is told apart from a dead host."""
    key = ConnectionKey("news.example", 443, True, True, None, None, None)
    error = aiohttp.ClientConnectorCertificateError(key, ValueError("hunter2"))
    failure = failure_of_error(error, "https://news.example/")
    assert (type(failure), failure.reason) == (Transient, F.TLS)
    assert "hunter2" not in str(failure)


async def test_a_bomb_costs_little_memory(server):
    """40 MB of zeros in 40 kB never take more than the guard allows."""
    url = server.say("/feed", Reply(body=BOMB, headers={"Content-Encoding": "gzip"}))
    async with make() as fetcher:
        tracemalloc.start()
        try:
            with pytest.raises(Permanent):
                await fetcher.get(Ask(url, access=ACCESS))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 25_000_000


async def test_a_failed_get_gives_its_turn_back(server):
    """After any failure the host can be asked again."""
    limits = replace(QUICK, per_host=1, total_requests=1)
    url = server.say("/feed", Reply(hang=True), Reply(500), Reply(raw=b""), Reply(body=b"x"))
    async with make(limits) as fetcher:
        for _ in range(2):
            with pytest.raises(Transient):
                await fetcher.get(Ask(url, access=ACCESS))
        assert (await fetcher.get(Ask(url, access=ACCESS))).body == b"x"
