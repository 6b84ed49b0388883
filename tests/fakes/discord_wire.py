"""A Discord of a few routes on the loopback, over real sockets: it signs the bot in and then answers as it is told."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket

from tests.fakes.discord_rules import RULES_ARE_THERE, broken_rules

USER = {"id": "1", "username": "tocsin", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {"id": "1", "name": "tocsin", "icon": None, "description": "", "bot_public": False, "bot_require_code_grant": False}
APPLICATION |= {"verify_key": "", "flags": 0, "owner": USER, "summary": ""}
MESSAGE = {"id": "77", "channel_id": "5", "author": USER, "content": "", "timestamp": "2026-01-05T12:00:00+00:00"}
MESSAGE |= {"edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "type": 0}
MESSAGE |= {"attachments": [], "embeds": [], "pinned": False, "components": []}
TOKEN = "a-good.token"


class WireDiscord:
    """`answers` are given to posts and looks in turn, then a message or none; `sign_ins` to sign-ins in turn, then success.

    An answer is a status, or a status with headers and a body, "reset" or "slow". `close_code` ends each gateway connection
    after `gateway_refusals` were answered with 503.
    """

    def __init__(self) -> None:
        self.answers: deque[Any] = deque()
        self.sign_ins: deque[Any] = deque()
        self.posts: list[dict[str, Any]] = []
        self.looks = 0
        self.sign_in_tries = 0
        self.close_code = 4004
        self.gateway_refusals = 0
        self.released = asyncio.Event()

    async def _me(self, request: web.Request) -> web.StreamResponse:
        self.sign_in_tries += 1
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        return await self._say(request, self.sign_ins.popleft()) if self.sign_ins else _json(USER)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        self.posts.append(await request.json())
        return await self._say(request, self.answers.popleft()) if self.answers else _json(MESSAGE)

    async def _history(self, request: web.Request) -> web.StreamResponse:
        self.looks += 1
        return await self._say(request, self.answers.popleft()) if self.answers else _json([])

    async def _say(self, request: web.Request, answer: Any) -> web.StreamResponse:
        if answer == "reset":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if answer == "slow":
            await self.released.wait()
            return web.Response()
        status, headers, body = answer if isinstance(answer, tuple) else (answer, {}, {"message": "no", "code": 0})
        if isinstance(body, str):
            return web.Response(status=status, headers=headers, text=body, content_type="text/html")
        return _json(body, status=status, headers=headers)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.gateway_refusals:
            self.gateway_refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close(code=self.close_code)
        return socket

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/users/@me", self._me)
        app.router.add_get("/oauth2/applications/@me", _always(APPLICATION))
        app.router.add_put("/applications/1/commands", _always([]))
        app.router.add_post("/channels/{channel}/messages", self._post)
        app.router.add_get("/channels/{channel}/messages", self._history)
        app.router.add_get("/gateway", self._gateway)
        return app


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only where the type is exactly `application/json`, without a charset."""
    return web.Response(body=json.dumps(body).encode(), status=status, headers=headers, content_type="application/json")


def _always(body: Any) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(_: web.Request) -> web.StreamResponse:
        return _json(body)

    return handler


@asynccontextmanager
async def wire_discord(patch: pytest.MonkeyPatch) -> AsyncIterator[WireDiscord]:
    """Runs one and sends discord.py there, REST and gateway."""
    fake = WireDiscord()
    runner = web.AppRunner(fake.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    patch.setattr(discord.http.Route, "BASE", f"http://{host}:{port}")
    patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"ws://{host}:{port}/gateway"))
    patch.setattr(discord.client.ExponentialBackoff, "delay", lambda _: 0)
    try:
        yield fake
        refused = [broken_rules("POST", "/channels/5/messages", post) for post in fake.posts if RULES_ARE_THERE]
        assert not any(refused), refused
    finally:
        fake.released.set()
        await runner.cleanup()


def dead_port() -> int:
    """A port on the loopback that nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
