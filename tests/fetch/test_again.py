"""What every source kind that asks again and again can rely on: secrets stay at home, redirects are not clung to."""

import pytest

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.source import Memo
from bot.fetch.again import ask_again, or_at_home
from bot.fetch.request import Access, Answer
from bot.ports.source import Polled

HOME = "https://norhaven.example/list"
ACCESS = Access(headers={"X-Key": "k"}, basic=("me", "pw"), bearer="b", proxy="http://proxy.example", allow_private=True)


class Getter:
    """Gives one answer; keeps what was asked."""

    def __init__(self, answer):
        self.answer = answer

    async def get(self, ask):
        self.asked = ask
        return self.answer


@pytest.mark.parametrize(
    ("moved_to", "trusted"),
    [
        ("", True),
        ("https://norhaven.example/new", True),
        ("https://NORHAVEN.example/new", True),
        ("http://norhaven.example/list", False),
        ("https://norhaven.example:8443/list", False),
        ("https://feeds.norhaven.example/list", False),
        ("https://other.example/list", False),
    ],
)
async def test_secrets_are_for_the_origin_of_the_configured_address(moved_to, trusted):
    """Also when a redirect was remembered before the secrets were written into the settings."""
    getter = Getter(Answer("", b"x"))
    await ask_again(getter, HOME, Memo(etag='"1"', last_modified="Mon", moved_to=moved_to), ACCESS, "a/b")
    asked = getter.asked
    assert asked.access == (ACCESS if trusted else Access(proxy="http://proxy.example", allow_private=True))
    assert (asked.url, asked.etag, asked.last_modified, asked.accept) == (moved_to or HOME, '"1"', "Mon", "a/b")


async def test_unchanged_is_told_by_the_hash():
    """A 304 and the same bytes leave the hash as it was, and keep what else the memo holds; other bytes change it."""
    _, first = await ask_again(Getter(Answer("", b"x", etag='"1"')), HOME, Memo(seen=("60",), address=HOME), Access(), "")
    assert (first.etag, first.seen, first.address) == ('"1"', ("60",), HOME)
    _, same = await ask_again(Getter(Answer("", None)), HOME, first, Access(), "")
    assert same == first
    _, same = await ask_again(Getter(Answer("", b"x")), HOME, first, Access(), "")
    assert (same.body_hash, same.etag) == (first.body_hash, "")
    _, other = await ask_again(Getter(Answer("", b"y")), HOME, first, Access(), "")
    assert other.body_hash not in ("", first.body_hash)


@pytest.mark.parametrize("reason", [FailReason.NOT_FOUND, FailReason.GONE, FailReason.DNS, FailReason.NOT_A_FEED])
async def test_a_dead_redirect_is_forgotten(reason):
    """The configured address is asked at once, with nothing remembered of the other one."""
    asked = []

    async def poll(memo):
        asked.append(memo)
        if memo.moved_to:
            raise Permanent(reason)
        return Polled(memo, None)

    moved = Memo(etag='"1"', body_hash="h", moved_to="https://other.example/list")
    assert (await or_at_home(poll, moved)).memo == Memo()
    assert asked == [moved, Memo()]


@pytest.mark.parametrize(("moved_to", "reason"), [("", FailReason.GONE), ("https://other.example/", FailReason.TIMEOUT)])
async def test_other_failures_stand(moved_to, reason):
    """A failure at home, or one that passes, is asked once and told."""
    asked = []

    async def poll(memo):
        asked.append(memo)
        raise Transient(reason)

    with pytest.raises(Transient) as failure:
        await or_at_home(poll, Memo(moved_to=moved_to))
    assert (failure.value.reason, len(asked)) == (reason, 1)
