"""PLACES: which Discord server each channel is in. Discord says so when it is ready; what it said is remembered, so that a restart
knows it before Discord does.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.route import Channel
from bot.ports.memory import Memory

KEY = "discord.places"


def nobody() -> None:
    """Where nobody wants to hear of changes."""


class Places:
    """Server by channel, as Discord's own ids."""

    def __init__(self, memory: Memory, tell: Callable[[], None] = nobody) -> None:
        """`tell` is called when something changed."""
        self._memory = memory
        self._tell = tell
        self._guilds: dict[str, str] = {}

    async def recall(self) -> None:
        """What was last heard. Nothing where that cannot be read: Discord will say it again."""
        try:
            known = json.loads(await self._memory.get(KEY))
        except ValueError:
            return
        if isinstance(known, dict):
            self._guilds = {str(k): str(v) for k, v in known.items()}
            self._tell()

    async def heard(self, found: Mapping[str, str]) -> None:
        """Discord knows these channels."""
        await self._keep({**self._guilds, **found})

    async def left(self, guild: str) -> None:
        """Nobody there can be told anything any more."""
        await self._keep({target: there for target, there in self._guilds.items() if there != guild})

    def placed(self, channels: Mapping[str, Channel]) -> dict[str, Channel]:
        """The channels with their servers."""
        return {i: replace(c, guild=self._guilds.get(c.target, "")) for i, c in channels.items()}

    async def _keep(self, guilds: dict[str, str]) -> None:
        if guilds != self._guilds:
            self._guilds = guilds
            self._tell()
            await self._memory.put(KEY, json.dumps(guilds))


def within(channel: Channel | None, guild: str) -> bool:
    """Whether people of this server may see that there is this channel; what is in no known server is nobody's secret."""
    return channel is None or channel.guild in ("", guild)
