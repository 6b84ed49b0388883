"""The demo's publishers: a loopback server whose feed documents grow by the clock, as those of real feeds do.

    <folder>/<source id>/1.xml  2.xml  3.xml     what GET /<source id> answers with, phase after phase
    <folder>/<source id>/plan.toml               how this publisher misbehaves (`Plan`); most have none

Phase k begins (k - 1) * `phase_every` after the beginning; a source's last document stays. It is honest HTTP (RFC 9110): real
sockets, ETag, Last-Modified, 304. A folder without a numbered document (a `files` source) is not served.
"""

import asyncio
import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.errors import ConfigError, Problem
from bot.ports.clock import Clock

HOST = "127.0.0.1"
PLAN = "plan.toml"
TYPES = {".xml": "application/xml", ".json": "application/json", ".html": "text/html; charset=utf-8"}

_DOCUMENT = re.compile(r"([1-9][0-9]?)(\.[a-z]+)")


class Plan(BaseModel):
    """`plan.toml`: the faults of one publisher."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    dies_after_phase: int = Field(default=0, ge=0)
    """503 for ever after this phase; 0: never."""
    status: int = Field(default=200, ge=200, le=599)
    """Answered instead of 200."""
    content_type: str = ""
    """Instead of the one that the document's suffix stands for."""
    delay_ms: int = Field(default=0, ge=0)
    """How long each answer takes, by the injected clock."""


@dataclass(frozen=True, slots=True)
class Document:
    """One phase of one publisher. `etag` is a strong one, quotes included."""

    phase: int
    body: bytes
    etag: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """One source of the exhibit; `documents` is in the order of phases and never empty."""

    documents: tuple[Document, ...]
    plan: Plan

    @property
    def phases(self) -> int:
        """How many phases it takes until nothing changes any more; a death counts."""
        return max(self.documents[-1].phase, self.plan.dies_after_phase + 1 if self.plan.dies_after_phase else 1)

    def at(self, phase: int) -> Document | None:
        """What stands in the given phase; None before the first document."""
        return next((document for document in reversed(self.documents) if document.phase <= phase), None)


class Exhibit:
    """Serves a folder of publishers while the `async with` block runs."""

    def __init__(self, folder: Path, clock: Clock, phase_every: timedelta, port: int = 0, began: datetime | None = None) -> None:
        """`phase_every` is by `clock`; port 0 takes a free one; phase 1 began at `began`, or begins when the port opens."""
        self._folder = folder
        self._clock = clock
        self._phase_every = phase_every
        self._port = port
        self._publishers: dict[str, Publisher] = {}
        self._began = began
        self._started_at = began or clock.now()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Reads the folder (raises `ConfigError`), opens the port (raises `OSError`)."""
        self._publishers = await asyncio.to_thread(read_publishers, self._folder)
        application = web.Application()
        application.router.add_get("/{source}", self._answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._started_at = self._began or self._clock.now()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Closes the port and every connection."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base(self) -> str:
        """`http://127.0.0.1:<port>`; a source's address is this, a slash and its id."""
        if self._runner is None:
            raise RuntimeError("the exhibit is closed")
        return f"http://{HOST}:{self._runner.addresses[0][1]}"

    def phase(self, now: datetime) -> int:
        """The phase at that instant, from 1."""
        return max(0, (now - self._started_at) // self._phase_every) + 1

    def finished(self, now: datetime) -> bool:
        """Whether every publisher is in its last phase: nothing new will come."""
        return now >= self.last_phase_at

    @property
    def last_phase_at(self) -> datetime:
        """When the last phase of all begins."""
        phases = max((publisher.phases for publisher in self._publishers.values()), default=1)
        return self._started_at + (phases - 1) * self._phase_every

    async def _answer(self, request: web.Request) -> web.Response:
        """GET and HEAD of one publisher."""
        publisher = self._publishers.get(request.match_info["source"])
        if publisher is None:
            raise web.HTTPNotFound
        plan = publisher.plan
        if plan.delay_ms:
            await self._clock.sleep(plan.delay_ms / 1000)
        phase = self.phase(self._clock.now())
        if plan.dies_after_phase and phase > plan.dies_after_phase:
            raise web.HTTPServiceUnavailable
        document = publisher.at(phase)
        if document is None:
            raise web.HTTPNotFound
        began = self._started_at + (document.phase - 1) * self._phase_every
        return _document(request, document, plan.status, began.astimezone(UTC).replace(microsecond=0))


def _document(request: web.Request, document: Document, status: int, modified: datetime) -> web.Response:
    """The document, or 304 where the asker has it already. If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    headers = {"ETag": document.etag, "Last-Modified": format_datetime(modified, usegmt=True)}
    if request.if_none_match is not None:
        known = any(tag.value in ("*", document.etag.strip('"')) for tag in request.if_none_match)
    else:
        since = request.if_modified_since
        known = since is not None and modified <= since
    if known and status == web.HTTPOk.status_code:
        return web.Response(status=web.HTTPNotModified.status_code, headers=headers)
    return web.Response(status=status, body=document.body, headers={**headers, "Content-Type": document.content_type})


def read_publishers(folder: Path) -> dict[str, Publisher]:
    """Every sub-folder with at least one numbered document, by name. Raises `ConfigError` for a faulty plan, `OSError`."""
    found = ((path.name, _read_publisher(path)) for path in sorted(folder.iterdir()) if path.is_dir())
    return {name: publisher for name, publisher in found if publisher is not None}


def _read_publisher(folder: Path) -> Publisher | None:
    """One sub-folder."""
    plan = _read_plan(folder / PLAN)
    documents = []
    for path in folder.iterdir():
        name = _DOCUMENT.fullmatch(path.name)
        if name is None:
            continue
        body = path.read_bytes()
        etag = f'"{hashlib.blake2b(body, digest_size=10).hexdigest()}"'
        kind = plan.content_type or TYPES.get(name[2], "application/octet-stream")
        documents.append(Document(int(name[1]), body, etag, kind))
    documents.sort(key=lambda document: document.phase)
    return Publisher(tuple(documents), plan) if documents else None


def _read_plan(path: Path) -> Plan:
    """The plan, or a publisher's best behaviour where there is none."""
    label = f"{path.parent.name}/{path.name}"
    try:
        return Plan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Plan()
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([Problem(label, "", f"is not TOML: {error}", "write key = value")]) from error
    except ValidationError as error:
        keys = ", ".join(Plan.model_fields)
        raise ConfigError(
            [Problem(label, ".".join(map(str, e["loc"])), e["msg"], f"known: {keys}") for e in error.errors(include_url=False)]
        ) from error
