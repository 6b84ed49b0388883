"""The promises of the webhook sink, against a receiver that checks the letter of Standard Webhooks by code of its own."""

import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.errors import Failure, Permanent, Transient
from bot.domain.reasons import FailReason as F
from bot.domain.route import Channel, Mention
from bot.fetch.posting import Poster
from bot.sinks.webhook import WebhookChannel, WebhookSink, check, key_bytes, signature
from tests.fakes.clock import MONDAY, FakeClock
from tests.fakes.nouns import card, delivery
from tests.fakes.services import KEY, receiver


@pytest.fixture
async def service():
    async with receiver(MONDAY.timestamp()) as running:
        yield running


@pytest.fixture
async def sink() -> AsyncIterator[WebhookSink]:
    async with Poster(FakeClock()) as poster:
        yield WebhookSink(poster)


def at(service, key=KEY) -> Channel:
    return Channel("soc", "webhook", f"http://127.0.0.1:{service.port}/hook", secrets={"key": key})


async def failing(sink, channel) -> Failure:
    with pytest.raises(Failure) as caught:
        await sink.send(delivery(), channel)
    assert KEY not in f"{caught.value!r}{caught.value}"
    return caught.value


async def test_a_post_is_the_card_and_who_it_is_for(service, sink):
    """The receiver gets all that a post says, as plain JSON values."""
    made = delivery(mention=Mention("Duty officer", role_id=1))
    assert await sink.send(made, at(service)) == made.id
    assert service.got == [
        {
            "id": made.id,
            "event": "posted",
            "revision": 1,
            "subject": "alert",
            "about": "item-1",
            "channel": "soc",
            "route": "all",
            "calls": "Duty officer",
            "card": json.loads(json.dumps(card().as_dict())),
            "sent_at": "2026-01-05T08:00:00+00:00",
        }
    ]


async def test_the_signature_is_the_standards():
    """The example that the standard gives comes out as it says."""
    key = key_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_check_in_the_how_to_is_right():
    """Who copies it takes what is ours, and refuses what is old, changed or of another key."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "other-channels.md").read_text(encoding="utf-8")
    there: dict = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], there)
    now = int(time.time())

    def taken(stamp=now, body=b"{}", key=KEY):
        made = {
            "webhook-id": "1",
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(key_bytes(KEY), "1", stamp, b"{}"),
        }
        return there["is_ours"](made, body, key)

    assert taken()
    assert not taken(stamp=now - 301)
    assert not taken(body=b"{ }")
    assert not taken(key="whsec_" + "a" * 40)


async def test_a_post_sent_twice_is_taken_once(service, sink):
    """A repeated send has the id of the first, so a receiver that keeps ids sees one post."""
    for _ in range(2):
        await sink.send(delivery(), at(service))
    assert len(service.got) == 1


async def test_a_post_written_anew_is_another_message_about_the_same_post(service, sink):
    """Each revision is sent once, under the id of its post."""
    await sink.send(delivery(), at(service))
    for revision in (2, 2, 3):
        await sink.edit(delivery(revision=revision, message_id=delivery().id), at(service))
    assert [(got["event"], got["id"], got["revision"]) for got in service.got] == [
        ("posted", delivery().id, 1),
        ("updated", delivery().id, 2),
        ("updated", delivery().id, 3),
    ]


async def test_an_old_or_forged_post_leaves_no_trace(service, sink):
    """A receiver tells a wrong key, and a post from ten minutes ago, from a good one."""
    failure = await failing(sink, at(service, "another key that is long enough"))
    assert (type(failure), failure.reason) == (Permanent, F.UNAUTHORIZED)
    late = FakeClock()
    late.advance(600)
    async with Poster(late) as poster:
        assert (await failing(WebhookSink(poster), at(service))).reason is F.UNAUTHORIZED
    assert not service.got


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (301, Permanent, F.HTTP_STATUS),
        (400, Permanent, F.HTTP_STATUS),
        (401, Permanent, F.UNAUTHORIZED),
        (404, Transient, F.NOT_FOUND),
        (410, Permanent, F.GONE),
        (429, Transient, F.RATE_LIMITED),
        (500, Transient, F.SERVER_ERROR),
        (503, Transient, F.SERVER_ERROR),
    ],
)
async def test_a_status_has_its_reason(service, sink, status, kind, reason):
    """What a receiver says no with is permanent or tried again, and its wish for a pause is followed."""
    service.failing, service.headers = status, {"Retry-After": "30", "Location": "/elsewhere"}
    failure = await failing(sink, at(service))
    assert (type(failure), failure.reason) == (kind, reason)
    if isinstance(failure, Transient):
        assert failure.retry_after.total_seconds() == 30


async def test_only_the_host_is_told(sink):
    """Path and query of an address may be its secret."""
    channel = Channel("soc", "webhook", secrets={"key": KEY, "target": "http://127.0.0.1:1/hidden-path?hidden=query"})
    failure = await failing(sink, channel)
    assert failure.reason is F.CONNECT
    assert "127.0.0.1:1" in failure.detail
    assert "hidden" not in f"{failure}{channel!r}"


async def test_without_a_key_nothing_is_sent(service, sink):
    """An unsigned post never leaves."""
    assert (await failing(sink, at(service, ""))).reason is F.NO_SUCH_CHANNEL
    assert not service.got


@pytest.mark.parametrize("key", ["too little", "whsec_", "whsec_not base64", "whsec_c2hvcnQ="])
def test_a_poor_key_is_refused_when_settings_are_read(key):
    """With what to do, and without the key."""
    with pytest.raises(ValueError, match=r"; (make|copy)") as caught:
        check({"key": key})
    assert key not in str(caught.value).replace("whsec_ ", "")


@pytest.mark.parametrize(
    "row",
    [
        {"key_env": "K"},
        {"key_env": "K", "target": "https://a.example", "target_env": "T"},
        {"key_env": "K", "target": "ftp://a.example"},
        {"key_env": "K", "target": "https://user:word@a.example/x"},
        {"target": "https://a.example"},
    ],
)
def test_a_row_that_cannot_work_is_refused(row):
    """One address that can be posted to, without a password in it, and a key."""
    with pytest.raises(ValidationError):
        WebhookChannel(**row)
