"""The application: started, run by the clock, reloaded, and stopped in order."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import structlog
from rich.console import Console

from bot.app.hands import Hands, build_sources, open_hands
from bot.app.verbs import Verbs, build_verbs, world
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.errors import ConfigError
from bot.jobs.local import LocalJobs
from bot.pipeline.backtest import Backtest
from bot.pipeline.cycle import Cycle
from bot.pipeline.dossiers import Dossiers
from bot.pipeline.library import Library
from bot.pipeline.lookup import Lookups
from bot.pipeline.stories import StoryChanges
from bot.ports.clock import Clock
from bot.present.notices import settings_refused_card
from bot.present.places import message_links
from bot.settings.shape import Settings

log = structlog.get_logger(__name__)

GRACE = timedelta(seconds=8)
"""How long a stop waits for work under way; with what follows it stays under ten seconds."""


class App:
    """All parts, wired. Made by `opened`."""

    def __init__(self, settings: Settings, hands: Hands) -> None:
        """Nothing is read or started."""
        self.settings = settings
        self._hands = hands
        self.verbs: Verbs = build_verbs(settings, hands, lambda: self.settings)
        self.on_trial: Callable[[str], Settings] = lambda _: self.settings
        """Settings with the text of another routes.toml: set by whoever knows where they stand."""

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
        await self.verbs.start()
        await self.cycle.poll.use(build_sources(self.settings, self._hands.fetcher, self._hands.workers))

    async def run(self, stop: asyncio.Event) -> None:
        """Runs the schedule, and Discord where there is a token, until `stop` is set; then drains. Raises what Discord
        refuses for good.
        """
        async with self._discord(listen=True) as chat:
            jobs = LocalJobs()
            self.verbs.schedule(jobs)
            await jobs.start()
            log.info("started", sources=len(self.settings.sources), channels=len(self.settings.channels))
            stopped = asyncio.create_task(stop.wait(), name="until-stop")
            ends = {stopped} | ({chat} if chat else set())
            try:
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopped.cancel()
                log.info("stopping", grace_s=GRACE.total_seconds())
                await asyncio.gather(jobs.stop(GRACE), self.cycle.poll.stop(GRACE))
            if chat is not None and chat.done():
                chat.result()

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
        await self.start()
        log.info("settings.reloaded", sources=len(fresh.sources), routes=len(fresh.routes))
        return True

    async def _tell_refused(self, error: ConfigError) -> None:
        there, now = self.settings.notices, self._hands.clock.now()
        if there:
            row_id = delivery_id(f"settings/{now.isoformat()}", there)
            card = settings_refused_card(error.problems, now)
            row = Delivery(row_id, Subject.NOTICE, "", there, card, now, now, priority=1)
            await self._hands.database.stores.outbox.add([row])

    @contextlib.asynccontextmanager
    async def _discord(self, *, listen: bool) -> AsyncIterator[asyncio.Task[None] | None]:
        """Discord while the block runs: posts go out once it is signed in; the task ends only when Discord refuses for good.
        Without `listen` there is no gateway and no command.
        """
        token = self.settings.discord.token
        if token is None:
            yield None
            return
        from bot.chat.answer import Desk  # noqa: PLC0415  without a token discord.py is never loaded
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
            channels=lambda: self.settings.channels,
            zone=self.settings.bot.zone,
            link=message_links(self.settings.channels, self.settings.discord.guilds),
        )
        guilds = self.settings.discord.guilds
        async with signed_in(token.get_secret_value(), desk, hands.database.memory, guilds, listen=listen) as chat:
            hands.sinks.update({"discord": chat.sink, "discord_dm": chat.direct})
            yield chat.task


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Clock, console: Console, transcripts: Path) -> AsyncIterator[App]:
    """The application, built and started, with everything closed at the end. Raises `ConfigError`, `TocsinError`."""
    async with open_hands(settings, clock, console, transcripts) as hands:
        app = App(settings, hands)
        await app.start()
        yield app
