"""A dossier in words: what it is about, how much a month, who says what of whom, the latest stories."""

from collections.abc import Iterator
from datetime import UTC, tzinfo

from bot.domain.dossier import Dossier, DossierKind, Said
from bot.domain.trace import Filed
from bot.present.alert import claim_words
from bot.present.escape import defang, inert
from bot.present.limits import cut
from bot.present.sparkline import numbers, sparkline
from bot.present.words import count, label, listed, moment, severity_mark, severity_word

NOTHING = "No alert that may be shown here speaks of it. Words can be looked for with /alerts search or `tocsin alerts search`."
ALIASES, OUTLETS, TITLE = 20, 3, 140
ALT = 1000
"""Discord takes 1024."""


def dossier_title(dossier: Dossier) -> str:
    """What it is about, and how much there is."""
    kind, name = dossier.subject.kind, cut(inert(_cold(dossier)), 120)
    head = (
        "Said to be behind it"
        if kind is DossierKind.ATTRIBUTION
        else label(kind).capitalize()
        if kind is not DossierKind.CVE
        else "Flaw"
    )
    return f"{head}: {name} · {count(dossier.total, 'alert')} in {count(len(dossier.months), 'month')}"


def dossier_lines(dossier: Dossier, zone: tzinfo = UTC) -> Iterator[str]:
    """Everything below the title, each line inert."""
    if dossier.subject.aliases:
        yield inert(f"Also known as: {listed(dossier.subject.aliases, ALIASES)}")
    if dossier.total:
        yield months_line(dossier)
    if dossier.claims:
        yield "Who says what:"
        yield from (f"• {_said(said, dossier, zone)}" for said in dossier.claims)
    if dossier.latest:
        yield "Latest:"
        yield from (f"{_latest(filed, zone)}" for filed in dossier.latest)
    else:
        yield NOTHING


def months_line(dossier: Dossier) -> str:
    """The months as bars and as numbers."""
    counts = [month.alerts for month in dossier.months]
    return f"{dossier.months[0].name} to {dossier.months[-1].name}: {sparkline(counts)} ({numbers(counts)})"


def months_title(dossier: Dossier) -> str:
    """Above the picture."""
    return cut(inert(f"{label(dossier.subject.kind).capitalize()} {_cold(dossier)}: alerts a month"), 80)


def months_alt(dossier: Dossier) -> str:
    """What the picture shows, for those who do not see it."""
    told = "; ".join(f"{month.name}: {month.alerts}" for month in dossier.months)
    return cut(inert(f"Bars of alerts a month. {_cold(dossier)}. {told}."), ALT)


def _cold(dossier: Dossier) -> str:
    """Its name, which is no link where it is an address."""
    name = dossier.subject.name
    return name.replace(".", "[.]").replace("://", "[://]") if dossier.subject.kind is DossierKind.INDICATOR else name


def _said(said: Said, dossier: Dossier, zone: tzinfo) -> str:
    indicators = tuple(i for f in dossier.latest if f.verdict for i in f.verdict.indicators)
    told = f"{claim_words(said.claim)} (in {listed(said.outlets, OUTLETS)}, {moment(said.at, zone)})"
    return defang(inert(told), indicators)


def _latest(filed: Filed, zone: tzinfo) -> str:
    item, verdict = filed.item, filed.verdict
    severity = verdict.severity if verdict else 0
    title = cut((verdict.title if verdict else "") or item.title, TITLE)
    facts = [label(verdict.kind) if verdict else "", item.source_id, moment(item.published or item.fetched_at, zone)]
    head = f"{severity_mark(severity)} {severity_word(severity)}: {title} ({', '.join(filter(None, facts))}; {item.story_id or item.id})"
    return defang(inert(head), verdict.indicators if verdict else ())
