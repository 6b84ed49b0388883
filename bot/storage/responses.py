"""What people do about stories, over SQL."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from bot.domain.audit import acknowledged, escalated
from bot.domain.delivery import Delivery
from bot.domain.response import Ack, Call
from bot.storage.audit import add_audit
from bot.storage.engine import Engine, chunks
from bot.storage.outbox import add_deliveries, note_heads
from bot.storage.tables import acks, calls

_KEY = ("story_id", "guild")
_ACK = tuple(acks.c[name] for name in ("story_id", "guild", "who", "name", "at"))
_CALL = tuple(calls.c[name] for name in ("story_id", "guild", "who", "name", "at"))


class SqlResponses:
    """`ports.responses.ResponseStore`; the docstrings of its methods stand there."""

    def __init__(self, engine: Engine) -> None:
        """`engine` is shared by the stores."""
        self._engine = engine

    async def acknowledge(self, ack: Ack, head_ids: Collection[str], note: Callable[[Ack], str]) -> Ack:
        """See the port. The insert decides who was first; whoever was not waits for it and reads."""
        put = self._engine.insert(acks).on_conflict_do_nothing(index_elements=_KEY).returning(acks.c.at)
        async with self._engine.write() as connection:
            if (await connection.execute(put, asdict(ack))).scalar() is None:
                mine = (acks.c.story_id == ack.story_id, acks.c.guild == ack.guild)
                stands = Ack(*(await connection.execute(select(*_ACK).where(*mine))).one())
            else:
                stands = ack
                await add_audit(connection, acknowledged(ack))
            await note_heads(connection, head_ids, note(stands), ack.at)
        return stands

    async def call(self, call: Call, line: Delivery, not_since: datetime) -> Call | None:
        """See the port. One statement decides: of two calls at once the second finds the first."""
        made = self._engine.insert(calls)
        newer = {name: made.excluded[name] for name in ("who", "name", "at")}
        put = made.on_conflict_do_update(index_elements=_KEY, set_=newer, where=calls.c.at <= not_since).returning(calls.c.at)
        async with self._engine.write() as connection:
            if (await connection.execute(put, asdict(call))).scalar() is None:
                mine = (calls.c.story_id == call.story_id, calls.c.guild == call.guild)
                return Call(*(await connection.execute(select(*_CALL).where(*mine))).one())
            await add_deliveries(self._engine, connection, [line])
            await add_audit(connection, escalated(call, line.mention.name if line.mention else ""))
        return None

    async def acks(self, story_ids: Collection[str], guild: str) -> dict[str, Ack]:
        """See the port."""
        found: list[Ack] = []
        async with self._engine.read() as connection:
            for some in chunks(sorted(set(story_ids))):
                query = select(*_ACK).where(acks.c.story_id.in_(some), acks.c.guild == guild)
                found += [Ack(*row) for row in await connection.execute(query)]
        return {ack.story_id: ack for ack in found}
