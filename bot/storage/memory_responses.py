"""What people do about stories, and the audit trail, in memory."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.audit import AuditLine, acknowledged, escalated, server_left
from bot.domain.delivery import Delivery, noted
from bot.domain.response import Ack, Call
from bot.storage.memory_rows import Rows
from bot.storage.words import storable


class MemoryResponses:
    """`ports.responses.ResponseStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def acknowledge(self, ack: Ack, head_ids: Collection[str], note: Callable[[Ack], str]) -> Ack:
        """See the port."""
        kept = replace(ack, name=storable(ack.name))
        stands = self._rows.acks.setdefault((ack.story_id, ack.guild), kept)
        if stands is kept:
            self._rows.audit(acknowledged(kept))
        for head_id in set(head_ids) & self._rows.deliveries.keys():
            self._rows.deliveries[head_id] = noted(self._rows.deliveries[head_id], storable(note(stands)), ack.at)
        return stands

    async def call(self, call: Call, line: Delivery, not_since: datetime) -> Call | None:
        """See the port."""
        key = (call.story_id, call.guild)
        earlier = self._rows.calls.get(key)
        if earlier is not None and earlier.at > not_since:
            return earlier
        self._rows.calls[key] = replace(call, name=storable(call.name))
        self._rows.add_deliveries([line])
        self._rows.audit(escalated(call, line.mention.name if line.mention else ""))
        return None

    async def acks(self, story_ids: Collection[str], guild: str) -> dict[str, Ack]:
        """See the port."""
        return {i: self._rows.acks[i, guild] for i in story_ids if (i, guild) in self._rows.acks}


class MemoryAudit:
    """`ports.audit.AuditStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def add(self, line: AuditLine) -> None:
        """See the port."""
        self._rows.trail.append(line)

    async def find(
        self, *, since: datetime | None = None, guild: str | None = None, limit: int | None = None
    ) -> Sequence[AuditLine]:
        """See the port."""
        trail = reversed(self._rows.trail)
        return [x for x in trail if (since is None or x.at >= since) and guild in (None, x.guild)][:limit]


class MemoryGuilds:
    """`ports.audit.GuildStore`."""

    def __init__(self, rows: Rows) -> None:
        """`rows` is shared by the stores."""
        self._rows = rows

    async def forget(self, guild: str, at: datetime) -> int:
        """See the port."""
        owned: tuple[dict[Any, Any], ...] = (self._rows.silences, self._rows.watches, self._rows.acks, self._rows.calls)
        gone = 0
        for rows in owned:
            for key in [k for k, row in rows.items() if row.guild == guild]:
                del rows[key]
                gone += 1
        if gone:
            self._rows.audit(server_left(guild, at, gone))
        return gone
