"""What the people of Discord's servers use: built only where Discord is used, because it loads discord.py."""

from collections.abc import Callable
from functools import partial

from bot.app.hands import Hands
from bot.app.verbs import Verbs
from bot.chat.team import TeamDesk
from bot.pipeline.acks import Acks
from bot.pipeline.calls import Calls
from bot.pipeline.leaving import leave
from bot.pipeline.places import Places
from bot.pipeline.presses import Presses
from bot.pipeline.world import World
from bot.settings.shape import Settings


def team_desk(settings: Callable[[], Settings], hands: Hands, verbs: Verbs, places: Places) -> TeamDesk:
    """`settings` is asked each time, because a reload changes them."""
    stores, clock = hands.database.stores, hands.clock

    def world() -> World:
        return verbs.cycle.triage.world

    return TeamDesk(
        guilds=lambda: settings().discord.roles,
        presses=Presses(stores, world),
        acks=Acks(stores.responses, clock, settings().bot.zone),
        calls=Calls(stores.responses, world, clock),
        heed=verbs.heed,
        places=places,
        trail=stores.audit,
        leave=partial(leave, store=stores.guilds, places=places, watches=verbs.watches, clock=clock),
    )
