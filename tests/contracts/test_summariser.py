"""What every summariser promises, over each of them: the shipped one and the fake."""

import json

import pytest

from bot.domain.errors import Failure, Transient
from bot.domain.reasons import FailReason
from bot.domain.summary import Brief, Draft
from bot.fetch.summaries import ChatSummariser, Endpoint
from tests.fakes.clock import FakeClock
from tests.fakes.loopback import Loopback, Reply
from tests.fakes.summariser import FakeSummariser

TEXT = "The port of Norhaven stopped its cranes."
PATH = "/v1/chat/completions"


@pytest.fixture(params=["fake", "chat"])
async def pair(request):
    """Two of a kind: one that answers well, one whose writer is in trouble."""
    if request.param == "fake":
        yield FakeSummariser(Draft(TEXT, 9)), FakeSummariser(Transient(FailReason.SERVER_ERROR))
        return
    async with Loopback() as good, Loopback() as bad:
        told = {"choices": [{"message": {"content": TEXT}}], "usage": {"total_tokens": 9}}
        good.say(PATH, Reply(body=json.dumps(told).encode()))
        bad.say(PATH, Reply(500))
        ends = (Endpoint(server.url("/v1"), "invented-model") for server in (good, bad))
        async with ChatSummariser(next(ends), FakeClock()) as one, ChatSummariser(next(ends), FakeClock()) as other:
            yield one, other


async def test_a_draft_comes_with_its_cost_and_a_writer_has_a_name(pair):
    """Asked twice, it answers twice."""
    good, _ = pair
    assert good.name == "invented-model"
    for _ in range(2):
        assert await good.draft(Brief("rules", "{}")) == Draft(TEXT, 9)


async def test_trouble_is_a_failure_with_a_reason(pair):
    """Nothing else is raised, and it is not asked again behind our back."""
    _, bad = pair
    with pytest.raises(Failure) as caught:
        await bad.draft(Brief("rules", "{}"))
    assert caught.value.reason is FailReason.SERVER_ERROR
