"""What every PageStore promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.audit import page_changed
from bot.domain.delivery import Subject
from bot.domain.page import PageReason, PageState, Record, Timer, TimerKind
from bot.domain.paging import Late, PageMove
from bot.domain.route import Mention
from bot.storage.database import connect
from tests.contracts.made import MINUTE, NOON, notice
from tests.fakes.pages import page_file

FILE = page_file()
HOUR = timedelta(hours=1)


def later(file, **changes):
    """The same page, one writing further."""
    return replace(file, version=file.version + 1, **changes)


def call(name, **changes):
    """A call of the page."""
    return replace(notice(name), subject=Subject.PAGE, item_id=FILE.id, **changes)


def line(seq):
    return page_changed(FILE.id, Record(seq, NOON, None, PageState.OPEN, PageReason.OPENED))


async def test_a_page_comes_back_as_it_was(stores):
    """Policy, timers and times to the microsecond; unknown ids are None."""
    odd = timedelta(microseconds=7)
    timers = (Timer(NOON + odd, TimerKind.CONTACT, "ana", 1),)
    file = replace(FILE, page=replace(FILE.page, timers=timers), acked_at=NOON + odd)
    assert await stores.pages.put(PageMove(file))
    assert await stores.pages.get(file.id) == file
    assert await stores.pages.get("none") is None


async def test_what_follows_is_written_once(stores):
    """Calls and audit are written with the page; whoever comes second with the same version writes nothing."""
    move = PageMove(FILE, (call("one"),), (line(1),))
    assert await stores.pages.put(move)
    assert not await stores.pages.put(move)
    assert not await stores.pages.put(replace(move, file=later(later(FILE)), deliveries=(call("two"),)))
    assert (await stores.outbox.backlog())[0] == 1
    assert await stores.audit.find() == [line(1)]
    assert await stores.pages.put(PageMove(later(FILE, title="Worse"), (call("two"),), (line(2), line(3))))
    assert (await stores.outbox.backlog())[0] == 2
    assert await stores.audit.find() == [line(3), line(2), line(1)]


async def test_what_is_due_is_leased_once(stores):
    """The longest due first; not before its time, not by two, and again when the lease ran out or the page was written."""
    other = replace(FILE, page=replace(FILE.page, id="p2", timers=(Timer(NOON, TimerKind.STEP),)))
    resting = replace(FILE, page=replace(FILE.page, id="p3", timers=()))
    for file in (FILE, other, resting):
        assert await stores.pages.put(PageMove(file))
    assert await stores.pages.claim(NOON - MINUTE, MINUTE, 9) == []
    assert await stores.pages.claim(NOON + MINUTE, MINUTE, 9) == [other, FILE]
    assert await stores.pages.claim(NOON + MINUTE, MINUTE, 9) == []
    assert await stores.pages.put(PageMove(later(FILE)))
    assert await stores.pages.claim(NOON + MINUTE, MINUTE, 9) == [later(FILE)]
    assert await stores.pages.claim(NOON + 2 * MINUTE, MINUTE, 1) == [other]


async def test_an_answer_takes_back_what_is_not_out(stores):
    """I3: calls that wait or are under way are not sent again; lines that call nobody, other pages and what is out stay."""
    head = notice("head")
    await stores.outbox.add([head])
    await stores.outbox.claim(NOON, MINUTE, 9)
    await stores.outbox.sent(head.id, "m1", NOON)
    quiet = call("quiet", head=head.id)
    loud = call("loud", head=head.id, mention=Mention("Ana", user_id=1))
    out, waits, foreign = call("out"), call("waits"), replace(call("foreign"), item_id="p9")
    assert await stores.pages.put(PageMove(FILE, (quiet, loud, out, waits, foreign)))
    taken = await stores.outbox.claim(NOON, MINUTE, 9)
    assert len(taken) == 5
    await stores.outbox.sent(out.id, "m2", NOON)
    said = call("said", head=head.id)
    assert await stores.pages.put(PageMove(later(FILE), (said,), answered=True))
    again = await stores.outbox.claim(NOON + 2 * MINUTE, MINUTE, 9)
    assert {d.id for d in again} == {quiet.id, said.id, foreign.id}


async def test_an_answer_is_written_below_calls_that_are_out(stores):
    """Those that somebody has before them are due again with the note; lines, calls that wait and other pages' are left alone."""
    head = notice("head")
    out, waits, line_below = call("out"), call("waits", due_at=NOON + HOUR), call("line", head=head.id)
    foreign = replace(call("foreign"), item_id="p9")
    assert await stores.pages.put(PageMove(FILE, (head, out, waits, line_below, foreign)))
    for _ in range(2):
        for row in await stores.outbox.claim(NOON, MINUTE, 9):
            await stores.outbox.sent(row.id, f"m-{row.id}", NOON)
    assert await stores.pages.put(PageMove(later(FILE), note="acknowledged by Ana", at=NOON + MINUTE))
    (again,) = await stores.outbox.claim(NOON + MINUTE, MINUTE, 9)
    assert (again.id, again.note, again.revision, again.shown, again.silent) == (out.id, "acknowledged by Ana", 2, 1, True)
    await stores.outbox.sent(out.id, again.message_id, NOON + MINUTE, 2)
    assert await stores.pages.put(PageMove(later(later(FILE))))
    assert await stores.outbox.claim(NOON + MINUTE, MINUTE, 9) == []


async def test_pages_are_found(stores):
    """The newest first: those that stand, those about one thing, those since a time."""
    over = replace(FILE, page=replace(FILE.page, id="p2", state=PageState.RESOLVED, timers=()), opened_at=NOON + HOUR)
    other = replace(FILE, page=replace(FILE.page, id="p3"), about="s2", opened_at=NOON + MINUTE)
    for file in (FILE, over, other):
        assert await stores.pages.put(PageMove(file))
    assert await stores.pages.find() == [over, other, FILE]
    assert await stores.pages.find(standing=True) == [other, FILE]
    assert await stores.pages.find(about="s1") == [over, FILE]
    assert await stores.pages.find(since=NOON + MINUTE, limit=1) == [over]


async def test_posts_that_may_earn_a_page(stores):
    """Posts of stories that were written or shown lately or wait; no notices, the most severe first."""
    old = replace(notice("old"), subject=Subject.ALERT, priority=4, created_at=NOON - HOUR, due_at=NOON - HOUR)
    shown = replace(notice("shown"), subject=Subject.ALERT, priority=3, created_at=NOON - HOUR, due_at=NOON - HOUR)
    waits = replace(notice("waits"), subject=Subject.ALERT, priority=2, created_at=NOON - HOUR, due_at=NOON + HOUR)
    await stores.outbox.add([old, shown, waits, replace(notice("other"), subject=Subject.NOTICE)])
    await stores.outbox.claim(NOON, MINUTE, 9)
    await stores.outbox.sent(old.id, "m1", NOON - HOUR)
    await stores.outbox.sent(shown.id, "m2", NOON)
    assert [d.id for d in await stores.pages.posted(NOON - MINUTE)] == [shown.id, waits.id]


async def test_what_is_late_is_found(stores):
    """Pages and deliveries that were due before then and that nobody holds."""
    assert await stores.pages.put(PageMove(FILE))
    await stores.outbox.add([notice("late", due_at=NOON), notice("soon", due_at=NOON + HOUR)])
    assert await stores.pages.late(NOON, 9) == []
    found = await stores.pages.late(NOON + 2 * MINUTE, 9)
    assert found == [Late("delivery", notice("late").id, NOON), Late("page", FILE.id, NOON + MINUTE)]
    await stores.pages.claim(NOON + MINUTE, 9 * MINUTE, 9)
    await stores.outbox.claim(NOON, 5 * MINUTE, 9)
    assert await stores.pages.late(NOON + 4 * MINUTE, 9) == []
    assert await stores.pages.late(NOON + 6 * MINUTE, 9) == [Late("delivery", notice("late").id, NOON + 5 * MINUTE)]


async def test_two_processes_change_a_page_once(stores, store_address):
    """Of two acknowledgements at once one is written; the other one has to look again."""
    assert await stores.pages.put(PageMove(FILE))
    move = PageMove(later(FILE), (call("one"),), (line(1),))
    if store_address == "memory:":
        won = await asyncio.gather(*(stores.pages.put(move) for _ in range(4)))
    else:
        async with await connect(store_address) as other:
            won = await asyncio.gather(*(s.pages.put(move) for s in (stores, other.stores) for _ in range(2)))
    assert won.count(True) == 1
    assert await stores.audit.find() == [line(1)]
