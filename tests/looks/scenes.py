"""What the picture shows: cards made by the builders that make them in earnest, about organisations that do not exist."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.analysis.news import news
from bot.analysis.told import told
from bot.chat.buttons.row import buttons_of
from bot.chat.embed import embed_of
from bot.chat.threads import line_text, mark_of
from bot.domain.delivery import Delivery, Subject
from bot.domain.page import PageReason
from bot.domain.reasons import TroubleReason
from bot.domain.response import Ack
from bot.domain.route import Channel
from bot.domain.situation import Bond, Shared, Tally
from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.story import Report
from bot.domain.verdict import Certainty, Claim, Evidence, Named, Verdict
from bot.pipeline.earning import why
from bot.present.paging import called_card
from bot.present.responses import ack_words, noted_card
from bot.present.situation import situation_card
from bot.present.story import line_card, story_card
from bot.present.troubles import started_card
from tests.fakes.nouns import DDOS, NOON, RANSOMWARE, delivery, situation, trouble
from tests.fakes.pages import page_file

MORNING = NOON.replace(hour=6, minute=40)
VICTIM = "Norhaven Port Authority"


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a post's thread, as Discord is sent it."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One post as Discord has it: the embed, the buttons, and the lines of its thread."""

    at: datetime
    embed: discord.Embed
    buttons: tuple[discord.ui.Button[Any], ...] = ()
    lines: tuple[Line, ...] = ()


def _outlet(name: str, publisher: Publisher, grade: Grade) -> SourceInfo:
    slug = name.lower().replace(" ", "-")
    return SourceInfo(slug, name, "feed", f"https://{slug}.example/feed", "en", "LT", publisher, grade)


def _report(number: int, minutes: int, source: SourceInfo, title: str, severity: int, **says: Any) -> Report:
    """One report; what it does not say it leaves empty."""
    base = Verdict(
        is_alert=True,
        score=0.97,
        kind="ransomware",
        kinds=("ransomware",),
        severity=severity,
        lang="en",
        summary="",
        title=title,
        victims=(Named(VICTIM),),
        victim_countries=("LT",),
        sectors=("transport",),
        model="t1",
    )
    url = f"https://{source.id}.example/{number}"
    return Report(f"item-{number}", source, MORNING + timedelta(minutes=minutes), title, replace(base, **says), url)


def reports() -> tuple[Report, ...]:
    """A port's cranes stand still, and three more outlets find out more, each in its own words."""
    boast = Claim("Grey Heron", VICTIM, "copied 2 TB of freight papers", Certainty.CLAIMED)
    gang = (Named("Grey Heron", "Heron Spider"),)
    seen = (Evidence("ransomware", "ransom note"), Evidence("severity", "cranes"), Evidence("alert", "locked", 2.1))
    begin = "Cranes stand still at the port of Norhaven after ransomware locks its offices"
    summary = (
        f"{VICTIM} stopped loading on Monday morning after a ransom note appeared on its office computers. "
        "Ships wait outside the harbour; no date for a restart was given."
    )
    herald = _outlet("Coast Herald", Publisher.PRESS, Grade.B)
    wire = _outlet("Baltic Wire", Publisher.PRESS, Grade.A)
    lab = _outlet("Quayside Lab", Publisher.RESEARCH, Grade.B)
    post = _outlet("Evening Post", Publisher.PRESS, Grade.C)
    names = "Grey Heron names the port of Norhaven on its leak site"
    return (
        _report(1, 0, herald, begin, 2, summary=summary, reasons=seen),
        _report(2, 55, wire, "Norhaven ferries cancelled as port attack spreads", 3, reasons=seen),
        _report(3, 130, lab, names, 3, actors=gang, claims=(boast,)),
        _report(4, 205, post, "Amber Freight reroutes ships from Norhaven", 2, victims=(Named("Amber Freight"),)),
    )


def story_post() -> Shown:
    """A living post that somebody took on, with a line for each later report."""
    every = reports()
    lines = []
    for size in range(2, len(every) + 1):
        before, after = told("s", every[: size - 1]), told("s", every[:size])
        new = every[size - 1]
        made = line_card(new, news(before, after), before, after)
        lines.append(Line(line_text(replace(_delivery(new.item_id), card=made)), new.at))
    note = ack_words(Ack("s", "", "", "Ada", every[1].at + timedelta(minutes=3)))
    head = replace(_delivery("story"), card=story_card(told("s", every), RANSOMWARE), note=note)
    return _shown(every[0].at + timedelta(minutes=2), head, tuple(lines))


def page_post() -> Shown:
    """Whoever is on call is called, and has not answered yet."""
    every = reports()[:2]
    story, at = told("s", every), every[1].at + timedelta(minutes=1)
    page = replace(page_file().page, id="p4c1d", severity=story.severity)
    earned = why(story, "ports")
    file = page_file(page=page, title=story.title, why=earned, summary=story.summary, url=every[0].url, opened_at=at)
    made = _delivery("page", subject=Subject.PAGE, card=called_card(file, PageReason.STEP, UTC))
    return _shown(at, made)


def situation_post() -> Shown:
    """One post in place of many: sites of a country flooded."""
    at = MORNING + timedelta(hours=4)
    made = situation(
        "s-7f3a",
        bond=Bond("ddos", Shared.COUNTRY, "LT"),
        stories=tuple(f"i{n}" for n in range(9)),
        severity=2,
        since=at - timedelta(hours=4, minutes=25),
        latest=at - timedelta(minutes=6),
        usual=0.5,
        victims=(Tally("Amber Bank", 3), Tally("City of Norhaven", 2), Tally("Ferry Line", 1)),
        countries=(Tally("LT", 9),),
        sectors=(Tally("finance", 4), Tally("government", 3), Tally("transport", 2)),
        hours=(*([0] * 19), 1, 0, 2, 4, 2),
    )
    return _shown(at, _delivery("situation", subject=Subject.SITUATION, card=situation_card(made, DDOS, at=at)))


def trouble_post() -> Shown:
    """Said once when a source breaks."""
    at = MORNING + timedelta(hours=5)
    info = _outlet("Evening Post", Publisher.PRESS, Grade.C)
    one = trouble(TroubleReason.BROKEN, subject=info.id, since=at - timedelta(minutes=40), detail="timeout: no answer in 20 s")
    return _shown(at, _delivery("trouble", subject=Subject.NOTICE, card=started_card(one, info, at)))


def _delivery(about: str, **changes: Any) -> Delivery:
    return delivery(about=about, **changes)


def _shown(at: datetime, made: Delivery, lines: tuple[Line, ...] = ()) -> Shown:
    """What the sink sends for it."""
    buttons = tuple(buttons_of(made, Channel("desk", "discord")))
    return Shown(at, embed_of(noted_card(made), mark_of(made)), buttons, lines)


SCENES: Mapping[str, Callable[[], Shown]] = {
    "story": story_post,
    "page": page_post,
    "situation": situation_post,
    "trouble": trouble_post,
}
