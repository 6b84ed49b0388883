"""The card of a story: one living post. What happened, how bad now and before, who says so, how well supported, and why.

And the card of a line below it: what one further report adds. Both are pure functions of the story, so an unchanged story has
an unchanged card, and nobody is shown an edit that changes nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo

from bot.domain.card import Card, Field
from bot.domain.kind import Kind
from bot.domain.reasons import NewsReason, SummaryReason
from bot.domain.source import SourceInfo
from bot.domain.story import Report, Standing, Story, Told
from bot.domain.summary import Outcome
from bot.present.alert import claim_words, why_words
from bot.present.escape import defang, inert
from bot.present.limits import cut, fit_card
from bot.present.words import count, label, listed, moment, named, severity_line, severity_word, source_words

BODY_ROOM = 700
"""Units that two long sentences need; a summary that runs on is cut."""
CLAIMS = 4
SOURCES = 6
NEW = 4
"""Names that a line mentions."""

STANDING = {
    Standing.SINGLE_SOURCE: "single source",
    Standing.CORROBORATED: "corroborated",
    Standing.OFFICIAL: "official",
    Standing.DISPUTED: "disputed: somebody denies it",
}


def story_card(story: Story, kind: Kind, zone: tzinfo = UTC, merged: str = "") -> Card:
    """`kind` is the primary one; times are shown in `zone`; `merged` is the title of the story that this one became part of.
    The severity is the first field, so it always stays.
    """
    first = story.reports[0]
    found = tuple(i for r in story.reports for i in r.verdict.indicators)
    parts = (Field(name, defang(inert(value), found), inline) for name, value, inline in _parts(story, kind, zone, merged))
    return fit_card(
        Card(
            title=defang(inert(story.title), found),
            body=cut(defang(inert(story.summary or first.text[:BODY_ROOM]), found), BODY_ROOM),
            url=next((r.url for r in story.reports if r.url), ""),
            fields=tuple(f for f in parts if f.value),
            footer=" · ".join(_footer(story)),
            colour=kind.colour,
            severity=story.severity,
            at=story.last_seen,
            kind=story.kind,
        )
    )


def line_card(report: Report, news: Sequence[NewsReason], before: Story, after: Story, zone: tzinfo = UTC) -> Card:
    """One line: who reports, and what that adds; its link is the report's."""
    found = report.verdict.indicators
    adds = "; ".join(filter(None, [*(_news_words(n, report, before, after) for n in news), _new_names(report, before)]))
    said = report.verdict.title or report.title
    return fit_card(
        Card(
            title=inert(outlet(report.source)),
            body=defang(inert(f"{adds}. {cut(said, 160)}" if adds else cut(said, 160)), found),
            url=report.url,
            footer=moment(report.at, zone),
            severity=after.severity,
            at=report.at,
        )
    )


def outlet(info: SourceInfo) -> str:
    """A source in few words."""
    return f"{info.name} ({info.publisher}, {info.grade})"


def standing_words(story: Story) -> str:
    """How well it is supported, as words and numbers."""
    if story.standing is Standing.SINGLE_SOURCE:
        return STANDING[story.standing]
    return f"{STANDING[story.standing]} ({count(len(story.publishers), 'independent source')})"


def severity_words(story: Story) -> str:
    """Now, and before it changed."""
    was = severity_before(story)
    return severity_line(story.severity) + (f", was {severity_word(was)} ({was})" if was is not None else "")


def severity_before(story: Story) -> int | None:
    """What the severity was before the report that raised it last; None when none did."""
    steps: list[int] = []
    for report in story.reports:
        if not steps or report.verdict.severity > steps[-1]:
            steps.append(report.verdict.severity)
    return steps[-2] if len(steps) > 1 else None


def told_words(told: Told) -> str:
    """One claim, with who carries it and who carries a denial."""
    carried = f" (in {listed(told.outlets, 3)})" if len(told.outlets) > 1 else ""
    against = f"; DENIED in {listed(told.against, 3)}" if told.against else ""
    return claim_words(told.claim) + carried + against


def sources_words(story: Story) -> str:
    """How many, which, with grades, and how often their words were repeated."""
    copies = len({c.id for r in story.reports for c in r.copies} - {p.id for p in story.publishers})
    repeated = f", and {count(copies, 'copy', 'copies')}" if copies else ""
    if len(story.publishers) == 1:
        return source_words(story.publishers[0]) + repeated
    shown = [outlet(p) for p in story.publishers]
    return f"{count(len(shown), 'source')}: {listed(shown, SOURCES)}{repeated}"


def _parts(story: Story, kind: Kind, zone: tzinfo, merged: str) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether it may stand beside another; most wanted first, because the last give way first. Three stand in a row:
    how bad, what and how sure; then who, whom and where.
    """
    yield "Severity", severity_words(story), True
    yield "Kind", _kinds(story, kind), True
    yield "Standing", standing_words(story), True
    yield "Merged into", merged, False
    yield "Who", _with_places(named(story.actors), story.actor_countries), True
    yield "Whom", named(story.victims), True
    yield "Where", listed(story.victim_countries, 12), True
    yield "Sector", listed([label(s) for s in story.sectors]), True
    yield "Help from", named(story.responders), True
    yield "CVE", listed(story.cves, 10), True
    yield "Malware", named(story.malware), True
    yield "Claims", "; ".join(told_words(t) for t in _weighed(story)[:CLAIMS]), False
    yield "Source", sources_words(story), False
    yield "Seen", _seen(story, zone), False
    yield "Why", why_words(max(story.reports, key=lambda r: r.verdict.severity).verdict), False


def _seen(story: Story, zone: tzinfo) -> str:
    """When, and whether more is expected."""
    last = f", last {moment(story.last_seen, zone)}" if story.last_seen != story.first_seen else ""
    state = "; closed" if story.closed else "; open" if len(story.reports) > 1 else ""
    return f"first {moment(story.first_seen, zone)}{last}{state}"


def _weighed(story: Story) -> list[Told]:
    """Disputed claims first, then the most often told."""
    return sorted(story.claims, key=lambda t: (-len(t.against), -len(t.outlets)))


def _kinds(story: Story, kind: Kind) -> str:
    others = [label(k) for k in story.kinds if k != kind.slug]
    return f"{kind.icon} {kind.name}".strip() + (f", also {listed(others)}" if others else "")


def _footer(story: Story) -> Iterator[str]:
    """How sure we are, by which judgement, and who wrote the summary where it was not us: readers should know that it was a machine."""
    verdict = next((r.verdict for r in story.reports if r.verdict.summary), story.reports[0].verdict)
    yield f"alert with probability {story.score:.2f}"
    if verdict.model:
        yield f"model {inert(verdict.model)}"
    outcomes = filter(None, map(Outcome.of, verdict.reasons))
    yield from (f"summary by {inert(o.detail)}, checked" for o in outcomes if o.reason is SummaryReason.ENDPOINT)


def _news_words(reason: NewsReason, report: Report, before: Story, after: Story) -> str:
    match reason:
        case NewsReason.SEVERITY_ROSE:
            return f"severity {before.severity} → {after.severity} ({severity_word(after.severity)})"
        case NewsReason.OFFICIAL:
            who = next((s for s in (report.source, *report.copies) if s.publisher.value == "official"), report.source)
            return f"confirmed by {who.name} (official)"
        case NewsReason.DENIED:
            denied = next((t for t in after.claims if t.against), None)
            return f"denied: {claim_words(denied.claim)}" if denied else "denied"
        case NewsReason.NEW_VOICE:
            return f"now {count(len(after.publishers), 'independent source')}"
        case NewsReason.FURTHER_REPORT:
            return "further report"


def _new_names(report: Report, before: Story) -> str:
    """What the report names that nobody named before."""
    verdict = report.verdict
    known = {n.canonical or n.name for n in (*before.victims, *before.actors, *before.malware)}
    names = [n for n in (*verdict.victims, *verdict.actors, *verdict.malware) if (n.canonical or n.name) not in known]
    codes = [c for c in (*verdict.cves, *verdict.victim_countries) if c not in (*before.cves, *before.victim_countries)]
    new = listed([*(n.name for n in names), *codes], NEW)
    return f"new: {new}" if new else ""


def _with_places(names: str, places: tuple[str, ...]) -> str:
    """The countries are added where the names do not show them already."""
    where = listed([p for p in places if f"({p})" not in names])
    return f"{names} [{where}]" if names and where else names or where
