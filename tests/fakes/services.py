"""Services beyond Discord on 127.0.0.1: shaped like ntfy and Gotify by their documents, a microblog, and a receiver of signed webhooks."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

USER, PASSWORD, TOKEN = "pager", "hunter2-not-to-be-seen", "AbCdEf0123456.-"
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


@dataclass
class Service:
    """What came in, and what is said to it: `failing` is a status that every answer has."""

    port: int = 0
    got: list[dict[str, Any]] = field(default_factory=list)
    failing: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def running(app: web.Application, service: Service) -> AsyncIterator[Service]:
    async with TestServer(app, host="127.0.0.1") as server:
        assert server.port is not None
        service.port = server.port
        yield service


@asynccontextmanager
async def ntfy() -> AsyncIterator[Service]:
    """docs.ntfy.sh, "Publish as JSON" and "Limitations": its errors carry the status and two digits of its own."""
    service = Service()
    basic = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    async def publish(request: web.Request) -> web.Response:
        status = service.failing or (200 if request.headers.get("Authorization") == basic else 401)
        if status != 200:
            told = {"code": status * 100 + 1, "http": status, "error": "no", "link": "https://ntfy.example/docs"}
            return web.json_response(told, status=status)
        message = await request.json()
        service.got.append(message)
        return web.json_response({"id": f"m{len(service.got)}", "event": "message", **message})

    app = web.Application()
    app.router.add_post("/", publish)
    async with running(app, service) as made:
        yield made


def ntfy_address(service: Service, topic: str, password: str = PASSWORD) -> str:
    return f"ntfy://{USER}:{password}@127.0.0.1:{service.port}/{topic}?mode=private"


@asynccontextmanager
async def gotify() -> AsyncIterator[Service]:
    """gotify.net, "Push messages": POST /message with the application's token."""
    service = Service()

    async def message(request: web.Request) -> web.Response:
        status = service.failing or (200 if request.headers.get("X-Gotify-Key") == TOKEN else 401)
        if status != 200:
            return web.json_response({"error": "no", "errorCode": status, "errorDescription": TOKEN}, status=status)
        service.got.append(await request.json())
        return web.json_response({"id": len(service.got)})

    app = web.Application()
    app.router.add_post("/message", message)
    async with running(app, service) as made:
        yield made


@asynccontextmanager
async def microblog() -> AsyncIterator[Service]:
    """misskey-hub.net, notes/create: a service with room for 512 letters."""
    service = Service()

    async def note(request: web.Request) -> web.Response:
        service.got.append(await request.json())
        return web.json_response({"createdNote": {"id": "n"}})

    app = web.Application()
    app.router.add_post("/api/notes/create", note)
    async with running(app, service) as made:
        yield made


@asynccontextmanager
async def receiver(now: float) -> AsyncIterator[Service]:
    """Takes signed posts by the letter of Standard Webhooks 1.0, by code of its own: old, forged and repeated ones leave no trace."""
    service = Service()
    seen: set[str] = set()

    async def hook(request: web.Request) -> web.Response:
        if service.failing:
            return web.Response(status=service.failing, headers=service.headers, text=KEY)
        body, heads = await request.read(), request.headers
        made = f"{heads['webhook-id']}.{heads['webhook-timestamp']}.".encode() + body
        wanted = base64.b64encode(hmac.digest(base64.b64decode(KEY[6:]), made, hashlib.sha256)).decode()
        versions = [part.split(",", 1) for part in heads["webhook-signature"].split(" ")]
        if abs(now - int(heads["webhook-timestamp"])) > 300 or ["v1", wanted] not in versions:
            return web.Response(status=401)
        if heads["webhook-id"] not in seen:
            seen.add(heads["webhook-id"])
            service.got.append(json.loads(body))
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with running(app, service) as made:
        yield made
