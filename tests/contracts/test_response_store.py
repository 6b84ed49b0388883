"""What every ResponseStore, AuditStore and GuildStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import AuditAction
from bot.domain.delivery import DeliveryState, Subject
from bot.domain.feedback import Judgement
from bot.domain.filing import Change, ChangeKind, Rewriting
from bot.domain.match import Match
from bot.domain.response import Ack, Call
from bot.domain.route import Mention
from bot.domain.silence import Silence
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, post
from tests.fakes.nouns import feedback, watch

ITEM = entry("1")
HEAD, OTHER = post(ITEM), post(ITEM, "elsewhere")
ACK = Ack(ITEM.id, "10", "discord:7", "anna", NOON)
CALL = Call(ITEM.id, "10", "discord:7", "anna", NOON)
LINE = replace(HEAD, id="c1", subject=Subject.CALL, head=HEAD.id, mention=Mention("Duty", role_id=5))


def words(ack):
    """A note that tells whose it is."""
    return f"{ack.name} {ack.at:%H:%M}"


async def posted(stores):
    """A story with two posts that are out."""
    await file(stores, alerted(ITEM, heads=(HEAD, OTHER)), items=(ITEM,))
    for row in await stores.outbox.claim(NOON, MINUTE, 9):
        await stores.outbox.sent(row.id, f"m-{row.id}", NOON, 1)


async def test_the_first_acknowledgement_stands(stores):
    """Whoever comes later is told who was first, the posts say so, and it is on record once."""
    await posted(stores)
    later = replace(ACK, who="discord:8", name="ben", at=NOON + MINUTE)
    assert await stores.responses.acknowledge(ACK, [HEAD.id], words) == ACK
    assert await stores.responses.acknowledge(later, [HEAD.id], words) == ACK
    assert await stores.responses.acks([ITEM.id, "x"], "10") == {ITEM.id: ACK}
    rows = await stores.outbox.heads([HEAD.id, OTHER.id])
    assert (rows[HEAD.id].note, rows[HEAD.id].revision, rows[HEAD.id].state) == ("anna 12:00", 2, DeliveryState.DUE)
    assert (rows[OTHER.id].note, rows[OTHER.id].state) == ("", DeliveryState.SENT)
    assert [line.who for line in await stores.audit.find()] == ["discord:7"]


async def test_of_two_at_once_one_was_first(stores, store_address):
    """Two processes at the same moment: both are told of the same acknowledgement, and one line is written."""
    await posted(stores)
    both = [replace(ACK, who=f"discord:{n}", name=str(n)) for n in range(4)]
    async with await connect(store_address) as other:
        second = stores if store_address == "memory:" else other.stores
        told = await asyncio.gather(
            *(s.responses.acknowledge(a, [HEAD.id], words) for s, a in zip((stores, second) * 2, both, strict=True))
        )
    assert len(set(told)) == 1
    assert len(await stores.audit.find()) == 1
    assert (await stores.outbox.heads([HEAD.id]))[HEAD.id].note == words(told[0])


async def test_each_server_has_its_own(stores):
    """What one server acknowledges is nothing to another."""
    await posted(stores)
    there = replace(ACK, guild="20", name="cleo")
    assert await stores.responses.acknowledge(ACK, [HEAD.id], words) == ACK
    assert await stores.responses.acknowledge(there, [OTHER.id], words) == there
    assert await stores.responses.acks([ITEM.id], "20") == {ITEM.id: there}
    assert [x.subject for x in await stores.audit.find(guild="20")] == [ITEM.id]


async def test_a_note_outlives_a_new_writing_and_comes_to_later_posts(stores):
    """A report that comes after it keeps it; a post made since gets it with the next press."""
    await posted(stores)
    await stores.responses.acknowledge(ACK, [HEAD.id], words)
    second = entry("2")
    rewritten = replace(HEAD, card=replace(HEAD.card, body="More is known."), due_at=NOON + MINUTE)
    await file(stores, alerted(second, heads=(rewritten,)), items=(second,))
    row = (await stores.outbox.heads([HEAD.id]))[HEAD.id]
    assert (row.note, row.card.body) == ("anna 12:00", "More is known.")
    await stores.responses.acknowledge(replace(ACK, name="ben"), [OTHER.id], words)
    assert (await stores.outbox.heads([OTHER.id]))[OTHER.id].note == "anna 12:00"


async def test_nobody_is_called_twice_in_a_while(stores):
    """The second call within the time is told of the first and writes nothing; after it a call goes out again."""
    await posted(stores)
    soon, late = (replace(CALL, at=NOON + n * MINUTE, who="discord:8") for n in (9, 10))
    not_since = timedelta(minutes=10)
    assert await stores.responses.call(CALL, LINE, CALL.at - not_since) is None
    assert await stores.responses.call(soon, replace(LINE, id="c2"), soon.at - not_since) == CALL
    assert await stores.responses.call(late, replace(LINE, id="c3"), late.at - not_since) is None
    assert set(await stores.outbox.heads(["c1", "c2", "c3"])) == {"c1", "c3"}
    assert [x.after for x in await stores.audit.find()] == ["called Duty", "called Duty"]


async def test_of_two_calls_at_once_one_goes_out(stores, store_address):
    """Two processes at the same moment call once."""
    await posted(stores)
    async with await connect(store_address) as other:
        second = stores if store_address == "memory:" else other.stores
        told = await asyncio.gather(
            *(s.responses.call(CALL, replace(LINE, id=f"c{n}"), NOON - 10 * MINUTE) for n, s in enumerate((stores, second)))
        )
    assert sorted(t is None for t in told) == [False, True]
    assert len(await stores.outbox.heads(["c0", "c1"])) == 1


async def test_every_change_is_on_record_once_and_in_order(stores):
    """Silences, watches, judgements and stories: who, what, before and after; what changed nothing has no line."""
    await posted(stores)
    silence = Silence(
        "s1", "kind:ddos", Match(kinds=frozenset({"ddos"})), NOON, NOON + 60 * MINUTE, "anna", "drill", NOON, guild="10"
    )
    for _ in range(2):
        await stores.silences.put(silence)
    await stores.silences.end("s1", NOON + MINUTE, "ben", "10")
    await stores.silences.end("s1", NOON + MINUTE, "ben", "10")
    wish = watch(guild="10")
    await stores.watches.put(wish, NOON, 5)
    await stores.watches.put(wish, NOON, 5)
    await stores.watches.end(wish.id, None, NOON + MINUTE, "ben")
    await stores.watches.end(wish.id, None, NOON + MINUTE, "ben")
    for judgement in (Judgement.NOISE, Judgement.NOISE, Judgement.RELEVANT):
        await stores.feedback.put(replace(feedback(), judgement=judgement), "10")
    change = Change("x1", ChangeKind.CLOSE, ITEM.id, "discord:7", NOON, guild="10")
    for _ in range(2):
        await stores.stories.rewrite(Rewriting(change))
    trail = list(reversed(await stores.audit.find(guild="10")))
    assert [x.action for x in trail] == [
        AuditAction.SILENCED,
        AuditAction.SILENCE_ENDED,
        AuditAction.WATCHED,
        AuditAction.WATCHED,
        AuditAction.WATCH_ENDED,
        AuditAction.JUDGED,
        AuditAction.JUDGED,
        AuditAction.STORY_CLOSED,
    ]
    assert (trail[1].who, trail[1].before, trail[1].after) == ("ben", "kind:ddos until 2026-01-05T13:00:00+00:00", "ended")
    assert (trail[6].before, trail[6].after) == ("noise in desk", "relevant in desk")


async def test_the_trail_is_read_newest_first(stores):
    """So many, since then, of one server."""
    for n in range(4):
        await stores.responses.acknowledge(replace(ACK, story_id=str(n), guild=str(n % 2), at=NOON + n * MINUTE), (), words)
    assert [x.subject for x in await stores.audit.find()] == ["3", "2", "1", "0"]
    assert [x.subject for x in await stores.audit.find(since=NOON + 2 * MINUTE, guild="1")] == ["3"]
    assert [x.subject for x in await stores.audit.find(limit=1)] == ["3"]


async def test_a_server_that_is_left_is_forgotten(stores):
    """Its silences, watches, acknowledgements and calls go; another's stay; the trail stays and says so."""
    await posted(stores)
    for guild in ("10", "20"):
        await stores.responses.acknowledge(replace(ACK, guild=guild), (), words)
        await stores.responses.call(replace(CALL, guild=guild), replace(LINE, id=f"c{guild}"), NOON - 10 * MINUTE)
        await stores.watches.put(watch(id=guild, guild=guild), NOON, 5)
        await stores.silences.put(Silence(guild, "kind:ddos", Match(), NOON, NOON + MINUTE, "a", "b", NOON, guild=guild))
    assert await stores.guilds.forget("10", NOON + MINUTE) == 4
    assert await stores.guilds.forget("10", NOON + MINUTE) == 0
    assert [s.guild for s in await stores.silences.find()] == ["20"]
    assert [w.guild for w in await stores.watches.active(NOON)] == ["20"]
    assert await stores.responses.acks([ITEM.id], "10") == {}
    last = (await stores.audit.find(guild="10"))[0]
    assert (last.action, last.before) == (AuditAction.SERVER_LEFT, "4 rows")
    assert len(await stores.audit.find(guild="10")) == 5


async def test_silences_are_shown_where_they_hold(stores):
    """With a server: its own, and those of the operator."""
    for guild in ("", "10", "20"):
        await stores.silences.put(Silence(f"s{guild}", "kind:ddos", Match(), NOON, NOON + MINUTE, "a", "b", NOON, guild=guild))
    assert sorted(s.guild for s in await stores.silences.find(guild="10")) == ["", "10"]
    assert len(await stores.silences.find()) == 3
