"""Posts over real sockets: bounded, never led elsewhere, every bad answer with a name."""

import traceback

import pytest

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason as F
from bot.fetch.posting import Post, Poster
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import Reply

SECRET = "hunter2"


async def post(server, reply: Reply) -> None:
    server.say(f"/{SECRET}", reply)
    async with Poster(FakeClock(), "Tocsin/test", total=0.3) as poster:
        await poster.post(Post(server.url(f"/{SECRET}"), b"{}", {"webhook-id": "1"}))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_2xx_is_a_yes(server, status):
    """The body goes out once, as JSON, with the headers it was given."""
    await post(server, Reply(status))
    [hit] = server.hits
    assert (hit.method, hit.body, hit.headers["webhook-id"]) == ("POST", b"{}", "1")
    assert (hit.headers["content-type"], hit.headers["user-agent"]) == ("application/json", "Tocsin/test")


BAD = {
    "a redirect": (Reply(307, headers={"Location": "/other"}), Permanent, F.HTTP_STATUS),
    "gone": (Reply(410), Permanent, F.GONE),
    "no answer": (Reply(hang=True), Transient, F.TIMEOUT),
    "a closed door": (Reply(raw=b""), Transient, F.DISCONNECTED),
    "no HTTP": (Reply(raw=b"SSH-2.0-example\r\n\r\n"), Transient, F.MALFORMED),
}


@pytest.mark.parametrize("name", BAD)
async def test_every_no_has_a_name(server, name):
    """The reason says what was wrong, the path of the address is never told, and nobody is led elsewhere."""
    reply, kind, reason = BAD[name]
    with pytest.raises(Failure) as caught:
        await post(server, reply)
    assert (type(caught.value), caught.value.reason) == (kind, reason)
    assert SECRET not in "".join(traceback.format_exception(caught.value)).replace(f'SECRET = "{SECRET}"', "")
    assert len(server.hits) == 1


async def test_an_endless_answer_costs_nothing(server):
    """The body of an answer is not read."""
    await post(server, Reply(200, stream=(b"x" * 65536 for _ in range(10**9))))
    assert len(server.hits) == 1


async def test_a_poster_that_is_not_open_is_a_bug():
    """It says so instead of losing a post."""
    with pytest.raises(RuntimeError):
        await Poster(FakeClock()).post(Post("https://a.example", b""))
