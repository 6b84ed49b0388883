"""Nouns for tests that need one and do not care which: invented organisations at example domains."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.card import Card, Field
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.feedback import Feedback, Judgement
from bot.domain.item import Item, ItemState
from bot.domain.kind import Kind, Standing
from bot.domain.match import Match
from bot.domain.reasons import ItemReason, TroubleReason
from bot.domain.situation import Bond, Shared, Situation, Tally
from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.story import Report
from bot.domain.trouble import Trouble
from bot.domain.verdict import Certainty, Claim, Evidence, Indicator, Named, Verdict
from bot.domain.watch import Watch, watch_id

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
RANSOMWARE = Kind("ransomware", "Ransomware", "Files held for money.", Standing.ALERT, 0xC0392B, "🔒")
DDOS = Kind("ddos", "Denial of service", "A service flooded.", Standing.ALERT, 0x2980B9, "🌊")
SOURCE = SourceInfo("harbour-cert", "Harbour CERT", "feed", "https://cert.example/feed", "en", "LT", Publisher.OFFICIAL, Grade.A)
PRESS = SourceInfo("herald", "Herald", "feed", "https://herald.example/feed", "en", "LT", Publisher.PRESS, Grade.B)


def item(**changes: Any) -> Item:
    base = Item(
        id="0123456789abcdef0123",
        source_id="harbour-cert",
        entry_id="1",
        title="Port of Norhaven halts cranes after ransomware attack",
        text="The port of Norhaven stopped its cranes on Monday. A gang calls it its work.",
        url="https://news.example/norhaven",
        canonical_url="https://news.example/norhaven",
        lang="en",
        published=NOON,
        fetched_at=NOON,
        state=ItemState.ALERTED,
        reason=ItemReason.ROUTED,
    )
    return replace(base, **changes)


def verdict(**changes: Any) -> Verdict:
    base = Verdict(
        is_alert=True,
        score=0.97,
        kind="ransomware",
        kinds=("ransomware", "data_breach"),
        severity=3,
        lang="en",
        summary="The port of Norhaven stopped its cranes on Monday. A gang calls it its work.",
        actors=(Named("Grey Heron", "Heron Spider"),),
        victims=(Named("Port of Norhaven"),),
        victim_countries=("LT",),
        actor_countries=("RU",),
        sectors=("transport",),
        claims=(Claim("Grey Heron", "Port of Norhaven", "stole 2 TB of files", Certainty.CLAIMED),),
        cves=("CVE-2026-0001",),
        indicators=(Indicator("domain-name", "heron-leaks.example"),),
        reasons=(
            Evidence("alert", "cranes", 2.4),
            Evidence("alert", "of", -0.4),
            Evidence("ransomware", "halts"),
            Evidence("severity", "port"),
        ),
        title="Port of Norhaven halts cranes after ransomware attack",
        model="t1",
    )
    return replace(base, **changes)


def report(**changes: Any) -> Report:
    about = verdict(**changes.pop("says", {}))
    title = "Port of Norhaven halts cranes after ransomware attack"
    base = Report("0123456789abcdef0123", SOURCE, NOON, title, about, "https://news.example/norhaven", "The port stopped.")
    return replace(base, **changes)


def card(**changes: Any) -> Card:
    base = Card(
        title="Port of Norhaven halts cranes",
        body="It stopped on Monday.",
        url="https://news.example/norhaven",
        fields=(Field("Severity", "■■■□ major (3 of 4)"), Field("Kind", "🔒 Ransomware")),
        footer="model t1",
        colour=0xC0392B,
        severity=3,
        at=NOON,
    )
    return replace(base, **changes)


def delivery(**changes: Any) -> Delivery:
    made_for = changes.pop("about", "item-1")
    base = Delivery(delivery_id(made_for, "desk"), Subject.ALERT, made_for, "desk", card(), NOON, NOON, priority=3, route="all")
    return replace(base, **changes)


def feedback(judgement: Judgement = Judgement.NOISE, **changes: Any) -> Feedback:
    base = Feedback("0123456789abcdef0123", "desk", "discord:7", judgement, NOON, "ransomware", 0.6, 2)
    return replace(base, **changes)


def trouble(what: TroubleReason = TroubleReason.BROKEN, **changes: Any) -> Trouble:
    return replace(Trouble("harbour-cert", what, NOON, "timeout: no answer"), **changes)


def watch(match: Match | None = None, **changes: Any) -> Watch:
    """With a made-up id unless one is named; `actor:apt28` unless a match is."""
    told = match or Match(actors=frozenset({"apt28"}))
    made = replace(Watch("", "discord:7", "dm:7", "actor:APT28", told, NOON, NOON + timedelta(days=90)), **changes)
    return replace(made, id=made.id or watch_id(made.owner, made.to, made.match))


def situation(name: str = "s-1", **changes: Any) -> Situation:
    bond = Bond("ransomware", Shared.COUNTRY, "LT")
    base = Situation(name, bond, ("i1", "i2"), 3, NOON, NOON, NOON, 0.5, 5, (Tally("Mill", 2),), (Tally("LT", 2),), (), (0, 2))
    return replace(base, **changes)
