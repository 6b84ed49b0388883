"""What every TroubleStore promises."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.arrivals import Arrivals, Gap
from bot.domain.reasons import TroubleReason
from tests.contracts.made import MINUTE, NOON, notice
from tests.fakes.nouns import trouble

HEARD = Arrivals("harbour-cert", NOON, (Gap(739_000, timedelta(hours=7)), Gap(739_001, 2 * MINUTE)))


async def test_troubles_and_arrivals_come_back_as_they_were(stores):
    """Every field is kept, and the next process knows whom it told what."""
    whole = trouble(detail="ünlikely", told_at=NOON, ended_at=NOON + MINUTE, end_told_at=NOON + 2 * MINUTE)
    await stores.troubles.put([whole], [HEARD], [], NOON)
    assert await stores.troubles.troubles(NOON) == [whole]
    assert await stores.troubles.arrivals() == {"harbour-cert": HEARD}


async def test_writing_again_changes_and_does_not_double(stores):
    """A trouble is one row by source, reason and beginning; arrivals are one row a source."""
    await stores.troubles.put([trouble()], [HEARD], [], NOON)
    later = [trouble(told_at=NOON), trouble(TroubleReason.QUIET), trouble(since=NOON + MINUTE)]
    await stores.troubles.put(later, [replace(HEARD, last=None, gaps=())], [], NOON)
    assert set(await stores.troubles.troubles(NOON)) == set(later)
    assert await stores.troubles.arrivals() == {"harbour-cert": Arrivals("harbour-cert")}


async def test_the_notice_is_written_with_the_trouble_and_once(stores):
    """Told and written down are one: a crash leaves both or neither, and the same words are not said twice."""
    for _ in range(2):
        await stores.troubles.put([trouble()], [], [notice("broken")], NOON)
    assert [d.id for d in await stores.outbox.claim(NOON, MINUTE, 9)] == [notice("broken").id]


async def test_what_ended_long_ago_is_forgotten(stores):
    """Open ones stay for ever; ended ones are seen for as long as is asked, and kept for as long as is said."""
    rows = [trouble(subject=name, ended_at=NOON + n * MINUTE) for n, name in enumerate("abc")] + [trouble(since=NOON + MINUTE)]
    await stores.troubles.put(rows, [], [], NOON)
    assert [t.subject for t in await stores.troubles.troubles(NOON + MINUTE)] == ["b", "c", "harbour-cert"]
    await stores.troubles.put([], [], [], NOON + 2 * MINUTE)
    assert [t.subject for t in await stores.troubles.troubles(NOON)] == ["c", "harbour-cert"]


async def test_the_arrivals_of_many_sources_come_back(stores):
    """However many there are, each is there once."""
    many = [replace(HEARD, source_id=f"s{n:03}") for n in range(120)]
    await stores.troubles.put([], many, [], NOON)
    assert await stores.troubles.arrivals() == {a.source_id: a for a in many}
