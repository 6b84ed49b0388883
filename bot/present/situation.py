"""The card of a situation: one post in place of many, with counts, the most frequent targets and the hours."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.kind import Kind
from bot.domain.situation import Bond, Shared, Situation, Tally
from bot.domain.story import Story
from bot.present.escape import inert
from bot.present.limits import fit_card
from bot.present.sparkline import numbers, sparkline
from bot.present.words import count, label, moment, named, severity_line, severity_word, span

MOST = 8
"""Targets of one sort that are named."""

SHARED = {Shared.FLAW: "all by {}", Shared.ACTOR: "all laid to {}", Shared.COUNTRY: "all in {}"}


def situation_card(situation: Situation, kind: Kind, *, at: datetime, zone: tzinfo = UTC) -> Card:
    """`kind` is that of its stories; `at` is when the card is made, times are shown in `zone`."""
    size = len(situation.stories)
    fields = (Field(name, inert(value), inline) for name, value, inline in _parts(situation, zone))
    return fit_card(
        Card(
            title=inert(f"{kind.icon} {count(size, 'alert')} of one kind: {kind.name}, {bond_words(situation.bond)}".strip()),
            body=_body(situation, zone),
            fields=tuple(f for f in fields if f.value),
            footer=f"situation {situation.id} · one post in place of many; severity 4 is posted by itself too",
            colour=kind.colour,
            severity=situation.severity,
            at=at,
        )
    )


def bond_words(bond: Bond) -> str:
    """What its stories share."""
    return SHARED[bond.by].format(bond.value)


def _body(situation: Situation, zone: tzinfo) -> str:
    usual = f"{situation.usual:.1f}".removesuffix(".0")
    why = f"Usual for six hours are {usual}; from {situation.needed} on they are told as one."
    if situation.until is not None:
        lasted = span(situation.latest - situation.since)
        return f"Over since {moment(situation.until, zone)}: it is as usual again. It lasted {lasted}. {why}"
    return f"New alerts of it join this post. {why}"


def _parts(situation: Situation, zone: tzinfo) -> Iterator[tuple[str, str, bool]]:
    """Name, value and whether it may stand beside another; the severity first, because it always stays."""
    yield "Severity", severity_line(situation.severity), True
    yield "Where", tallied(situation.countries), True
    yield "Sector", tallied([Tally(label(t.name), t.count) for t in situation.sectors]), True
    yield "Whom", tallied(situation.victims), False
    yield "By the hour", f"{sparkline(situation.hours)} (last 24 h: {numbers(situation.hours)})", False
    state = "over" if situation.until else "open"
    yield "Seen", f"first {moment(situation.since, zone)}, last {moment(situation.latest, zone)}; {state}", False


def member_lines(situation: Situation, stories: Sequence[Story], zone: tzinfo = UTC) -> Iterator[str]:
    """These stories of it, a line each, and how many more there are."""
    for story in stories:
        whom = f": {named(story.victims)}" if story.victims else ""
        yield inert(
            f"{severity_word(story.severity)} · {story.title}{whom} · {moment(story.first_seen, zone)} · story {story.id}"
        )
    if left := len(situation.stories) - len(stories):
        yield f"and {left} more"


def tallied(tallies: Sequence[Tally]) -> str:
    """Names with their counts, the most frequent first, and how many more there are."""
    left = len(tallies) - MOST
    return ", ".join(f"{t.name} {t.count}" for t in tallies[:MOST]) + (f" and {left} more" if left > 0 else "")
