"""What every RosterStore and ContactStore promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import AuditAction
from bot.domain.paging import PageRefusal
from bot.domain.roster import CODE_LASTS, TRIES, ContactCheck, RosterEntry, RosterKind, Swap, code_key
from bot.domain.rotation import Entry
from bot.domain.schedule import Leave, Override, Temporary
from tests.contracts.made import MINUTE, NOON, notice

DAY = timedelta(days=1)
OVER = Override("o1", "lead", "ben", NOON, NOON + DAY, replaces="ana")
OVERRIDE = RosterEntry("o1", RosterKind.OVERRIDE, "main", OVER, "ana", NOON, NOON + DAY)
LEAVE = RosterEntry("l1", RosterKind.LEAVE, "", Leave("ana", NOON, NOON + 2 * DAY), "ana", NOON + MINUTE, NOON + 2 * DAY)
TEMPORARY = RosterEntry(
    "t1",
    RosterKind.TEMPORARY,
    "main",
    Temporary("t1", "lead", NOON, NOON + DAY, (Entry("ben", NOON, NOON + DAY),)),
    "cli",
    NOON + 2 * MINUTE,
    NOON + DAY,
)
SWAP = RosterEntry("s1", RosterKind.SWAP, "main", Swap("lead", "ana", "ben", NOON, NOON + DAY), "ana", NOON, NOON + DAY)
CHECK = ContactCheck("ana", "digest", code_key("ana", "123456"), NOON)


async def actions(stores):
    return [line.action for line in reversed(await stores.audit.find())]


async def test_entries_come_back_as_they_were(stores):
    """Each kind, oldest first; an id that is there changes nothing; what is said with it is written with it."""
    assert await stores.roster.put(TEMPORARY)
    assert await stores.roster.put(LEAVE)
    assert await stores.roster.put(OVERRIDE, [notice("told")])
    assert not await stores.roster.put(replace(OVERRIDE, by="mallory"), [notice("twice")])
    assert await stores.roster.find() == [OVERRIDE, LEAVE, TEMPORARY]
    assert await stores.roster.find(ending_after=NOON + DAY) == [LEAVE]
    assert await stores.roster.find(limit=1) == [OVERRIDE]
    assert await stores.roster.get("l1") == LEAVE
    assert await stores.roster.get("none") is None
    assert (await stores.outbox.backlog())[0] == 1
    assert await actions(stores) == [AuditAction.ROSTER_ADDED] * 3


async def test_an_entry_is_taken_back_once(stores):
    """It counts no more, and is there to be told of."""
    await stores.roster.put(OVERRIDE)
    ended = await stores.roster.end("o1", NOON + MINUTE, "ben")
    assert ended == replace(OVERRIDE, ended_at=NOON + MINUTE, ended_by="ben")
    assert await stores.roster.end("o1", NOON + MINUTE, "ben") is None
    assert await stores.roster.find() == []
    assert await stores.roster.get("o1") == ended
    assert await actions(stores) == [AuditAction.ROSTER_ADDED, AuditAction.ROSTER_ENDED]


async def test_a_swap_is_answered_once(stores):
    """Its overrides are written with the answer; the second answer changes nothing."""
    await stores.roster.put(SWAP)
    yes = replace(SWAP, value=replace(SWAP.value, accepted=True), ended_at=NOON + MINUTE, ended_by="ben")
    assert await stores.roster.answer(yes, [OVERRIDE])
    no = replace(yes, value=replace(SWAP.value, accepted=False))
    assert not await stores.roster.answer(no, [replace(OVERRIDE, id="o2")])
    assert await stores.roster.get("s1") == yes
    assert await stores.roster.find() == [OVERRIDE]
    outcomes = [line.after for line in await stores.audit.find() if line.action is AuditAction.ROSTER_ENDED]
    assert outcomes == ["accepted"]


async def test_a_code_confirms_an_address_once(stores):
    """The right code in time; then it is theirs for good, and no code is kept."""
    assert await stores.contacts.confirm("ana", "digest", "123456", NOON) is PageRefusal.NO_CODE
    await stores.contacts.sent(CHECK, [notice("code")])
    assert await stores.contacts.confirmed() == frozenset()
    assert await stores.contacts.confirm("ana", "digest", "654321", NOON) is PageRefusal.WRONG_CODE
    assert await stores.contacts.confirm("ana", "digest", " 123456 ", NOON + MINUTE) is None
    assert await stores.contacts.confirmed() == {("ana", "digest")}
    assert await stores.contacts.confirm("ana", "digest", "123456", NOON + MINUTE) is PageRefusal.NO_CODE
    await stores.contacts.sent(replace(CHECK, sent_at=NOON + DAY), [])
    assert await stores.contacts.confirmed() == {("ana", "digest")}
    assert await actions(stores) == [AuditAction.CONTACT_CONFIRMED]


async def test_codes_end(stores):
    """After half an hour, and after five wrong tries even the right one; a new one may be asked for."""
    await stores.contacts.sent(CHECK, [])
    assert await stores.contacts.confirm("ana", "digest", "123456", NOON + CODE_LASTS + MINUTE) is PageRefusal.NO_CODE
    for _ in range(TRIES):
        assert await stores.contacts.confirm("ana", "digest", "1", NOON) is PageRefusal.WRONG_CODE
    assert await stores.contacts.confirm("ana", "digest", "123456", NOON) is PageRefusal.TOO_MANY_TRIES
    await stores.contacts.sent(CHECK, [])
    assert await stores.contacts.confirm("ana", "digest", "123456", NOON) is None
