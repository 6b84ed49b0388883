"""Summaries from an endpoint that speaks OpenAI's chat completions (POST {base}/chat/completions): vLLM, Ollama, llama.cpp, many vendors.

It does not go through `client.Fetcher`: the address is the operator's own and no stranger's, so it may be a private one and needs
no politeness; and what it is asked carries a key, so no redirect is followed, not even to the same host.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import hdrs
from aiohttp.abc import AbstractResolver
from pydantic import BaseModel, Field, ValidationError

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.summary import Brief, Draft
from bot.fetch.body import ACCEPTED, Body
from bot.fetch.freshness import retry_after
from bot.fetch.limits import Limits
from bot.fetch.outcome import failure_of_error, failure_of_status
from bot.fetch.resolver import NameResolver
from bot.fetch.trail import REDIRECTS, parse, shown
from bot.ports.clock import Clock

MAX_ANSWER = 256 * 1024
"""Bytes: a summary has a few hundred, its envelope seldom more than some thousand."""
MOST_TOKENS = 10_000_000
"""No single answer costs more; a larger figure is no account."""
_UNFINISHED = frozenset({"length", "content_filter", "tool_calls", "function_call"})
_GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and whom to ask. `base` has no path of its own beyond its version; `key` is never printed."""

    base: str
    model: str
    key: str = field(default="", repr=False)
    timeout: timedelta = timedelta(seconds=8)
    answer_tokens: int = 200
    user_agent: str = "Tocsin"


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    """What is read of an answer; whatever else stands in it is left aside."""

    choices: list[_Choice] = Field(min_length=1)
    usage: object = None


class ChatSummariser:
    """`ports.summariser.Summariser`. Use as `async with`; one serves the whole application."""

    def __init__(self, endpoint: Endpoint, clock: Clock, resolver: AbstractResolver | None = None) -> None:
        """Nothing is opened before the `async with`. Raises `Permanent` for an address that cannot be asked."""
        self._endpoint = endpoint
        self._clock = clock
        self._url = parse(f"{endpoint.base.rstrip('/')}/chat/completions")
        self._where = shown(self._url)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    @property
    def name(self) -> str:
        """The model."""
        return self._endpoint.model

    @property
    def where(self) -> str:
        """The address, fit to be shown."""
        return self._where

    async def __aenter__(self) -> Self:
        self._resolver = self._resolver or NameResolver(threads=2)
        headers = {hdrs.USER_AGENT: self._endpoint.user_agent, hdrs.ACCEPT: "application/json", hdrs.ACCEPT_ENCODING: ACCEPTED}
        if self._endpoint.key:
            headers[hdrs.AUTHORIZATION] = f"Bearer {self._endpoint.key}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=self._resolver, force_close=True),  # a stale connection would cost a summary
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=self._endpoint.timeout.total_seconds()),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for closing in (self._session, self._resolver):
            if closing is not None:
                await closing.close()

    async def draft(self, brief: Brief) -> Draft:
        """See the port. Errors are raised without their cause, which may show the key."""
        if self._session is None:
            raise RuntimeError("a ChatSummariser is used inside its async with")
        asked = json.dumps(_question(brief, self._endpoint), ensure_ascii=False).encode("utf-8", "replace")
        try:
            async with self._session.post(
                self._url, data=asked, headers={hdrs.CONTENT_TYPE: "application/json"}, allow_redirects=False
            ) as response:
                return _drafted(await self._read(response), self._where)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = failure_of_error(error, self._where)
        raise failure

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The whole body of a good answer, inside its bounds."""
        if response.status in REDIRECTS:
            raise Permanent(FailReason.NOT_FOUND, f"{self._where} answered {response.status}, a redirect, which is not followed")
        if response.status not in _GOOD:
            wish = retry_after(response.headers.get(hdrs.RETRY_AFTER, ""), self._clock.now())
            raise failure_of_status(response.status, self._where, wish)
        limits = Limits(max_body=MAX_ANSWER, max_inflated=MAX_ANSWER)
        body = Body(response.headers.get(hdrs.CONTENT_ENCODING, ""), limits, MAX_ANSWER, self._where)
        while piece := await response.content.readany():
            body.add(piece)
        return body.finish()


def _question(brief: Brief, endpoint: Endpoint) -> dict[str, object]:
    """The rules and the article in messages of their own. No tools: there is nothing that an article could make the model do."""
    return {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": brief.rules}, {"role": "user", "content": brief.article}],
        "temperature": 0,
        "max_tokens": endpoint.answer_tokens,
        "stream": False,
    }


def _drafted(raw: bytes, where: str) -> Draft:
    """The first choice of an answer. Raises `Transient(MALFORMED)`, without a word of the answer."""
    try:
        told = _Completion.model_validate_json(raw)
    except ValidationError:
        told = None
    if told is None:
        raise Transient(FailReason.MALFORMED, f"the answer of {where} is not a chat completion")
    choice = told.choices[0]
    return Draft(choice.message.content or "", _cost(told.usage), choice.finish_reason not in _UNFINISHED)


def _cost(usage: object) -> int:
    """The tokens of `usage`: their total, else the sum of its parts; 0 where it does not say."""
    if not isinstance(usage, dict):
        return 0
    total, *parts = (_count(usage.get(f"{name}_tokens")) for name in ("total", "prompt", "completion"))
    return total or sum(parts)


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_TOKENS else 0
