"""Answers to people's questions, as lines and cards: the same words in chat and on the command line; times in `zone`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo

from bot.domain.card import Card
from bot.domain.delivery import Delivery, DeliveryState, Subject
from bot.domain.item import Item
from bot.domain.status import SourceLine, Status
from bot.domain.step import Stage
from bot.domain.summary import Outcome
from bot.domain.trace import Filed, Trace
from bot.domain.verdict import Verdict
from bot.present.alert import claim_words, evidence_words
from bot.present.balance import balance_line
from bot.present.escape import defang, inert
from bot.present.feedback import said_words
from bot.present.limits import cut, fit_card, pages
from bot.present.steps import step_lines
from bot.present.troubles import trouble_lines
from bot.present.words import (
    ITEM_REASON,
    STATE,
    count,
    fail_words,
    label,
    listed,
    moment,
    named,
    severity_colour,
    severity_line,
    span,
    summary_words,
)

NEVER_SEEN = (
    "Tocsin has never seen that address. Either no source listed it yet, or it was listed under another one: "
    "try the address without what follows a question mark, or search for words of its title."
)
NO_ALERT = "No alert or story with that id or address may be shown here. What became of an article that is no alert: /why or `tocsin why`."
NOTHING_FOUND = "Nothing found. Fewer conditions or a longer time may help."
INK = 0x5D6D7E
OF = " of: "


def filed_card(filed: Filed, zone: tzinfo = UTC) -> Card:
    """One alert of a list: small, with its link."""
    item, verdict = filed.item, filed.verdict
    indicators = verdict.indicators if verdict else ()
    facts = [item.source_id, moment(item.published or item.fetched_at, zone)]
    summary = ""
    if verdict:
        facts = [severity_line(verdict.severity), label(verdict.kind), listed(verdict.victim_countries, 4), *facts]
        summary = cut(defang(inert(verdict.summary), indicators), 280)
    title = defang(inert((verdict.title if verdict else "") or item.title), indicators)
    severity = verdict.severity if verdict else 0
    body = "\n".join(filter(None, (inert(" · ".join(filter(None, facts))), summary)))
    return fit_card(Card(cut(title, 200), body, item.url, colour=severity_colour(severity), severity=severity))


def found_cards(found: Sequence[Filed], page: int, again: str, zone: tzinfo = UTC, *, more: bool) -> list[Card]:
    """A page of a list. `again` is the question that gives the same list, "" where there is no other page; the last card says how to
    go on.
    """
    cards = [filed_card(filed, zone) for filed in found]
    if cards and again:
        here = f"page {page} · for more: page {page + 1}" if more else f"page {page}, the last"
        cards[-1] = replace(cards[-1], footer=inert(f"{here}{OF}{again}"))
    return cards


def question_of(footer: str) -> str:
    """The question that `found_cards` wrote there; "" where there is none."""
    return footer.partition(OF)[2]


def not_understood(fault: str, mend: str) -> str:
    """What is wrong in a line, and how to write it."""
    return inert(f"The line {fault}; {mend}." if fault.startswith("is ") else f"{fault[:1].upper()}{fault[1:]}; {mend}.")


def exported_words(number: int, *, whole: bool) -> str:
    """What is in a file."""
    return f"{count(number, 'alert')}, the newest or best first" + (
        "." if whole else "; there are more: narrow the search, or see `tocsin alerts export`."
    )


def no_link(_: Delivery) -> str:
    """Nobody knows where the posts are."""
    return ""


def trace_lines(trace: Trace, zone: tzinfo = UTC, link: Callable[[Delivery], str] = no_link) -> Iterator[str]:
    """Everything recorded about one item, each line inert: its state and why, the judgement and why, what became of it."""
    item, verdict = trace.filed.item, trace.filed.verdict
    indicators = verdict.indicators if verdict else ()
    for line in _trace(trace, item, verdict, zone, link):
        yield defang(inert(line), indicators)


def source_lines(sources: Sequence[SourceLine], zone: tzinfo = UTC) -> Iterator[str]:
    """One line a source."""
    for source in sources:
        info, health = source.info, source.state.health if source.state else None
        if source.state and source.state.paused:
            condition = "paused"
        elif health is None or health.last_poll_at is None:
            condition = "not polled yet"
        elif health.broken_since:
            condition = f"BROKEN since {moment(health.broken_since, zone)}, {fail_words(health.reason, health.detail)}"
        else:
            condition = f"ok, last new {moment(health.last_new_at, zone)}, {count(health.items, 'item')}"
        facts = " · ".join(filter(None, (info.name, info.kind, info.publisher, info.lang, info.country, f"grade {info.grade}")))
        yield inert(f"{'✗' if health and health.broken_since else '✓'} {info.id}: {facts}: {condition}")


def status_lines(status: Status) -> Iterator[str]:
    """How the bot is doing, the worst first."""
    for source in status.broken:
        health = source.state.health if source.state else None
        yield inert(f"✗ {source.info.id} is broken: {fail_words(health.reason, health.detail) if health else 'unknown'}")
    late = f", the oldest due since {span(status.now - status.oldest_due)}" if status.oldest_due else ""
    yield f"Posts waiting: {status.waiting}{late}"
    told = {x.info.id for x in status.broken}
    yield from trouble_lines([t for t in status.troubles if t.subject not in told])
    yield balance_line(status.balance)
    more = f", {status.paused} paused" if status.paused else ""
    more += f"; {status.due} due" + (f", {status.overdue} of them late" if status.overdue else "") if status.due else ""
    yield f"Sources: {status.sources}, {len(status.broken)} broken{more}"
    for (state, reason), number in sorted(status.counts.items()):
        yield f"{STATE[state]} ({label(reason)}): {number}"
    judge = f", judge {status.model}" if status.model else ""
    yield inert(f"Tocsin {status.version}{judge}, up for {span(status.now - status.started_at)}")


def trace_cards(trace: Trace, zone: tzinfo = UTC, link: Callable[[Delivery], str] = no_link) -> list[Card]:
    """The trace as cards; the first carries the link."""
    item, verdict = trace.filed.item, trace.filed.verdict
    title = defang(inert(item.title), verdict.indicators if verdict else ())
    return line_cards(title, list(trace_lines(trace, zone, link)), url=item.url, severity=verdict.severity if verdict else 0)


def line_cards(title: str, lines: Sequence[str], *, url: str = "", severity: int = 0) -> list[Card]:
    """Lines that are inert already, over as many cards as they need."""
    colour = severity_colour(severity) if severity else INK
    bodies = pages(lines) or [""]
    titles = [title, *(f"{cut(title, 200)} ({number})" for number in range(2, len(bodies) + 1))]
    return [
        fit_card(Card(head, body, url if head is title else "", colour=colour, severity=severity))
        for head, body in zip(titles, bodies, strict=True)
    ]


def _trace(trace: Trace, item: Item, verdict: Verdict | None, zone: tzinfo, link: Callable[[Delivery], str]) -> Iterator[str]:
    yield f"{STATE[item.state]}: {ITEM_REASON[item.reason]}" + (f" ({item.detail})" if item.detail else "")
    yield f"Item {item.id} of source {item.source_id}, fetched {moment(item.fetched_at, zone)}"
    if item.published:
        yield f"Published {moment(item.published, zone)}"
    if item.url:
        yield f"Address: {item.url}"
    if item.story_id:
        yield f"Story: {item.story_id}"
    yield from step_lines(trace.steps, Stage.TEXT, zone=zone)
    if trace.original:
        yield f"Same as: {_short(trace.original, zone)}"
    if verdict:
        yield from _judgement(verdict)
    for other in trace.duplicates:
        yield f"Repeated by: {_short(other, zone)}"
    yield from step_lines(trace.steps, Stage.STORY, Stage.ROUTE, Stage.SITUATION, Stage.WATCH, zone=zone)
    for delivery in trace.deliveries:
        yield delivery_line(delivery, zone, link(delivery))
    if trace.feedback:
        yield said_words(trace.feedback)


def _judgement(verdict: Verdict) -> Iterator[str]:
    answer = "an alert" if verdict.is_alert else "not an alert"
    kinds = listed([label(k) for k in (verdict.kind, *verdict.kinds)])
    yield f"Judged: {answer} with probability {verdict.score:.2f}; {kinds}; model {verdict.model or 'unnamed'}"
    yield f"Severity: {severity_line(verdict.severity)}"
    facts = (
        ("Who", named(verdict.actors)),
        ("From", listed(verdict.actor_countries)),
        ("Whom", named(verdict.victims)),
        ("Where", listed(verdict.victim_countries)),
        ("Help from", named(verdict.responders)),
        ("Sector", listed([label(s) for s in verdict.sectors])),
        ("CVE", listed(verdict.cves, 20)),
        ("Malware", named(verdict.malware)),
        ("Techniques", listed(verdict.attack_ids, 20)),
        ("Indicators", listed([i.value for i in verdict.indicators], 20)),
        ("Summary", verdict.summary),
    )
    yield from (f"{name}: {value}" for name, value in facts if value)
    yield from (f"Claim: {claim_words(c)}" for c in verdict.claims)
    for evidence in verdict.reasons:
        became = Outcome.of(evidence)
        yield f"The summary is {summary_words(became)}" if became else f"Because {evidence_words(evidence)}"


def _short(item: Item, zone: tzinfo) -> str:
    return f"{cut(item.title, 120)} ({item.source_id}, {moment(item.fetched_at, zone)}) {item.url}"


def delivery_line(delivery: Delivery, zone: tzinfo = UTC, link: str = "") -> str:
    """Where something is shown, or why not yet, or why not at all; not inert yet."""
    what = f"Line in {delivery.channel}" if delivery.head else f"Channel {delivery.channel}"
    by = "watch" if delivery.subject is Subject.WATCH else "route"
    where = what + (f" by {by} {delivery.route}" if delivery.route else "")
    tries = f" after {count(delivery.attempts, 'try', 'tries')}" if delivery.attempts > 1 else ""
    if delivery.state is DeliveryState.SENT:
        first = delivery.posted_at or delivery.sent_at
        edits = f", last written anew {moment(delivery.sent_at, zone)}" if delivery.sent_at != first else ""
        return f"{where}: posted {moment(first, zone)} as {delivery.message_id}{edits}{tries}" + (f" {link}" if link else "")
    why = f", last failure {fail_words(delivery.reason, delivery.detail)}" if delivery.reason else ""
    if delivery.state is DeliveryState.DEAD:
        return f"{where}: given up{tries}{why}"
    out = f"posted as {delivery.message_id}, to be written anew" if delivery.message_id else "waiting"
    return f"{where}: {out}, next try {moment(delivery.due_at, zone)}{tries}{why}"
