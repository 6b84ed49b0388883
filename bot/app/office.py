"""What changes the settings of a running Tocsin: one wish at a time, first on trial, then on disk, then taken up."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bot.analysis.opml import Outline, read, write
from bot.app.hands import Hands, build_sources
from bot.app.verbs import Verbs
from bot.chat.office import Brought, NewSource, OfficeDesk
from bot.domain.audit import AuditAction, AuditLine
from bot.domain.errors import ConfigError, Failure, Problem
from bot.domain.rights import Person
from bot.fetch.pages import WebPages
from bot.pipeline.on_request import OnRequest
from bot.pipeline.sourcing import Sourcing, Tried, tried
from bot.settings.entries import fresh_id
from bot.settings.files import Row, SettingsFiles
from bot.settings.shape import Settings
from bot.settings.shown import shown

FILE = "the attached file"
T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """`files` is None where the settings come from elsewhere than a folder; `settings` is asked each time."""

    settings: Callable[[], Settings]
    files: SettingsFiles | None
    reload: Callable[[Callable[[], Settings]], Awaitable[bool]]
    hands: Hands
    verbs: Verbs
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: set[asyncio.Task[Any]] = field(default_factory=set)

    def desk(self) -> OfficeDesk:
        """As the chat sees it."""
        hands, poll = self.hands, self.verbs.cycle.poll
        return OfficeDesk(
            home=self._home,
            sourcing=Sourcing(hands.database.stores.sources, lambda: poll.sources, hands.clock),
            on_request=OnRequest(hands.judge, WebPages(hands.fetcher), hands.workers),
            add=self._add,
            bring=self._bring,
            take=self._take,
            set_routes=self._set_routes,
            reload=self._reload,
            shown=lambda: list(shown(self.settings())),
        )

    def _home(self, guild: str) -> bool:
        discord = self.settings().discord
        return guild in discord.roles or (guild.isdigit() and int(guild) in discord.guilds)

    async def _add(self, wish: NewSource, by: Person) -> Tried:
        row = self._row(wish)
        fresh = await asyncio.to_thread(self._there.with_sources, [row])
        answer = await tried(build_sources(fresh, self.hands.fetcher, self.hands.workers)[row["id"]])
        if answer.failure is None:
            await self._whole(self._added([row], row["id"], row["url"], by))
        return answer

    async def _bring(self, data: bytes, by: Person) -> Brought:
        try:
            feeds = await self.hands.workers.light(read, data)
        except Failure as failure:
            raise ConfigError([Problem(FILE, "", failure.detail, "attach an OPML file")]) from failure
        there = {s.info.address for s in self.settings().sources} | {i.address for i in self.settings().switched_off}
        fresh, taken = [f for f in feeds if f.xml_url not in there], self._ids()
        rows: list[Row] = [
            {"id": fresh_id(f.title or f.xml_url, taken), "name": f.title, "kind": "feed", "url": f.xml_url} for f in fresh
        ]
        sound, wrong = await asyncio.to_thread(self._there.sound_sources, rows)
        ids = tuple(row["id"] for row in sound)
        if sound:
            await self._whole(self._added(sound, f"{len(ids)} sources", ", ".join(ids[:5]), by))
        return Brought(ids, len(feeds) - len(fresh), tuple(map(str, wrong)))

    async def _added(self, rows: list[Row], subject: str, after: str, by: Person) -> None:
        await asyncio.to_thread(self._there.add_sources, rows)
        await self._taken_up(AuditAction.SOURCES_ADDED, subject, after, by)

    async def _take(self) -> bytes:
        feeds = [s.info for s in self.settings().sources if s.info.kind == "feed"]
        outlines = [Outline(title=i.name, xml_url=i.address, html_url="", folder=str(i.publisher)) for i in feeds]
        return await self.hands.workers.light(write, outlines, f"{self.settings().bot.name} sources")

    async def _set_routes(self, text: str, by: Person) -> str:
        return await self._whole(self._put(text, by))

    async def _put(self, text: str, by: Person) -> str:
        kept = await asyncio.to_thread(self._there.set_routes, text, self.hands.clock.now())
        await self._taken_up(AuditAction.ROUTES_SET, "routes.toml", f"the one before is {kept}", by)
        return kept

    async def _reload(self, by: Person) -> bool:
        return await self._whole(self._taken_up(AuditAction.SETTINGS_RELOADED, "settings", "", by))

    async def _taken_up(self, action: AuditAction, subject: str, after: str, by: Person) -> bool:
        done = await self.reload(self._there.load)
        words = after if done else ", ".join(filter(None, (after, "refused: a file has a fault")))
        line = AuditLine(self.hands.clock.now(), by.guild, by.ref, action, subject, "", words)
        await self.hands.database.stores.audit.add(line)
        return done

    async def _whole(self, work: Coroutine[Any, Any, T]) -> T:
        """One change at a time, and to its end once it is begun: whoever asked may lose patience, a file and its record do not part."""

        async def in_turn() -> T:
            async with self._turn:
                return await work

        task = asyncio.create_task(in_turn(), name="office")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    @property
    def _there(self) -> SettingsFiles:
        if self.files is None:
            mend = "start Tocsin with `tocsin run`, or change the files by hand"
            raise ConfigError([Problem("settings", "", "are fixed in this run", mend)])
        return self.files

    def _ids(self) -> set[str]:
        return {s.info.id for s in self.settings().sources} | {i.id for i in self.settings().switched_off}

    def _row(self, wish: NewSource) -> Row:
        own = wish.id or fresh_id(wish.name or urlsplit(wish.url).hostname or wish.url, self._ids())
        return {
            "id": own,
            "name": wish.name,
            "kind": "feed",
            "url": wish.url,
            "publisher": wish.publisher,
            "grade": wish.grade,
            "lang": wish.lang,
            "country": wish.country,
        }
