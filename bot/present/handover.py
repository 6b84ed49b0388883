"""The words of a hand-over: the note that one shift leaves to the next, and what somebody has to know of shifts to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.domain.activation import Activation
from bot.domain.card import Card, Field
from bot.domain.digest import Edition
from bot.domain.handover import ConflictAhead, GapAhead, HandOver, ShiftAhead
from bot.domain.schedule import Schedule, Shift
from bot.present.activation import activation_line
from bot.present.digest import digest_lines
from bot.present.escape import inert
from bot.present.limits import fit_card
from bot.present.words import moment, span

INK, WARN = 0x2980B9, 0xE67E22
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Left:
    """What one shift leaves to the next. `pages` and `situations` are lines."""

    edition: Edition
    pages: Sequence[str] = ()
    situations: Sequence[str] = ()
    activations: Sequence[Activation] = ()
    coming: Sequence[Shift] = ()


def note_card(hand: HandOver, left: Left) -> Card:
    """The note: who goes, who comes, until when, what is open, who is next."""
    zone = hand.schedule.zone
    until = f", until {moment(hand.incoming.end, zone)}" if hand.incoming else ""
    title = f"Hand-over {hand.schedule.id}/{hand.role}: {_who(hand.outgoing)} to {_who(hand.incoming)}"
    return fit_card(
        Card(
            title=inert(title),
            body="\n".join(note_lines(left, zone)),
            fields=(
                Field("On call now", inert(_who(hand.incoming) + until)),
                Field("Then", inert("; ".join(shift_words(s, zone) for s in left.coming)) or NOBODY, inline=False),
            ),
            footer=f"hand-over at {moment(hand.at, zone)}",
            colour=INK if hand.incoming else WARN,
            at=hand.at,
        )
    )


def note_lines(left: Left, zone: tzinfo) -> list[str]:
    """What is open, part by part; a part with nothing in it says so, because silence could mean anything."""
    lines = [*_part("Pages", left.pages, "No open page."), *_part("Situations", left.situations, "")]
    lines += _part("Activations", [activation_line(it, zone) for it in left.activations], "")
    return [*lines, *digest_lines(left.edition)]


def ahead_card(notice: ShiftAhead) -> Card:
    """To one person, in their own zone."""
    shift = notice.shift
    title = f"Your shift starts in {_length(notice)}: {notice.schedule.id}/{shift.role}"
    return fit_card(Card(inert(title), inert(shift_words(shift, shift.person.zone)), colour=INK, at=shift.start))


def trouble_card(notice: GapAhead | ConflictAhead) -> Card:
    """A hole, or a shift of somebody who is away."""
    schedule, zone = notice.schedule, notice.schedule.zone
    if isinstance(notice, GapAhead):
        gap = notice.gap
        title = f"Nobody on call: {schedule.id}/{gap.role}"
        told = f"From {moment(gap.start, zone)} to {moment(gap.end, zone)} ({span(gap.end - gap.start)}). Mend it by an override."
        return fit_card(Card(inert(title), inert(told), colour=WARN, at=gap.start))
    found = notice.conflict
    title = f"On call and away: {found.shift.person.name}, {schedule.id}/{found.shift.role}"
    told = f"From {moment(found.start, zone)} to {moment(found.end, zone)}. Mend it by an override or a swap."
    return fit_card(Card(inert(title), inert(told), colour=WARN, at=found.start))


def shift_words(shift: Shift, zone: tzinfo) -> str:
    """Who, from when to when."""
    return f"{shift.person.name} from {moment(shift.start, zone)} to {moment(shift.end, zone)}"


def handover_lines(schedule: Schedule, role: str, now: Shift | None, coming: Sequence[Shift]) -> list[str]:
    """Who has a role now and who has it next, for an answer."""
    zone = schedule.zone
    head = f"{schedule.id}/{role}: " + (f"{now.person.name} until {moment(now.end, zone)}" if now else NOBODY)
    return [inert(line) for line in (head, *(f"  then {shift_words(s, zone)}" for s in coming))]


def _part(name: str, lines: Sequence[str], nothing: str) -> list[str]:
    shown = [f"• {inert(line)}" for line in lines]
    return [f"{name}:", *shown] if shown else [nothing] if nothing else []


def _who(shift: Shift | None) -> str:
    return shift.person.name if shift else NOBODY


def _length(notice: ShiftAhead) -> str:
    """As it was asked for: whole hours."""
    hours = round(notice.before.total_seconds() / 3600, 1)
    return f"{hours:g} h"
