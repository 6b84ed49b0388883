"""The card of an alert: what happened, how bad, who and whom, who says so, and why we think so."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.item import Item
from bot.domain.kind import Kind
from bot.domain.reasons import SummaryReason
from bot.domain.source import SourceInfo
from bot.domain.summary import Outcome
from bot.domain.verdict import Claim, Evidence, Verdict
from bot.present.escape import defang, inert
from bot.present.limits import cut, fit_card
from bot.present.words import CERTAINTY, label, listed, moment, named, severity_line, source_words

BODY_ROOM = 700
"""Units that two long sentences need; a summary that runs on is cut."""
CLAIMS = 3
FACTS = 4
"""Facts shown for each kind and for the severity."""
WORDS = 5
ALERT = "alert"
"""What the model's words speak for; the same in `Evidence.about`."""


def alert_card(item: Item, verdict: Verdict, source: SourceInfo, kind: Kind, *, at: datetime, zone: tzinfo = UTC) -> Card:
    """`kind` is the primary one; `at` is when the alert was decided, times are shown in `zone`. The severity is the first field, so it always stays."""
    parts = (
        Field(name, defang(inert(value), verdict.indicators), inline)
        for name, value, inline in _parts(item, verdict, source, kind, zone)
    )
    card = Card(
        title=defang(inert(verdict.title or item.title), verdict.indicators),
        body=cut(defang(inert(verdict.summary or item.text[:BODY_ROOM]), verdict.indicators), BODY_ROOM),
        url=item.url,
        fields=tuple(f for f in parts if f.value),
        footer=" · ".join(_footer(verdict)),
        colour=kind.colour,
        severity=verdict.severity,
        at=at,
    )
    return fit_card(card)


def claim_words(claim: Claim) -> str:
    """Who says what of whom, never as fact."""
    said = CERTAINTY[claim.certainty].format(claim.by or "an unnamed source")
    about = f"{claim.about}: " if claim.about and claim.about != claim.by else ""
    return f"{said}: {about}{claim.act}"


def evidence_words(evidence: Evidence) -> str:
    """One thing that moved the verdict."""
    weight = f" ({evidence.weight:+.1f})" if evidence.weight else ""
    return f"{label(evidence.about)}: {evidence.seen}{weight}"


def kind_words(verdict: Verdict, kind: Kind) -> str:
    """The primary kind with its icon, then the others."""
    others = [label(k) for k in verdict.kinds if k != kind.slug]
    return f"{kind.icon} {kind.name}".strip() + (f", also {listed(others)}" if others else "")


def _parts(item: Item, verdict: Verdict, source: SourceInfo, kind: Kind, zone: tzinfo) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether it may stand beside another; most wanted first, because the last give way first."""
    yield "Severity", severity_line(verdict.severity), True
    yield "Kind", kind_words(verdict, kind), True
    yield "Who", _with_places(named(verdict.actors), verdict.actor_countries), True
    yield "Whom", named(verdict.victims), True
    yield "Where", listed(verdict.victim_countries, 12), True
    yield "Sector", listed([label(s) for s in verdict.sectors]), True
    yield "Claims", "; ".join(claim_words(c) for c in verdict.claims[:CLAIMS]), False
    yield "Help from", named(verdict.responders), True
    yield "CVE", listed(verdict.cves, 10), True
    yield "Malware", named(verdict.malware), True
    yield "Source", source_words(source), False
    published = f"published {moment(item.published, zone)}, " if item.published else ""
    yield "Time", f"{published}seen {moment(item.fetched_at, zone)}", False
    yield "Why", why_words(verdict), False


def _footer(verdict: Verdict) -> Iterator[str]:
    """How sure we are, by which judgement, and who wrote the summary where it was not us: readers should know that it was a machine."""
    yield f"alert with probability {verdict.score:.2f}"
    if verdict.model:
        yield f"model {inert(verdict.model)}"
    outcomes = filter(None, map(Outcome.of, verdict.reasons))
    yield from (f"summary by {inert(o.detail)}, checked" for o in outcomes if o.reason is SummaryReason.ENDPOINT)


def why_words(verdict: Verdict) -> str:
    """The short form for a post: facts about the kind and the severity first, then the words that spoke most for an alert."""
    parts = []
    for about in dict.fromkeys((verdict.kind, *verdict.kinds, "severity")):
        facts = dict.fromkeys(w for e in verdict.reasons if e.about == about and not e.weight for w in e.seen.split(", "))
        if facts:
            parts.append(f"{label(about)}: {listed(list(facts), FACTS)}")
    spoke = sorted((e for e in verdict.reasons if e.weight > 0 and e.about == ALERT), key=lambda e: -e.weight)
    if spoke:
        parts.append(f"words: {listed([e.seen for e in spoke[:WORDS]])}")
    return "; ".join(parts)


def _with_places(names: str, places: tuple[str, ...]) -> str:
    """The countries are added where the names do not show them already."""
    where = listed([p for p in places if f"({p})" not in names])
    return f"{names} [{where}]" if names and where else names or where
