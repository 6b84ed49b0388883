"""The promises of `present.lookup` and `present.words`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason, RefusalReason, SummaryReason, TroubleReason
from bot.domain.source import Grade, Health, SourceState
from bot.domain.status import SourceLine, Status
from bot.domain.summary import Outcome
from bot.domain.trace import Filed, Trace
from bot.domain.verdict import Certainty
from bot.present.lookup import filed_card, line_cards, source_lines, status_lines, trace_cards, trace_lines
from bot.present.words import CERTAINTY, GRADE, ITEM_REASON, REFUSAL, STATE, SUMMARY_REASON, listed, severity_line, span
from tests.fakes.nouns import NOON, SOURCE, delivery, item, trouble, verdict


def status(**facts: Any) -> Status:
    base = Status("1.0", NOON, NOON + timedelta(minutes=90), {}, 2, (), 0, None)
    return replace(base, **facts)


def test_a_trace_tells_the_whole_story() -> None:
    """State and reason, every piece of evidence, the claims, the duplicates and each delivery are there."""
    sent = delivery(state=DeliveryState.SENT, message_id="77", sent_at=NOON, attempts=2)
    dead = delivery(state=DeliveryState.DEAD, reason=FailReason.FORBIDDEN, detail="HTTP 403")
    due = delivery(due_at=NOON, reason=FailReason.TIMEOUT)
    copy = item(id="2", title="Same again", source_id="other", url="https://copy.example/a")
    told = "\n".join(trace_lines(Trace(Filed(item(), verdict()), None, (copy,), (sent, dead, due))))
    for part in (
        "posted as an alert: at least one route wanted it",
        "Item 0123456789abcdef0123 of source harbour-cert",
        "Judged: an alert with probability 0.97; ransomware, data breach; model t1",
        "Severity: ■■■□ major (3 of 4)",
        "Because alert: cranes (+2.4)",
        "Because severity: port",
        "Claim: claimed by Grey Heron: Port of Norhaven: stole 2 TB of files",
        "Indicators: heron-leaks[.]example",
        "Repeated by: Same again (other, 2026-01-05 12:00 UTC) https://copy.example/a",
        "Channel desk by route all: posted 2026-01-05 12:00 UTC as 77 after 2 tries",
        "Channel desk by route all: given up, last failure forbidden: HTTP 403",
        "Channel desk by route all: waiting, next try 2026-01-05 12:00 UTC, last failure timeout",
    ):
        assert part in told


def test_a_trace_says_whose_summary_it_is() -> None:
    """In words, with what was wrong with the other one; what a model wrote stays inert there too."""
    lost = Outcome(SummaryReason.UNGROUNDED, "@everyone\u202e\nPosted")
    lines = list(trace_lines(Trace(Filed(item(), verdict(reasons=(lost.as_evidence(),))), None, (), ())))
    assert "The summary is built-in: the endpoint's said what the article does not (@everyone Posted)" in lines
    assert set(SUMMARY_REASON) == set(SummaryReason)


def test_a_duplicate_points_to_its_original() -> None:
    """A dropped copy says of what it is a copy, though it was never judged."""
    copy = item(state=ItemState.DUPLICATE, reason=ItemReason.NEAR_DUPLICATE, title="Copy")
    lines = list(trace_lines(Trace(Filed(copy, None), item(), (), ())))
    assert lines[0] == "dropped: already known: another item says nearly the same"
    assert any(line.startswith("Same as: Port of Norhaven") for line in lines)


def test_a_hostile_title_stays_on_its_line() -> None:
    """What a source wrote can neither start a line of a trace nor colour a terminal."""
    nasty = item(title="x\nPosted by admin\x1b[2J", detail="a\nb")
    lines = list(trace_lines(Trace(Filed(nasty, None), nasty, (), ())))
    assert not [line for line in lines if line.startswith("Posted by") or "\x1b" in line or "\n" in line]


def test_a_long_trace_takes_several_cards() -> None:
    """Nothing of a long trace is lost; the link stands on the first card only."""
    cards = trace_cards(Trace(Filed(item(), verdict()), None, (), tuple(delivery(about=str(n)) for n in range(99))))
    assert len(cards) > 1
    assert sum(card.body.count("Channel desk") for card in cards) == 99
    assert [bool(card.url) for card in cards] == [True] + [False] * (len(cards) - 1)
    assert cards[1].title.endswith("(2)")


def test_an_alert_in_a_list_is_short_and_keeps_its_link() -> None:
    """One look says how bad, what, where, who wrote it and when."""
    card = filed_card(Filed(item(), verdict()))
    assert card.body.splitlines()[0] == "■■■□ major (3 of 4) · ransomware · LT · harbour-cert · 2026-01-05 12:00 UTC"
    assert card.url == "https://news.example/norhaven"
    assert len(filed_card(Filed(item(title="t" * 900), verdict(summary="s" * 900, title=""))).body) < 400
    assert filed_card(Filed(item(), None)).body == "harbour-cert · 2026-01-05 12:00 UTC"


def test_times_are_shown_in_the_zone_of_the_settings() -> None:
    """A team reads its own clock, with its name beside it, in lists, traces and lists of sources."""
    vilnius = ZoneInfo("Europe/Vilnius")
    assert filed_card(Filed(item(), verdict()), vilnius).body.splitlines()[0].endswith(" · 2026-01-05 14:00 EET")
    sent = delivery(state=DeliveryState.SENT, message_id="77", sent_at=NOON + timedelta(days=180))
    told = "\n".join(trace_lines(Trace(Filed(item(), verdict()), item(), (item(),), (sent,)), vilnius))
    assert "posted 2026-07-04 15:00 EEST" in told
    assert "UTC" not in told
    state = SourceState(SOURCE.id, NOON, health=Health(last_poll_at=NOON, last_new_at=NOON))
    assert "last new 2026-01-05 14:00 EET" in "".join(source_lines([SourceLine(SOURCE, state)], vilnius))


def test_sources_say_how_they_are() -> None:
    """Broken, paused, fresh and healthy sources differ in words, not in colour."""
    ok = SourceState("harbour-cert", NOON, health=Health(last_poll_at=NOON, last_new_at=NOON, items=3))
    ill = replace(ok, health=Health(last_poll_at=NOON, broken_since=NOON, reason=FailReason.GONE, detail="HTTP 410"))
    told = list(
        source_lines(
            [
                SourceLine(SOURCE, ok),
                SourceLine(SOURCE, ill),
                SourceLine(SOURCE, replace(ok, paused=True)),
                SourceLine(SOURCE, None),
            ]
        )
    )
    assert told[0].endswith("grade A: ok, last new 2026-01-05 12:00 UTC, 3 items")
    assert told[1].startswith("✗")
    assert told[1].endswith("BROKEN since 2026-01-05 12:00 UTC, gone: HTTP 410")
    assert told[2].endswith(": paused")
    assert told[3].endswith(": not polled yet")


def test_status_begins_with_what_is_broken() -> None:
    """The worst stands first; counts and waiting posts follow."""
    ill = SourceLine(SOURCE, SourceState("harbour-cert", NOON, health=Health(broken_since=NOON, reason=FailReason.DNS)))
    counts = {(ItemState.ALERTED, ItemReason.ROUTED): 4}
    wrong = (trouble(), trouble(TroubleReason.QUIET, subject="gazette"))
    told = list(status_lines(status(broken=(ill,), counts=counts, waiting=2, oldest_due=NOON, troubles=wrong)))
    assert told == [
        "✗ harbour-cert is broken: dns",
        "Posts waiting: 2, the oldest due since 1 h 30 min",
        "✗ gazette: quiet · since 2026-01-05 12:00 UTC · timeout: no answer",
        "Books: not compared yet; the first count comes ten minutes after a start.",
        "Sources: 2, 1 broken",
        "posted as an alert (routed): 4",
        "Tocsin 1.0, up for 1 h 30 min",
    ]


def test_no_lines_still_give_a_card() -> None:
    """An empty answer is a card with its title, not nothing."""
    assert [c.title for c in line_cards("Nothing", [])] == ["Nothing"]


@pytest.mark.parametrize(
    ("words", "members"),
    [(STATE, ItemState), (ITEM_REASON, ItemReason), (REFUSAL, RefusalReason), (GRADE, Grade), (CERTAINTY, Certainty)],
)
def test_every_member_of_a_closed_list_has_words(words: dict[str, str], members: type) -> None:
    """A state or reason added to the domain cannot be shown without words for it."""
    assert set(words) == set(members)


@pytest.mark.parametrize(
    ("severity", "line"), [(-3, "□□□□ none (0 of 4)"), (2, "■■□□ moderate (2 of 4)"), (9, "■■■■ critical (4 of 4)")]
)
def test_severity_is_told_without_colour(severity: int, line: str) -> None:
    """A mark and a word, also for numbers that should not be."""
    assert severity_line(severity) == line


def test_lists_and_spans_are_short() -> None:
    """Long lists are counted, lengths of time have two units."""
    assert listed(["a", "b", "a", "c", ""], 2) == "a, b and 1 more"
    assert [span(timedelta(minutes=m)) for m in (-5, 59, 61, 1501)] == ["0 min", "59 min", "1 h 1 min", "1 d 1 h"]
