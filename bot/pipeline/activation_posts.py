"""From what an activation decided to rows of the outbox: the board, the room, and what each person is told.

What somebody is asked is one message for as long as the activation lives: where the sink can write it anew, it says later what they
answered. A reminder goes out by every way the person has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from bot.domain.activation import Activation, ActivationReason, Member
from bot.domain.activation_events import Effect, Line, Tell
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.person import Method, Person, Urgency
from bot.domain.route import Mention
from bot.duty.contacts import ladder
from bot.pipeline.reach import reached_by
from bot.ports.activations import ActivationChange
from bot.present.activation import ask_card, board_card, line_card, room_card

R = ActivationReason
SEVERITY = 3
"""As which an activation is urgent: quiet hours are kept."""
ASKS = frozenset({R.ASKED, R.ASKED_MORE})
ANSWERS = frozenset({R.ACCEPTED, R.RESERVED, R.REFUSED})
COMES = frozenset({R.ACCEPTED, R.CALLED_UP})
LOUD = frozenset({R.READY, R.DEADLINE_OVER, R.STOOD_DOWN})
"""What is worth a notification in the room."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rows are made from: the activation after the change, the people, the time and the zone of its words."""

    it: Activation
    people: Mapping[str, Person]
    now: datetime
    zone: tzinfo


def change_of(scene: Scene, was: int, effects: Sequence[Effect]) -> ActivationChange:
    """Everything that follows from one event."""
    lines = tuple(e for e in effects if isinstance(e, Line))
    answered = [(line.who, line.reason) for line in lines if line.reason in ANSWERS]
    told = [(t.person, t.reason) for t in effects if isinstance(t, Tell) and t.reason not in ANSWERS]
    heads = [row for who, reason in answered for row in _living(scene, who, reason)]
    heads += [row for who, reason in told if reason in ASKS for row in _living(scene, who, reason)]
    rows = [row for who, reason in told if reason not in ASKS for row in _said(scene, who, reason)]
    if scene.it.channel:
        heads.append(_row(scene, "board", board_card(scene.it, scene.zone)))
        rows += [_room(scene), *_room_lines(scene, lines)]
    return ActivationChange(scene.it, was, lines, tuple(heads), tuple(rows))


def _living(scene: Scene, who: str, reason: R) -> list[Delivery]:
    """The request to somebody, or that same message with what they answered: by the ways that are tried first."""
    return [_to(scene, who, reason, n, at, "ask") for at, n in _rungs(scene, who)[:1]]


def _said(scene: Scene, who: str, reason: R) -> list[Delivery]:
    """A message of its own; a reminder by every way."""
    rungs = _rungs(scene, who)
    chosen = rungs if reason is R.REMINDED else rungs[:1]
    return [_to(scene, who, reason, n, at, f"{reason}/{scene.it.seq}") for at, n in chosen]


def _rungs(scene: Scene, who: str) -> tuple[tuple[datetime, int], ...]:
    person = scene.people.get(who)
    return ladder(person, Urgency.HIGH, SEVERITY, scene.now) if person else ()


def _to(scene: Scene, who: str, reason: R, number: int, at: datetime, about: str) -> Delivery:
    """A row to one way of somebody, in their own zone."""
    person = scene.people[who]
    member = scene.it.member(who) or Member(who, person.name, person.country, (), lead=False, asked_at=scene.now)
    row = _row(scene, f"{about}/{who}/{number}", ask_card(scene.it, member, reason, person.zone), at)
    return reached_by(row, person, number, scene.it.channel)


def _room(scene: Scene) -> Delivery:
    return _row(scene, "room", room_card(scene.it, scene.zone), subject=Subject.ROOM)


def _room_lines(scene: Scene, lines: Sequence[Line]) -> list[Delivery]:
    """What happened, as one line; who comes is called into the room by name in it."""
    if not lines:
        return []
    names = {who: person.name for who, person in scene.people.items()}
    calls = (_mention(scene.people.get(line.who)) for line in lines if line.reason in COMES)
    mention = next((m for m in calls if m), None)
    loud = mention is not None or any(line.reason in LOUD for line in lines)
    card = line_card(scene.it, lines, names, scene.zone)
    row = _row(scene, f"line/{lines[0].seq}", card, subject=Subject.ROOM, mention=mention, silent=not loud)
    return [replace(row, head=_id(scene, "room"))]


def _mention(person: Person | None) -> Mention | None:
    """By the Discord account among their contacts."""
    ways = (Method.DISCORD_DM, Method.DISCORD_MENTION)
    account = next((c.address for c in person.contacts if c.method in ways), "") if person else ""
    return Mention(person.name, user_id=int(account)) if person and account else None


def _id(scene: Scene, about: str) -> str:
    return delivery_id(f"activation/{scene.it.id}/{about}", scene.it.channel)


def _row(
    scene: Scene,
    about: str,
    card: Card,
    at: datetime | None = None,
    *,
    subject: Subject = Subject.ACTIVATION,
    mention: Mention | None = None,
    silent: bool = False,
) -> Delivery:
    return Delivery(
        _id(scene, about),
        subject,
        scene.it.id,
        scene.it.channel,
        card,
        at or scene.now,
        scene.now,
        priority=SEVERITY,
        mention=mention,
        silent=silent or (subject is Subject.ACTIVATION and about == "board"),
    )
