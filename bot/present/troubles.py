"""What is wrong, in words: a notice when it starts, one when it ends, one for many at once, and the list for those who ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.reasons import TroubleReason
from bot.domain.source import SourceInfo
from bot.domain.trouble import Trouble
from bot.present.escape import inert
from bot.present.limits import cut, fit_card
from bot.present.words import count, label, moment, source_words, span

STARTED = 0xE67E22
OVER = 0x27AE60
SMALL = frozenset({"Since", "Id"})
"""Fields that share a row."""
NOTHING_WRONG = "Nothing is wrong."
MOST_LISTED = 40
"""Lines of one notice; the rest is counted."""

TITLE = {
    TroubleReason.BROKEN: "Source broken",
    TroubleReason.REFUSED: "Source refuses us",
    TroubleReason.EMPTY: "Source lists nothing",
    TroubleReason.MOVED: "Source moved",
    TroubleReason.QUIET: "Source silent",
    TroubleReason.UNACCOUNTED: "Entries not accounted for",
    TroubleReason.STUCK_ITEM: "Items wait for judgement",
    TroubleReason.STUCK_POLL: "Sources are not polled",
    TroubleReason.LATE_POST: "Posts are late",
    TroubleReason.NO_POST: "Alerts without a post",
    TroubleReason.ORPHANED_POST: "Posts about nothing",
    TroubleReason.CALENDAR: "Calendar cannot be read",
    TroubleReason.CALENDAR_NAMES: "Calendar names nobody known",
}
MEANING = {
    TroubleReason.BROKEN: "Polling goes on with growing pauses.",
    TroubleReason.REFUSED: "It answers, but not to us: it may ask for a key, or keep robots out. Polling goes on with growing pauses.",
    TroubleReason.EMPTY: "It answers well and lists nothing, where it used to list something. The list may live elsewhere now.",
    TroubleReason.MOVED: "It is polled at its new address. Write that into sources.toml before the old one dies.",
    TroubleReason.QUIET: "It answers well, but nothing is new for far longer than its own rhythm. It may have died quietly or moved.",
    TroubleReason.UNACCOUNTED: "They were fetched, are in no recorded state and were not pruned. That must never happen: keep a copy "
    "of the database (`tocsin db backup`) and report it.",
    TroubleReason.STUCK_ITEM: "They were fetched more than ten minutes ago. The log says why.",
    TroubleReason.STUCK_POLL: "They were due more than ten minutes ago.",
    TroubleReason.LATE_POST: "They were due more than ten minutes ago and nobody sends them.",
    TroubleReason.NO_POST: "They were decided to be posted, and no post of them exists. `/why` tells their trace.",
    TroubleReason.ORPHANED_POST: "What they tell of is not in the database.",
    TroubleReason.CALENDAR: "Shifts go on as it was last read; what changes in it meanwhile is not seen.",
    TroubleReason.CALENDAR_NAMES: "At these times nobody is on call by it. Name people there as oncall.toml does, by name or mail address.",
}
ENDED = {
    TroubleReason.BROKEN: "Source recovered",
    TroubleReason.REFUSED: "Source answers us again",
    TroubleReason.EMPTY: "Source lists something again",
    TroubleReason.MOVED: "Source polled at its own address",
    TroubleReason.QUIET: "Source speaks again",
    TroubleReason.UNACCOUNTED: "Entries accounted for",
    TroubleReason.STUCK_ITEM: "No item waits too long",
    TroubleReason.STUCK_POLL: "Sources are polled again",
    TroubleReason.LATE_POST: "Posts go out again",
    TroubleReason.NO_POST: "Every alert has its post",
    TroubleReason.ORPHANED_POST: "Every post has its item",
    TroubleReason.CALENDAR: "Calendar read again",
    TroubleReason.CALENDAR_NAMES: "Calendar names people of oncall.toml again",
}


def started_card(trouble: Trouble, info: SourceInfo | None, at: datetime, zone: tzinfo = UTC) -> Card:
    """Said once when it starts."""
    return _card(
        f"{TITLE[trouble.what]}{_of(trouble, info)}",
        MEANING[trouble.what],
        STARTED,
        at,
        ("New address" if trouble.what is TroubleReason.MOVED else "Why", trouble.detail),
        ("Source", source_words(info) if info else ""),
        ("Since", moment(trouble.since, zone)),
        ("Id", trouble.subject),
    )


def over_card(trouble: Trouble, info: SourceInfo | None, at: datetime, zone: tzinfo = UTC) -> Card:
    """Said once when it ends."""
    ended = trouble.ended_at or at
    return _card(
        f"{ENDED[trouble.what]}{_of(trouble, info)}",
        f"After {span(ended - trouble.since)}.",
        OVER,
        at,
        ("It was", f"{label(trouble.what)}: {trouble.detail}" if trouble.detail else label(trouble.what)),
        ("Since", moment(trouble.since, zone)),
        ("Id", trouble.subject),
    )


def started_together_card(troubles: Sequence[Trouble], infos: Mapping[str, SourceInfo], at: datetime, zone: tzinfo = UTC) -> Card:
    """Said once for many that start in the same minutes."""
    body = "So many in the same minutes often have one cause: our own network, a proxy, a name server."
    return _card(f"{count(len(troubles), 'trouble')} at once", body, STARTED, at, ("Which", _list(troubles, infos, zone)))


def over_together_card(troubles: Sequence[Trouble], infos: Mapping[str, SourceInfo], at: datetime, zone: tzinfo = UTC) -> Card:
    """Said once for many that end in the same minutes."""
    return _card(f"{count(len(troubles), 'trouble')} over", "", OVER, at, ("Which", _list(troubles, infos, zone)))


def trouble_lines(troubles: Sequence[Trouble], zone: tzinfo = UTC) -> Iterator[str]:
    """One line each, what is open first, the newest first."""
    for one in sorted(troubles, key=lambda t: (t.ended_at is None, t.ended_at or t.since), reverse=True):
        when = f"since {moment(one.since, zone)}"
        if one.ended_at:
            when = f"over {moment(one.ended_at, zone)}, after {span(one.ended_at - one.since)}"
        facts = (f"{one.subject or 'Tocsin'}: {label(one.what)}", when, cut(one.detail, 200))
        yield inert(f"{'✓' if one.ended_at else '✗'} {' · '.join(filter(None, facts))}")


def _of(trouble: Trouble, info: SourceInfo | None) -> str:
    name = info.name if info else trouble.subject
    return f": {name}" if name else ""


def _list(troubles: Sequence[Trouble], infos: Mapping[str, SourceInfo], zone: tzinfo) -> str:
    """As many lines as one field holds; the rest is a number."""
    lines, room = [], 900
    for trouble in sorted(troubles, key=lambda t: (t.what, t.subject))[:MOST_LISTED]:
        name = infos[trouble.subject].name if trouble.subject in infos else trouble.subject or "Tocsin"
        line = cut(f"{name}: {label(trouble.what)} since {moment(trouble.since, zone)}", 120)
        if room < len(line):
            break
        room -= len(line) + 1
        lines.append(line)
    left = len(troubles) - len(lines)
    return "\n".join([*lines, f"and {left} more: `/sources health`"] if left else lines)


def _card(title: str, body: str, colour: int, at: datetime, *fields: tuple[str, str]) -> Card:
    said = ((name, "\n".join(map(inert, value.splitlines()))) for name, value in fields if value)
    made = tuple(Field(name, value, inline=name in SMALL) for name, value in said)
    return fit_card(Card(inert(title), body, "", made, "Tocsin about itself", colour, 0, at))
