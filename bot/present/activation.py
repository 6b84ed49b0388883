"""The words of an activation: the request that somebody gets, the board that all see, the timeline, and what each answer means.

Of a rehearsal every title begins with the word EXERCISE, and no card has a severity, which some sinks would put before it: it is
the first word in a mail, a text message and a channel alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.activation import Activation, ActivationReason, ActivationRefusal, ActivationState, Member, MemberState
from bot.domain.activation_events import Figures, Line
from bot.domain.card import Card, Field
from bot.present.escape import inert
from bot.present.limits import cut, fit_card
from bot.present.words import count, listed, moment, span

EXERCISE = "EXERCISE"
"""Stands before the title of every message of a rehearsal, and below its text."""
INK = {
    ActivationState.CALLING: 0xE67E22,
    ActivationState.READY: 0x27AE60,
    ActivationState.SHORT: 0xC0392B,
    ActivationState.STOOD_DOWN: 0x7F8C8D,
}
STATE = {
    ActivationState.CALLING: "people are being asked",
    ActivationState.READY: "enough have accepted",
    ActivationState.SHORT: "the deadline is over and too few have accepted",
    ActivationState.STOOD_DOWN: "stood down",
}
MEMBER = {
    MemberState.ACCEPTED: ("✅", "accepted"),
    MemberState.RESERVE: ("🟦", "in reserve"),
    MemberState.ASKED: ("⏳", "asked, no answer yet"),
    MemberState.SILENT: ("❔", "silent"),
    MemberState.REFUSED: ("✖", "refused"),
}
"""A mark, and the word for those who do not see it."""
REASON = {
    ActivationReason.OPENED: "opened",
    ActivationReason.ASKED: "asked",
    ActivationReason.ASKED_MORE: "asked in another's place",
    ActivationReason.SHARE_RAISED: "each country may give more, because no other has anybody left",
    ActivationReason.SKILL_MISSING: "nobody has this skill",
    ActivationReason.NOBODY_LEFT: "everybody who fits was asked",
    ActivationReason.REMINDED: "reminded",
    ActivationReason.ACCEPTED: "accepted",
    ActivationReason.RESERVED: "accepted, in reserve",
    ActivationReason.CALLED_UP: "called up from the reserve",
    ActivationReason.REFUSED: "refused",
    ActivationReason.SILENT: "did not answer in half the time",
    ActivationReason.READY: "enough have accepted",
    ActivationReason.DEADLINE_OVER: "the deadline passed with too few",
    ActivationReason.NOTED: "note",
    ActivationReason.STOOD_DOWN: "stood down",
}
ASKS = {
    ActivationReason.ASKED: "You are asked to help",
    ActivationReason.ASKED_MORE: "You are asked to help",
    ActivationReason.REMINDED: "Your answer is awaited",
    ActivationReason.ACCEPTED: "You have accepted",
    ActivationReason.RESERVED: "You are in reserve",
    ActivationReason.CALLED_UP: "You are needed after all",
    ActivationReason.REFUSED: "You have refused",
    ActivationReason.STOOD_DOWN: "Stood down",
}
ACTIVATION_REFUSAL = {
    ActivationRefusal.NO_SUCH_ACTIVATION: "there is no such activation; `list` shows those there are",
    ActivationRefusal.NO_SUCH_PERSON: "nobody in oncall.toml has that id, or your Discord account among their contacts",
    ActivationRefusal.NOT_ASKED: "that person was not asked in this activation",
    ActivationRefusal.NOT_YOURS: "that request is to somebody else; answer your own, or by `/activate accept`",
    ActivationRefusal.OVER: "it is stood down",
    ActivationRefusal.NO_REASON: "an activation needs a reason; say why, in a few words",
    ActivationRefusal.NO_REQUESTER: "an activation needs the party that asks for it",
    ActivationRefusal.BAD_COUNT: "say how many people, from 1 to 100",
    ActivationRefusal.BAD_DEADLINE: "the deadline is 10 minutes to 30 days from now",
    ActivationRefusal.UNKNOWN_SKILL: "nobody in oncall.toml has such a skill",
    ActivationRefusal.NOBODY_TO_ASK: "nobody in oncall.toml fits and can be reached",
    ActivationRefusal.NOTHING_SAID: "there is nothing to write down",
    ActivationRefusal.CHANGED_MEANWHILE: "others changed it at the same moment; say it once more",
}
"""Why a wish was not done."""
NO_ACTIVATION = "No activation."
OPEN_ROOM = "This room is open to everybody in the channel: a private one could not be made here."
DAY = "%Y-%m-%d %H:%M"


def marked(it: Activation, text: str) -> str:
    """The text, with the mark of a rehearsal before it."""
    return f"{EXERCISE}: {text}" if it.request.exercise else text


def ask_card(it: Activation, member: Member, reason: ActivationReason, zone: tzinfo = UTC) -> Card:
    """What one person is told: who asks for help and why, by when to answer, and how. All of it in the body, which a text message keeps."""
    request = it.request
    body = [request.reason]
    if member.state in (MemberState.ASKED, MemberState.SILENT):
        body.append(
            f"Answer by {moment(request.deadline, zone)}, in Discord: /activate accept {it.id} or /activate refuse {it.id}"
        )
    values = (
        ("Your part", ", ".join([*(["lead"] if member.lead else []), *member.skills]), True),
        ("Outcome", it.outcome, False),
    )
    return _card(it, f"{ASKS[reason]}: {request.requester}", "\n".join(body), values, zone)


def board_card(it: Activation, zone: tzinfo = UTC) -> Card:
    """The activation at a glance, for everybody who may see its channel."""
    request = it.request
    states = [m.state for m in it.members]
    told = ", ".join(f"{n} {word}" for state, (_, word) in MEMBER.items() if (n := states.count(state)))
    values = (
        ("State", STATE[it.state], True),
        ("Accepted", f"{it.accepted} of {request.wanted}", True),
        ("Deadline", moment(request.deadline, zone), True),
        ("Skills", listed(sorted(request.skills)), True),
        ("Asked", told, False),
        ("Story", request.story_id, True),
        ("Outcome", it.outcome, False),
    )
    body = "\n".join([request.reason, "", *(_member_line(m) for m in it.members)])
    return _card(it, f"Activation {it.id}: {request.requester}", body, values, zone)


def room_card(it: Activation, zone: tzinfo = UTC) -> Card:
    """What stands first in the room of those who accepted."""
    return _card(it, f"Response {it.id}: {it.request.requester}", it.request.reason, (), zone)


def line_card(it: Activation, lines: Sequence[Line], people: Mapping[str, str], zone: tzinfo = UTC) -> Card:
    """What just happened at one instant, as one line in the room."""
    body = f"{_when(lines[0].at, zone)} " + "; ".join(line_words(line, people) for line in lines)
    return fit_card(Card(marked(it, "Timeline"), inert(body), colour=INK[it.state]))


def line_words(line: Line, people: Mapping[str, str]) -> str:
    """What happened, to whom, by whom; `people` is id -> name."""
    who = people.get(line.who, line.who)
    by = people.get(line.by, line.by) if line.by != line.who else ""
    told = ": ".join(filter(None, (REASON[line.reason], who)))
    return inert(told + (f" ({line.detail})" if line.detail else "") + (f", says {by}" if by else ""))


def timeline_lines(lines: Iterable[Line], people: Mapping[str, str], zone: tzinfo = UTC) -> Iterator[str]:
    """A line a line, numbered, to the minute."""
    for line in lines:
        yield f"{line.seq:>3}. {_when(line.at, zone)}  {line_words(line, people)}"


def activation_line(it: Activation, zone: tzinfo = UTC) -> str:
    """One line of a list."""
    request = it.request
    facts = f"{STATE[it.state]}; {it.accepted} of {request.wanted} accepted, {len(it.members)} asked; until {moment(request.deadline, zone)}"
    return inert(marked(it, f"{it.id} {request.requester}: {cut(request.reason, 80)} ({facts})"))


def status_lines(it: Activation, lines: Sequence[Line], zone: tzinfo = UTC) -> list[str]:
    """All that is known of one."""
    people = {m.person: m.name for m in it.members}
    return [activation_line(it, zone), *(_member_line(m) for m in it.members), "", *timeline_lines(lines, people, zone)]


def figure_lines(figures: Figures) -> Iterator[str]:
    """What activations were like."""
    yield f"{count(figures.activations, 'activation')}; {figures.met} had enough people inside the deadline."
    yield f"{figures.asked} asked: {figures.accepted} accepted, {figures.refused} refused, {figures.silent} never answered."
    for name, length in (("first answer", figures.first_answer), ("enough people", figures.until_ready)):
        if length is not None:
            yield f"Time until {name}, median: {span(length)}."
    for country, (asked, came) in sorted(figures.by_country.items()):
        yield inert(f"{country or 'no country'}: {came} of {asked} came.")


def _member_line(member: Member) -> str:
    mark, word = MEMBER[member.state]
    part = ", ".join(filter(None, ("lead" if member.lead else "", *member.skills)))
    where = f" ({member.country})" if member.country else ""
    return inert(f"{mark} {member.name}{where}: {word}" + (f" · {part}" if part else ""))


def _card(it: Activation, title: str, body: str, values: Iterable[tuple[str, str, bool]], zone: tzinfo) -> Card:
    fields = tuple(Field(name, inert(value), inline) for name, value, inline in values if value)
    footer = " · ".join(
        filter(
            None, (f"activation {it.id}", f"opened {moment(it.opened_at, zone)}", EXERCISE.lower() if it.request.exercise else "")
        )
    )
    clean = "\n".join(map(inert, body.split("\n")))
    return fit_card(Card(marked(it, inert(title)), clean, fields=fields, footer=footer, colour=INK[it.state]))


def _when(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime(DAY)
