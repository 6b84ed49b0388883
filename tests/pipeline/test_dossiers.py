"""Dossiers over the twin in memory: what is told, of what, to whom."""

from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dossier import DossierKind
from bot.domain.tlp import Tlp
from bot.domain.verdict import Certainty, Claim
from bot.pipeline.dossiers import Dossiers, month_edges
from bot.storage.memory import Memory
from tests.contracts.made import NOON, alerted, entry, file
from tests.fakes import nouns
from tests.fakes.clock import FakeClock
from tests.fakes.workers import NowWorkers

DAY = timedelta(days=1)
SOURCES = {
    "cert": replace(nouns.SOURCE, id="cert", name="Harbour CERT"),
    "red": replace(nouns.PRESS, id="red", tlp=Tlp.RED),
    "herald": replace(nouns.PRESS, id="herald", name="Herald"),
}
SAYS = Claim("Grey Heron", "Port of Norhaven", "stole files", Certainty.CLAIMED)
DENIES = Claim("Port of Norhaven", "Grey Heron", "stole files", Certainty.DENIED)
CONFIRMS = Claim("Harbour police", "Grey Heron", "broke in", Certainty.CONFIRMED)


@pytest.fixture
def stores():
    return Memory().stores


@pytest.fixture
def dossiers(stores):
    return Dossiers(stores, lambda: SOURCES, NowWorkers(), FakeClock(NOON))


async def tell(stores, name, source, claims, at=NOON, **changes):
    item = entry(name, source, fetched_at=at, published=at)
    await file(stores, alerted(item, verdict=nouns.verdict(claims=claims, **changes)), items=(item,))
    return item


async def test_who_says_what(stores, dossiers):
    """Each claim once with all who carried it, the latest first; for an attribution the firmest first."""
    await tell(stores, "1", "cert", (SAYS, CONFIRMS), NOON - 2 * DAY)
    await tell(stores, "2", "herald", (SAYS,), NOON - DAY)
    await tell(stores, "3", "herald", (DENIES,))
    told = await dossiers.about(DossierKind.ACTOR, "heron SPIDER", Tlp.CLEAR)
    assert [(s.claim, s.outlets) for s in told.claims] == [
        (DENIES, ("Herald",)),
        (SAYS, ("Herald", "Harbour CERT")),
        (CONFIRMS, ("Harbour CERT",)),
    ]
    firm = await dossiers.about(DossierKind.ATTRIBUTION, "RU", Tlp.CLEAR)
    assert [s.claim for s in firm.claims] == [CONFIRMS, SAYS, DENIES]


async def test_what_readers_may_not_see_is_in_no_part(stores, dossiers):
    """Neither in the stories nor in the claims, the counts or the names that are offered."""
    await tell(stores, "1", "red", (SAYS,), cves=("CVE-2026-9999",))
    for kind, name in ((DossierKind.COUNTRY, "LT"), (DossierKind.CVE, "CVE-2026-9999")):
        hidden = await dossiers.about(kind, name, Tlp.AMBER)
        assert (hidden.latest, hidden.claims, hidden.total) == ((), (), 0)
        assert (await dossiers.about(kind, name, Tlp.RED)).total == 1
    assert await dossiers.names(DossierKind.CVE, Tlp.RED) == {"CVE-2026-9999": "CVE-2026-9999"}
    assert await dossiers.names(DossierKind.CVE, Tlp.CLEAR) == {}


async def test_months_end_with_this_one(stores, dossiers):
    """Twelve, by when Tocsin fetched; what is older is not counted."""
    for n, at in enumerate((NOON, NOON - 3 * DAY, NOON - 40 * DAY, NOON - 400 * DAY)):
        await tell(stores, str(n), "cert", (), at)
    told = await dossiers.about(DossierKind.SECTOR, "transport", Tlp.CLEAR)
    assert (len(told.months), told.months[0].name, told.months[-1].name) == (12, "2025-02", "2026-01")
    assert ([m.alerts for m in told.months[-3:]], told.total) == ([1, 0, 2], 3)


async def test_one_line_a_story(stores, dossiers):
    """However many reports tell it; the newest of them."""
    first = await tell(stores, "1", "cert", (), NOON - DAY)
    again = entry("2", "herald")
    await file(stores, replace(alerted(again), story=alerted(first).story), items=(again,))
    told = await dossiers.about(DossierKind.COUNTRY, "LT", Tlp.CLEAR)
    assert [f.item.id for f in told.latest] == [again.id]
    assert told.total == 2


async def test_the_picture_has_words(stores, dossiers):
    """For those who do not see it."""
    await tell(stores, "1", "cert", ())
    png, alt = await dossiers.picture(await dossiers.about(DossierKind.SECTOR, "transport", Tlp.CLEAR))
    assert png.startswith(b"\x89PNG")
    assert "2026-01: 1" in alt


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: 2 < at.year < 9999))
def test_edges_are_firsts_of_months(now):
    """Thirteen, one a month, and this instant lies in the last one."""
    edges = month_edges(now)
    assert len(edges) == 13
    assert all((e.day, e.hour, e.minute) == (1, 0, 0) for e in edges)
    assert all((b.year * 12 + b.month) - (a.year * 12 + a.month) == 1 for a, b in pairwise(edges))
    assert edges[-2] <= now < edges[-1]
