"""The server: a part of `tocsin run` where `[web] listen` names an address. Each page is a module of its own that adds its routes.

It answers GET and HEAD only, tells strangers nothing but health and counts, and its log holds no address that was asked for, because
some are secrets. Nothing is cached by anybody.
"""

from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self

import structlog
from aiohttp import web

from bot.domain.errors import ConfigError, Problem

log = structlog.get_logger(__name__)

Page = Callable[[web.UrlDispatcher], None]
"""Adds the routes of one module."""
SHUTDOWN = 2.0
"""Seconds that a stop waits for answers under way."""
LARGEST = 64 * 1024
"""Bytes of a request's body; no page takes one."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Server": "tocsin"}


class Server:
    """Open while the `async with` block runs."""

    def __init__(self, host: str, port: int, pages: Sequence[Page]) -> None:
        """Port 0 takes a free one."""
        self._host, self._port, self._pages = host, port, pages
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Raises `ConfigError` where the address cannot be had."""
        application = web.Application(client_max_size=LARGEST, middlewares=[_quiet])
        for page in self._pages:
            page(application.router)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=SHUTDOWN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            fault = f"{self._host} port {self._port} cannot be listened on: {error.strerror}"
            raise ConfigError([Problem("bot.toml", "web.listen", fault, "name another port, or stop who has it")]) from error
        self._runner = runner
        log.info("web.open", host=self._host, port=self.port)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the port and every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        """Which one it is."""
        return int(self._runner.addresses[0][1]) if self._runner else self._port


@web.middleware
async def _quiet(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Our headers on everything; a bug of ours is told to the log, and to strangers only that there is one."""
    try:
        answer = await handler(request)
    except web.HTTPException as known:
        known.headers.update(HEADERS)
        raise
    except Exception as error:
        log.exception("web.bug", page=request.path.split("/")[1][:20], error=type(error).__name__)
        return web.Response(status=500, text="A fault of ours; the log tells more.\n", headers=HEADERS)
    answer.headers.update(HEADERS)
    return answer
