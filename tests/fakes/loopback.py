"""A real HTTP server on 127.0.0.1 that says what a test tells it to say, well or badly."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(frozen=True)
class Reply:
    """One scripted answer. At most one of the misbehaviours is set."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    """Sent; and a question that names it gets 304 with an empty body."""
    hang: bool = False
    """Never answers."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""
    cut: int | None = None
    """Promises the whole body, sends so many bytes, closes."""
    stream: Iterable[bytes] | None = None
    """Sent in pieces, without a length; may be endless."""
    raw: bytes | None = None
    """Written to the socket instead of an answer, then closed; b"" closes at once."""


@dataclass(frozen=True)
class Hit:
    """One request that came in; `path` has its query, header names are in lower case."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""


class Loopback:
    """`async with Loopback() as server`, `server.say("/feed", Reply(...))`, ask `server.url("/feed")`, look at `server.hits`.

    Several replies to one path are given in turn, the last one again and again. A path without a reply is 404.
    """

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.most_at_once = 0
        """The greatest number of requests that were under way together."""
        self._at_once = 0
        self._script: dict[str, list[Reply]] = {}
        self._port = 0
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), handle_signals=False, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def port(self) -> int:
        return self._port

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """`host="localhost"` is another host name for the same server."""
        return f"http://{host}:{self._port}{path}"

    def say(self, path: str, *replies: Reply) -> str:
        """Scripts a path; returns its address."""
        self._script[path] = list(replies)
        return self.url(path)

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {k.lower(): v for k, v in request.headers.items()}
        self.hits.append(Hit(request.path_qs, headers, request.method, await request.read() if request.can_read_body else b""))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            return await self._reply(request, self._next(request.path))
        finally:
            self._at_once -= 1

    def _next(self, path: str) -> Reply:
        replies = self._script.get(path) or [Reply(404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    async def _reply(self, request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        if reply.hang:
            await asyncio.Event().wait()
        if reply.raw is not None:
            return self._write_raw(request, reply.raw)
        headers = {**reply.headers, **({"ETag": reply.etag} if reply.etag else {})}
        if reply.etag and request.headers.get("If-None-Match") == reply.etag:
            return web.Response(status=304, headers=headers)
        if reply.drip or reply.stream is not None or reply.cut is not None:
            return await self._write_slowly(request, reply, headers)
        return web.Response(status=reply.status, body=reply.body, headers=headers)

    @staticmethod
    def _write_raw(request: web.BaseRequest, raw: bytes) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(raw)
        transport.close()
        return web.Response()

    @staticmethod
    async def _write_slowly(request: web.BaseRequest, reply: Reply, headers: Mapping[str, str]) -> web.StreamResponse:
        response = web.StreamResponse(status=reply.status, headers=headers)
        if reply.stream is None:
            response.content_length = len(reply.body)
        await response.prepare(request)
        pieces = reply.stream if reply.stream is not None else (bytes([b]) for b in reply.body[: reply.cut])
        try:
            for piece in pieces:
                await response.write(piece)
                await asyncio.sleep(reply.drip)
        except ConnectionError:
            return response
        if reply.cut is not None and request.transport is not None:
            request.transport.close()
        return response
