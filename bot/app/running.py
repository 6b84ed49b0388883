"""The application: started, run by the clock, reloaded, and stopped in order."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from rich.console import Console

from bot.app.hands import Hands, build_sources, open_hands
from bot.app.oncall import build_server
from bot.app.verbs import Verbs, build_verbs, world
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import ConfigError, TocsinError
from bot.jobs.local import LocalJobs
from bot.pipeline.backtest import Backtest
from bot.pipeline.cycle import Cycle
from bot.pipeline.dossiers import Dossiers
from bot.pipeline.library import Library
from bot.pipeline.lookup import Lookups
from bot.pipeline.places import Places
from bot.pipeline.stories import StoryChanges
from bot.ports.clock import Clock
from bot.present.notices import gateway_shut_card, settings_refused_card
from bot.present.places import message_links
from bot.settings.files import SettingsFiles
from bot.settings.shape import Settings

if TYPE_CHECKING:
    from bot.chat.session import Chat

log = structlog.get_logger(__name__)

GRACE = timedelta(seconds=8)
"""How long a stop waits for work under way; with what follows it stays under ten seconds."""
PRESENCE = timedelta(minutes=1)
"""How often the bot's own state beside its name is brought up to date."""


class App:
    """All parts, wired. Made by `opened`."""

    def __init__(self, settings: Settings, hands: Hands) -> None:
        """Nothing is read or started."""
        self.settings = settings
        self._hands = hands
        self.verbs: Verbs = build_verbs(settings, hands, lambda: self.settings)
        self.places = Places(hands.database.memory, self._place)
        self.on_trial: Callable[[str], Settings] = lambda _: self.settings
        """Settings with the text of another routes.toml: set by whoever knows where they stand."""
        self.files: SettingsFiles | None = None
        """The folder they came from, for those who change them in Discord."""

    @property
    def cycle(self) -> Cycle:
        """The steps."""
        return self.verbs.cycle

    @property
    def lookups(self) -> Lookups:
        """The questions."""
        return self.verbs.lookups

    async def start(self) -> None:
        """Takes up the sources and what people said and asked for; nothing is polled yet."""
        await self.places.recall()
        await self.verbs.start()
        await self.cycle.poll.use(build_sources(self.settings, self._hands.fetcher, self._hands.workers))

    async def run(self, stop: asyncio.Event) -> None:
        """Runs the schedule, and Discord where there is a token, until `stop` is set; then drains. Raises what Discord refuses for good."""
        async with self._web(), self._discord(listen=True) as chat, self.verbs.pages.audited():
            listening = chat.task if chat else None
            jobs = LocalJobs()
            self.verbs.schedule(jobs)
            if chat is not None:
                jobs.every(PRESENCE, "presence", chat.show_health)
            await jobs.start()
            log.info("started", sources=len(self.settings.sources), channels=len(self.settings.channels))
            stopped = asyncio.create_task(stop.wait(), name="until-stop")
            try:
                await asyncio.wait({stopped, listening or stopped}, return_when=asyncio.FIRST_COMPLETED)
                if listening and listening.done() and isinstance(error := listening.exception(), TocsinError):
                    await self._tell_shut(error)
                    await self.cycle.deliver.run()
            finally:
                stopped.cancel()
                log.info("stopping", grace_s=GRACE.total_seconds())
                await asyncio.gather(jobs.stop(GRACE), self.cycle.poll.stop(GRACE))
            if listening and listening.done():
                listening.result()

    async def once(self) -> None:
        """One round of everything that is due, then an orderly end."""
        async with self._discord(listen=False):
            await self.verbs.once()
            await self.cycle.poll.stop(GRACE)

    async def reload(self, load: Callable[[], Settings]) -> bool:
        """Takes up new sources, routes, channels and kinds; a faulty file keeps the old ones and says so."""
        try:
            fresh = await asyncio.to_thread(load)
        except ConfigError as error:
            log.error("settings.refused", problems=[str(p) for p in error.problems])  # noqa: TRY400  a trace says nothing here
            await self._tell_refused(error)
            return False
        self.settings = fresh
        self.verbs.use(fresh)
        self._place()
        await self.start()
        log.info("settings.reloaded", sources=len(fresh.sources), routes=len(fresh.routes))
        return True

    def _place(self) -> None:
        """Discord said in which server a channel is, or the channels are others."""
        self.settings = replace(self.settings, channels=self.places.placed(self.settings.channels))
        triage = self.cycle.triage
        triage.world = replace(triage.world, rules=replace(triage.world.rules, channels=self.settings.channels))

    async def _tell_refused(self, error: ConfigError) -> None:
        now = self._hands.clock.now()
        await self._tell(f"settings/{now.isoformat()}", settings_refused_card(error.problems, now))

    async def _tell_shut(self, error: TocsinError) -> None:
        """Once a day: a process that is started again and again says the same each time."""
        now = self._hands.clock.now()
        try:
            await self._tell(f"discord/{now.date()}", gateway_shut_card(error, now))
        except TocsinError as failure:
            log.warning("discord.not_told", detail=str(failure))

    async def _tell(self, about: str, card: Card) -> None:
        if there := self.settings.notices:
            now = self._hands.clock.now()
            row = Delivery(delivery_id(about, there), Subject.NOTICE, "", there, card, now, now, priority=1)
            await self._hands.database.stores.outbox.add([row])

    @contextlib.asynccontextmanager
    async def _web(self) -> AsyncIterator[None]:
        """The web server while the block runs, where one is asked for."""
        server = build_server(self.settings, self.verbs.oncall, self.verbs.pages.beats)
        async with server or contextlib.nullcontext():
            yield

    @contextlib.asynccontextmanager
    async def _discord(self, *, listen: bool) -> AsyncIterator["Chat | None"]:
        """Discord while the block runs; posts go out once it is signed in. Without `listen` there is no gateway and no command."""
        token = self.settings.discord.token
        if token is None:
            yield None
            return
        from bot.app.office import Office  # noqa: PLC0415  as below
        from bot.app.team import team_desk  # noqa: PLC0415  as below
        from bot.chat.answer import Desk, OnCallDesk  # noqa: PLC0415  without a token discord.py is never loaded
        from bot.chat.duty import DutyDesk  # noqa: PLC0415  as above
        from bot.chat.routing import routing_desk  # noqa: PLC0415  as above
        from bot.chat.session import signed_in  # noqa: PLC0415  as above

        hands, verbs, triage = self._hands, self.verbs, self.cycle.triage
        changes = StoryChanges(hands.database.stores, lambda: triage.world, hands.clock)
        test = Backtest(hands.database.stores, hands.clock, hands.workers, lambda: triage.world)
        desk = Desk(
            lookups=verbs.lookups,
            routing=routing_desk(test, lambda text: world(self.on_trial(text))),
            watches=verbs.watches,
            kinds=lambda: self.settings.kinds,
            clock=hands.clock,
            survey=verbs.survey,
            digests=verbs.digests,
            changes=changes,
            library=Library(hands.database.stores, lambda: triage.world, hands.workers, hands.clock),
            dossiers=Dossiers(hands.database.stores, lambda: triage.world.sources, hands.workers, hands.clock),
            oncall=OnCallDesk(verbs.oncall.activations, verbs.oncall.handovers),
            team=team_desk(lambda: self.settings, hands, verbs, self.places),
            duty=DutyDesk(verbs.pages.roster, verbs.pages.paging, hands.database.stores.outbox),
            channels=lambda: self.settings.channels,
            office=Office(lambda: self.settings, self.files, self.reload, hands, verbs).desk(),
            zone=self.settings.bot.zone,
            link=message_links(lambda: self.settings.channels, self.settings.discord.guilds),
        )
        told, memory, tell = self.settings.discord, hands.database.memory, self._tell_shut
        signing = signed_in(token.get_secret_value(), desk, memory, told.guilds, listen=listen, sharded=told.sharded, tell=tell)
        async with signing as chat:
            hands.sinks.update({"discord": chat.sink, "discord_dm": chat.direct})
            yield chat


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Clock, console: Console, transcripts: Path) -> AsyncIterator[App]:
    """The application, built and started, with everything closed at the end. Raises `ConfigError`, `TocsinError`."""
    async with open_hands(settings, clock, console, transcripts) as hands:
        app = App(settings, hands)
        await app.start()
        yield app
