"""The landscape in words: levels, why, and a text for those who cannot see the chart."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.landscape import Area, AreaKind, Level, Reading, Turn, Weighs
from bot.present.escape import inert
from bot.present.limits import cut, fit_card
from bot.present.sparkline import sparkline
from bot.present.words import count, label, listed, moment, severity_mark, standing_words

LEVEL = {Level.NORMAL: "normal", Level.HEIGHTENED: "heightened", Level.NO_BASELINE: "no baseline yet"}
MARK = {Level.NORMAL: "●", Level.HEIGHTENED: "▲", Level.NO_BASELINE: "○"}
"""Shapes, so that colour is not needed."""
RISEN, FALLEN = 0xE67E22, 0x27AE60
NOTHING = "Nothing has been reported in the last weeks that a level could be read from."
FIELDS = 12
"""Areas that one card explains."""
REASON = 120
ALT = 1000
"""Discord takes 1024."""


def area_words(area: Area) -> str:
    """A country by its code, a sector by its name."""
    return area.code if area.kind is AreaKind.COUNTRY else label(area.code)


def turns_card(turns: Sequence[Turn], at: datetime, zone: tzinfo = UTC) -> Card:
    """Said once when levels change; what is heightened stands first, and each with the stories that weigh most."""
    risen = [t for t in turns if t.reading.level is Level.HEIGHTENED]
    fallen = [t for t in turns if t.reading.level is not Level.HEIGHTENED]
    heads = ((risen, "heightened"), (fallen, "normal again"))
    title = "; ".join(f"{listed([area_words(t.reading.area) for t in some], 6)} {said}" for some, said in heads if some)
    fields = [Field(_heading(t.reading), _why(t.reading), inline=False) for t in (*risen, *fallen)[:FIELDS]]
    return fit_card(
        Card(
            title=inert(f"Threat level: {title}"),
            body=f"By what was reported until {moment(at, zone)}, against what is usual there.",
            fields=tuple(fields),
            footer="level of reporting, not of danger to you · /landscape shows all",
            colour=RISEN if risen else FALLEN,
            severity=max((r.severity for t in risen for r in t.reading.reasons), default=0),
            at=at,
        )
    )


def reading_lines(readings: Sequence[Reading], zone: tzinfo = UTC) -> Iterator[str]:
    """One line an area, the highest first; each heightened one with its reasons below it."""
    for reading in by_excess(readings):
        yield inert(_line(reading, zone))
        if reading.level is Level.HEIGHTENED:
            yield from (f"    {line}" for line in _reasons(reading.reasons))


def whole_lines(reading: Reading, zone: tzinfo = UTC) -> Iterator[str]:
    """Everything about one area."""
    yield inert(_line(reading, zone))
    weeks = [max(reading.course[n : n + 7]) for n in range(0, len(reading.course), 7)]
    if weeks:
        yield f"Last {len(weeks)} weeks, the highest of each: {sparkline(weeks)} ({listed([f'{w:.1f}' for w in weeks], 20)})"
    yield from _reasons(reading.reasons)


def by_excess(readings: Sequence[Reading]) -> list[Reading]:
    """What is furthest above the usual first."""
    return sorted(readings, key=lambda r: (r.level is not Level.HEIGHTENED, -r.excess, -r.score, r.area))


def alt_text(readings: Sequence[Reading], zone: tzinfo = UTC) -> str:
    """What the chart shows, for those who do not see it."""
    shown = "; ".join(
        f"{area_words(r.area)} {LEVEL[r.level]}, score {r.score:.1f}, usual {r.usual:.1f}" for r in by_excess(readings)
    )
    at = moment(readings[0].at, zone) if readings else ""
    return cut(inert(f"Bars of the threat level at {at}, each with its usual value. {shown}."), ALT)


def _heading(reading: Reading) -> str:
    return inert(f"{MARK[reading.level]} {area_words(reading.area)}: {LEVEL[reading.level]}")


def _why(reading: Reading) -> str:
    measured = f"score {reading.score:.1f}, usual {reading.usual:.1f}, {reading.excess:+.1f} spreads"
    return "\n".join((measured, *_reasons(reading.reasons[:3])))


def _line(reading: Reading, zone: tzinfo) -> str:
    head = f"{MARK[reading.level]} {area_words(reading.area)}: {LEVEL[reading.level]}"
    since = f" since {moment(reading.since, zone)}" if reading.level is Level.HEIGHTENED else ""
    return f"{head}{since}; score {reading.score:.1f}, usual {reading.usual:.1f} ({reading.excess:+.1f} spreads)"


def _reasons(reasons: Sequence[Weighs]) -> Iterator[str]:
    for r in reasons:
        title = cut(inert(r.title), REASON)
        yield f"{severity_mark(r.severity)} {title} ({standing_words(r.standing)}, weighs {r.weight:.1f}; {r.story_id})"


def summary_words(readings: Sequence[Reading]) -> str:
    """How many stand where."""
    counts = [(level, sum(r.level is level for r in readings)) for level in Level]
    return ", ".join(f"{n} {LEVEL[level]}" for level, n in counts if n) or count(0, "area")
