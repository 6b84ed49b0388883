"""Stories are folded from reports: any order, any repetition, the same story."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.news import news, notifies
from bot.analysis.told import told
from bot.domain.reasons import NewsReason
from bot.domain.source import Publisher, SourceInfo
from bot.domain.story import Report, Standing
from bot.domain.verdict import Certainty, Claim, Named
from tests.fakes.nouns import NOON, PRESS, SOURCE, report, verdict

HOUR = timedelta(hours=1)
BLOG = SourceInfo("blog", "Quayside", "feed", "", publisher=Publisher.RESEARCH)
WIRE = SourceInfo("wire", "Tidewater", "feed", "")
SOURCES = (SOURCE, PRESS, BLOG, WIRE)
BOAST = Claim("Grey Heron", "Port of Norhaven", "stole 2 TB of files", Certainty.CLAIMED)
DENIAL = Claim("Port of Norhaven", "Grey Heron", "no files were taken", Certainty.DENIED)


def by(source, **changes):
    """A report of this source, under its own address."""
    base = report(item_id=f"item-{source.id}", source=source, url=f"https://{source.id}.example/1", **changes)
    return replace(base, verdict=replace(base.verdict, claims=changes.get("says", {}).get("claims", ())))


@st.composite
def reports(draw):
    number = draw(st.integers(0, 99))
    copies = tuple(draw(st.lists(st.sampled_from(SOURCES), max_size=3, unique=True)))
    return Report(
        f"item-{number}",
        SOURCES[number % 4],
        NOON + timedelta(minutes=number % 7),
        f"Title {number}",
        verdict(
            severity=number % 5,
            kind=("ddos", "ransomware")[number % 2],
            score=number / 100,
            claims=((BOAST,), (DENIAL,), ())[number % 3],
            actors=(Named(f"actor {number % 3}"),),
            lang=("en", "de")[number % 2],
        ),
        f"https://x.example/{number % 11}",
        copies=copies,
        copied_at=tuple(NOON - timedelta(minutes=n) for n, _ in enumerate(copies)),
    )


SOME = st.lists(reports(), min_size=1, max_size=8, unique_by=lambda r: r.item_id)


@settings(max_examples=80, deadline=None)
@given(SOME, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(some, chance):
    """The same reports, shuffled and partly twice, give the same story."""
    mixed = [*some, *some[: len(some) // 2]]
    chance.shuffle(mixed)
    assert told("s", mixed) == told("s", some)


@settings(max_examples=60, deadline=None)
@given(SOME)
def test_a_further_report_never_takes_anything_back(some):
    """Severity, probability and voices only grow; the span of time only widens."""
    before, after = told("s", some[:1]), told("s", some)
    assert after.severity >= before.severity
    assert after.score >= before.score
    assert len(after.publishers) >= 1
    assert after.first_seen <= before.first_seen <= before.last_seen <= after.last_seen


@pytest.mark.parametrize(
    ("some", "expected", "count"),
    [
        ([by(PRESS)], Standing.SINGLE_SOURCE, 1),
        ([by(PRESS, copies=(BLOG, WIRE), copied_at=(NOON, NOON))], Standing.SINGLE_SOURCE, 1),
        ([by(PRESS), by(BLOG)], Standing.CORROBORATED, 2),
        ([by(PRESS), replace(by(BLOG), url="https://herald.example/1")], Standing.SINGLE_SOURCE, 1),
        ([by(PRESS), by(replace(PRESS, id="herald-world"))], Standing.SINGLE_SOURCE, 1),
        ([by(PRESS), by(SOURCE)], Standing.OFFICIAL, 2),
        ([by(PRESS, copies=(SOURCE,), copied_at=(NOON + HOUR,))], Standing.OFFICIAL, 1),
        ([by(PRESS, says={"claims": (BOAST,)}), by(BLOG, says={"claims": (DENIAL,)})], Standing.DISPUTED, 2),
        ([by(PRESS, says={"claims": (BOAST, DENIAL)})], Standing.SINGLE_SOURCE, 1),
        ([by(PRESS, says={"claims": (BOAST, DENIAL)}), by(BLOG, says={"claims": (BOAST,)})], Standing.DISPUTED, 2),
        ([by(PRESS), by(BLOG, says={"claims": (DENIAL,)})], Standing.CORROBORATED, 2),
    ],
)
def test_standing(some, expected, count):
    """Copies, one address and one name are one voice; official is official through a copy too; one article with both sides
    disputes nothing, and a denial of what nobody says neither.
    """
    story = told("s", some)
    assert (story.standing, len(story.publishers)) == (expected, count)


def test_who_denies_is_told_with_what_is_denied():
    """Each claim has its outlets, and those that carry a denial of it."""
    story = told("s", [by(PRESS, says={"claims": (BOAST,)}), by(BLOG, says={"claims": (DENIAL,)})])
    assert [(t.claim.certainty, t.outlets, t.against) for t in story.claims] == [
        (Certainty.DENIED, ("Quayside",), ()),
        (Certainty.CLAIMED, ("Herald",), ("Quayside",)),
    ]


def test_another_matter_is_not_denied():
    """A third party that denies another act opposes nothing; one that denies the same act does."""
    other = Claim("Ministry", "Port of Norhaven", "lost a ship", Certainty.DENIED)
    same = Claim("Ministry", "Port of Norhaven", "had its files stolen", Certainty.DENIED)
    first = by(PRESS, says={"claims": (BOAST,)})
    found = [told("s", [first, by(BLOG, says={"claims": (denial,)})]).standing for denial in (other, same)]
    assert found == [Standing.CORROBORATED, Standing.DISPUTED]


@pytest.mark.parametrize(
    ("adds", "expected", "aloud"),
    [
        (by(BLOG), (NewsReason.NEW_VOICE,), False),
        (replace(by(PRESS), item_id="again"), (NewsReason.FURTHER_REPORT,), False),
        (by(BLOG, verdict=verdict(severity=4, claims=())), (NewsReason.SEVERITY_ROSE, NewsReason.NEW_VOICE), True),
        (by(BLOG, verdict=verdict(severity=1, claims=())), (NewsReason.NEW_VOICE,), False),
        (by(SOURCE), (NewsReason.OFFICIAL, NewsReason.NEW_VOICE), True),
        (by(BLOG, says={"claims": (DENIAL,)}), (NewsReason.DENIED, NewsReason.NEW_VOICE), True),
    ],
)
def test_what_is_news(adds, expected, aloud):
    """Only a higher severity, the first official word and a denial are told aloud."""
    before = [by(PRESS, says={"claims": (BOAST,)})]
    found = news(told("s", before), told("s", [*before, adds]))
    assert found == expected
    assert notifies(found) is aloud


def test_what_was_confirmed_or_denied_is_not_so_again():
    """A second official word, and a second denial, are further voices."""
    before = [by(PRESS, says={"claims": (BOAST,)}), by(SOURCE), by(BLOG, says={"claims": (DENIAL,)})]
    again = by(replace(SOURCE, id="cert-2", name="Quay CERT"), says={"claims": (DENIAL,)})
    assert news(told("s", before), told("s", [*before, again])) == (NewsReason.NEW_VOICE,)
