"""A Discord on the loopback that holds a gateway session: HELLO, heartbeats, READY, RESUME, and every way to end one.

It also plays the REST routes that a bot needs at its start and for answers, notes all that is asked, and judges it at the end.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord_rules import RULES_ARE_THERE, broken_frame, broken_rules
from tests.fakes.discord_wire import APPLICATION, MESSAGE, USER, WireDiscord, _always, _json

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 3, 6, 7, 9, 10, 11
COMMANDS = 1 << 23
"""The flag of an application that has commands; the schema knows no application without a flag."""
CHANNEL = {"id": "5", "type": 0, "name": "soc", "position": 0, "permissions": "8", "permission_overwrites": []}
ME = {**USER, "global_name": None}


@dataclass(eq=False)
class Line:
    """One connection to the gateway: what came over it, and with which code the bot closed it."""

    socket: web.WebSocketResponse
    frames: list[dict[str, Any]] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    """What this fake said that Discord would not."""
    closed_with: int | None = None

    async def say(self, op: int, data: Any = None, event: str | None = None, number: int | None = None) -> None:
        frame = {"op": op, "s": number, "t": event} | ({} if data is None else {"d": data})
        if event != "RESUMED":  # the schema wants it without data, and discord.py with it, as Discord sends it
            self.untrue += broken_frame("received", frame) if RULES_ARE_THERE else []
        await self.socket.send_str(json.dumps({"d": None, **frame}))


class GatewayDiscord(WireDiscord):
    """`lines` are the connections so far, the last one the present. A RESUME succeeds unless `forgetful`; heartbeats are answered
    unless `deaf`; `refuse` closes with that code instead of READY; `away` refuses connections. `scripted` are answers by the end of a path.
    """

    def __init__(self, heartbeat: float = 0.2) -> None:
        super().__init__()
        self.heartbeat = heartbeat
        self.lines: list[Line] = []
        self.forgetful = self.deaf = self.away = False
        self.refuse: int | None = None
        self.shards = 1
        self.guilds: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.scripted: dict[str, deque[Any]] = {}
        self.address = ""
        self.hold: asyncio.Event | None = None
        """Posts are taken and not answered until it is set."""
        self._sequence = 0
        self._interactions = 0
        self._changed = asyncio.Condition()

    @property
    def line(self) -> Line:
        return self.lines[-1]

    def ops(self, op: int) -> list[Any]:
        """The data of every frame of this kind, over all connections."""
        return [f["d"] for line in self.lines for f in line.frames if f["op"] == op]

    def asked(self, method: str, end: str) -> list[Any]:
        """The bodies of the requests to paths that end so."""
        return [body for m, path, body in self.requests if m == method and path.endswith(end)]

    async def until(self, true: Callable[[], Any], seconds: float = 30) -> None:
        """Waits for the bot to have done something; looks whenever anything came."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(true)

    async def close(self, code: int) -> None:
        """Ends the present connection from this side."""
        await self.line.socket.close(code=code)

    async def event(self, name: str, data: Any) -> None:
        """Tells the bot of something that happened."""
        self._sequence += 1
        await self.line.socket.send_str(json.dumps({"op": 0, "s": self._sequence, "t": name, "d": data}))

    async def interact(self, command: str, **options: str) -> None:
        """Somebody uses a slash command with these options."""
        self._interactions += 1
        data: dict[str, Any] = {"id": "9", "name": command, "type": 1}
        data["options"] = [{"name": k, "type": 3, "value": v} for k, v in options.items()]
        member = {"user": {**ME, "id": "2", "username": "alice", "bot": False}, "roles": [], "joined_at": MESSAGE["timestamp"]}
        member |= {"deaf": False, "mute": False, "flags": 0, "permissions": "8", "nick": None, "avatar": None}
        asked = {"id": str(1000 + self._interactions), "application_id": "1", "type": 2, "token": "tok", "version": 1}
        asked |= {"data": data, "guild_id": "700", "channel_id": "5", "channel": CHANNEL}
        asked |= {"member": member, "locale": "en-GB", "guild_locale": "en-GB", "app_permissions": "8", "entitlements": []}
        asked |= {"guild": {"id": "700", "locale": "en-GB", "features": []}, "attachment_size_limit": 1 << 20}
        asked |= {"authorizing_integration_owners": {"0": "700"}, "context": 0}
        await self.event("INTERACTION_CREATE", asked)

    @staticmethod
    def guild(number: str) -> dict[str, Any]:
        """A guild as GUILD_CREATE tells it, with as much as discord.py reads."""
        lists = dict.fromkeys(
            ("channels", "members", "roles", "emojis", "stickers", "features", "threads", "presences", "voice_states"), ()
        )
        return {"id": number, "name": "Norhaven CERT", "owner_id": "2", "member_count": 1, **lists}

    def faults(self) -> dict[str, list[str]]:
        """All that Discord would have refused of what the bot said; nothing where its files are missing (tests/chat/test_rules.py says so)."""
        if not RULES_ARE_THERE:
            return {}
        asked = {f"{m} {path}": broken_rules(m, path, body) for m, path, body in self.requests}
        said = {f"op {f['op']}": broken_frame("sent", f) for line in self.lines for f in line.frames}
        own = {"the fake": [fault for line in self.lines for fault in line.untrue]}
        return {where: found for where, found in (asked | said | own).items() if found}

    async def _post(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._post(request)
        await self._tell()
        if self.hold is not None:
            await self.hold.wait()
        return answer

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        if self.away:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = Line(socket)
        self.lines.append(line)
        await line.say(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                frame = json.loads(message.data)
                line.frames.append(frame)
                await self._hear(line, frame)
                await self._tell()
        line.closed_with = socket.close_code
        await self._tell()
        return socket

    async def _hear(self, line: Line, frame: dict[str, Any]) -> None:
        if frame["op"] == HEARTBEAT and not self.deaf:
            await line.say(ACK)
        elif frame["op"] == IDENTIFY and self.refuse:
            await line.socket.close(code=self.refuse)
        elif frame["op"] == IDENTIFY:
            await self._ready(line, frame["d"].get("shard"))
        elif frame["op"] == RESUME and self.forgetful:
            await line.say(INVALID, data=False)
        elif frame["op"] == RESUME:
            self._sequence += 1
            await line.say(0, {"_trace": []}, "RESUMED", self._sequence)

    async def _ready(self, line: Line, shard: Any) -> None:
        self._sequence = 1
        application = {"id": APPLICATION["id"], "flags": COMMANDS, "flags_new": str(COMMANDS)}
        away = [{"id": g["id"], "unavailable": True} for g in self.guilds]
        ready = {"v": 10, "user": ME, "guilds": away, "application": application, "session_id": f"s{len(self.lines)}"}
        ready |= {"resume_gateway_url": f"ws://{self.address}/gateway"} | ({"shard": shard} if shard else {})
        await line.say(0, ready, "READY", self._sequence)
        for guild in self.guilds:
            self._sequence += 1
            await line.socket.send_str(
                json.dumps({"op": 0, "s": self._sequence, "t": "GUILD_CREATE", "d": {**guild, "unavailable": False}})
            )

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _bot_gateway(self, _: web.Request) -> web.StreamResponse:
        start = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return _json({"url": f"ws://{self.address}/gateway", "shards": self.shards, "session_start_limit": start})

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        """An interaction's first answer, or a later one."""
        if request.path.endswith("/callback"):
            return _json({"interaction": {"id": request.match_info["id"], "type": 2, "response_message_id": "78"}})
        return _json({**MESSAGE, "id": "79"})

    @web.middleware
    async def _noted(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        """Writes down each REST request, and gives the answer that is scripted for it."""
        if request.path == "/gateway":
            return await handler(request)
        body = json.loads(await request.text() or "null") if request.content_type == "application/json" else None
        self.requests.append((request.method, request.path, body))
        await self._tell()
        for end, answers in self.scripted.items():
            if request.path.endswith(end) and answers:
                return await self._say(request, answers.popleft())
        return await handler(request)

    def app(self) -> web.Application:
        app = super().app()
        app.middlewares.append(self._noted)
        app.router.add_get("/gateway/bot", self._bot_gateway)
        app.router.add_put("/applications/1/guilds/{guild}/commands", _always([]))
        app.router.add_post("/interactions/{id}/{token}/callback", self._answered)
        app.router.add_post("/webhooks/{id}/{token}", self._answered)
        app.router.add_patch("/webhooks/{id}/{token}/messages/{message}", self._answered)
        return app


@asynccontextmanager
async def gateway_discord(heartbeat: float = 0.2) -> AsyncIterator[GatewayDiscord]:
    """Runs one; when the block ends well, what the bot said must all have been lawful."""
    fake = GatewayDiscord(heartbeat)
    runner = web.AppRunner(fake.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    fake.address = f"{host}:{port}"
    try:
        yield fake
        assert fake.faults() == {}
    finally:
        fake.released.set()
        await runner.cleanup()
