"""`python tests/fakes/tocsin_at.py HOST:PORT run --config DIR`: the command itself, with discord.py sent to a loopback server.

Only the library's addresses and waits are changed, in this process: Tocsin knows nothing of it.
"""

import functools
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def point(address: str) -> None:
    """Sends REST and gateway of this process to that address, and shortens the library's waits."""
    import discord
    import yarl
    from discord.gateway import DiscordWebSocket

    from bot.chat import client

    discord.http.Route.BASE = f"http://{address}"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://{address}/gateway")
    discord.client.ExponentialBackoff.delay = lambda _: 0.05
    discord.Client.__init__ = functools.partialmethod(discord.Client.__init__, guild_ready_timeout=0.05, heartbeat_timeout=1.0)
    client.PAUSE = timedelta(seconds=0.05)


if __name__ == "__main__":
    place = sys.argv.pop(1)
    point(place)
    from bot.__main__ import main

    main()
