"""The one layer that asks Discord again: what it repeats, how long, and what it leaves alone."""

import errno
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.again import EDIT, FIRST_ANSWER, FURTHER_ANSWER, TELLING, Patience, again, patience_with
from bot.chat.wire import Limited, Trouble
from bot.domain.errors import Transient
from bot.domain.reasons import FailReason
from tests.fakes.clock import FakeClock

REFUSED = OSError(errno.ECONNREFUSED, "refused")
LIMITED = Limited(timedelta(seconds=2), everywhere=False)
NOBODY = aiohttp.ClientConnectorError(SimpleNamespace(host="h", port=1, is_ssl=False, ssl=True), REFUSED)  # type: ignore[arg-type]
GAPS: dict[str, Exception] = {
    "503": Trouble(503, "HTTP 503"),
    "520": Trouble(520, "HTTP 520"),
    "522": Trouble(522, "HTTP 522"),
    "reset": ConnectionResetError(errno.ECONNRESET, "reset by peer"),
    "disconnected": aiohttp.ServerDisconnectedError(),
    "timeout": TimeoutError(),
    "unreachable": NOBODY,
    "limited": LIMITED,
}
CERTAIN = {"503", "522", "unreachable", "limited"}


def answers(*script: Any) -> tuple[Callable[[], Any], list[int]]:
    """A call that raises or gives each of these in turn, and a list that grows with each try."""
    rest, tries = list(script), []

    async def ask() -> Any:
        tries.append(1)
        now = rest.pop(0)
        if isinstance(now, Exception):
            raise now
        return now

    return ask, tries


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("patience", [FIRST_ANSWER, EDIT, TELLING], ids=["first", "edit", "telling"])
async def test_every_gap_of_the_library_is_closed(clock: FakeClock, gap: str, patience: Patience) -> None:
    """503, 520, 522, a reset, a disconnect, silence, an unreachable server and a bare 429 each lead to another try."""
    ask, tries = answers(GAPS[gap], "well")
    assert await again(ask, patience, clock) == "well"
    assert len(tries) == 2


@pytest.mark.parametrize("gap", GAPS)
async def test_in_doubt_nothing_is_said_twice(clock: FakeClock, gap: str) -> None:
    """A further answer has no nonce: it is repeated only where the first was certainly not taken."""
    ask, tries = answers(GAPS[gap], "well")
    if gap in CERTAIN:
        assert await again(ask, FURTHER_ANSWER, clock) == "well"
    else:
        with pytest.raises(Transient):
            await again(ask, FURTHER_ANSWER, clock)
    assert len(tries) == (2 if gap in CERTAIN else 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_refusal_comes_through(clock: FakeClock, status: int) -> None:
    """What another try cannot mend is raised as discord.py raises it, at once."""
    refusal = discord.HTTPException(SimpleNamespace(status=status, reason=""), {"code": 7, "message": "no"})  # type: ignore[arg-type]
    ask, tries = answers(refusal)
    with pytest.raises(discord.HTTPException) as caught:
        await again(ask, EDIT, clock)
    assert caught.value is refusal
    assert len(tries) == 1


@given(
    script=st.lists(
        st.one_of(
            st.sampled_from(list(GAPS.values())), st.floats(0, 90).map(lambda s: Limited(timedelta(seconds=s), everywhere=False))
        ),
        min_size=60,
        max_size=60,
    ),
    patience=st.sampled_from([FIRST_ANSWER, EDIT, FURTHER_ANSWER, TELLING]),
)
async def test_patience_ends_and_wishes_are_kept(script: list[Exception], patience: Patience) -> None:
    """Whatever goes wrong, the waits stay within the time that is worth it, and no try comes before Discord's own wish."""
    clock, asked = FakeClock(), []
    start = clock.now()

    async def ask() -> None:
        asked.append(clock.now())
        raise script[len(asked) - 1]

    with pytest.raises(Transient):
        await again(ask, patience, clock)
    assert clock.now() - start <= patience.within
    for then, later, failure in zip(asked, asked[1:], script, strict=False):
        wish = failure.retry_after if isinstance(failure, Limited) else None
        assert later - then >= max(wish or patience.pause, patience.pause)


@pytest.mark.parametrize(
    ("method", "path", "patience"),
    [
        ("POST", "/interactions/{webhook_id}/{webhook_token}/callback", FIRST_ANSWER),
        ("POST", "/webhooks/{webhook_id}/{webhook_token}", FURTHER_ANSWER),
        ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", EDIT),
        ("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", EDIT),
        ("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", EDIT),
    ],
)
def test_patience_fits_the_question(method: str, path: str, patience: Patience) -> None:
    """The first answer has under 3 s in all; a new message is not repeated in doubt; the rest may be."""
    assert patience_with(method, path) == patience
    assert FIRST_ANSWER.within < timedelta(seconds=3)
    assert patience_with(method, path, files=True).each >= patience.each
    assert max(p.each for p in (FIRST_ANSWER, EDIT, FURTHER_ANSWER, TELLING)) == timedelta(seconds=10)


def test_reasons_are_told_apart() -> None:
    """A failure from the layer says why in the words of every other failure."""
    assert {e.reason for e in GAPS.values() if isinstance(e, Transient)} == {FailReason.SERVER_ERROR, FailReason.RATE_LIMITED}
