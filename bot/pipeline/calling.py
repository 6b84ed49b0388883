"""CALL: what a page's next change sends, and to whom: effects become delivery rows, each with an id of its own. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from bot.domain.audit import AuditLine, page_changed
from bot.domain.card import Card
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.page import Announce, Effect, Notify, PageReason, Post, Record
from bot.domain.paging import PageFile
from bot.domain.person import Contact, Method, Person
from bot.domain.policy import TargetKind
from bot.domain.route import Channel, Mention
from bot.domain.watch import DIRECT
from bot.duty.standing import Duty
from bot.present.paging import announced_card, called_card

CONTACT = "contact:"
"""Channels of people's own ways begin with it: "contact:" person "/" number of the way."""
WEBHOOK = "webhook:"
URGENT = 5
"""Added to the severity: a page goes out before any post."""
_GATEWAYS = {Method.EMAIL: "mail", Method.SMS: "sms", Method.VOICE: "voice"}
_SHORT = frozenset({Method.SMS, Method.VOICE, Method.PUSH})
_CHAT = frozenset({Method.DISCORD_DM, Method.DISCORD_MENTION})


@dataclass(frozen=True, slots=True)
class Gateways:
    """Addresses of Apprise through which plain mail addresses and telephone numbers are reached, with "{to}" in them."""

    mail: str = field(default="", repr=False)
    sms: str = field(default="", repr=False)
    voice: str = field(default="", repr=False)


def contact_channels(people: Mapping[str, Person], gateways: Gateways) -> dict[str, Channel]:
    """The channels behind people's ways, but those of Discord."""
    found = {}
    for person in people.values():
        for number, contact in enumerate(person.contacts):
            if contact.method not in _CHAT and (address := _address(contact, gateways)):
                name = contact_channel(person.id, number)
                short = contact.method in _SHORT
                found[name] = Channel(name, "apprise", secrets={"target": address}, thread=False, short=short)
    return found


def contact_channel(person: str, number: int) -> str:
    """Its id."""
    return f"{CONTACT}{person}/{number}"


def way_of(person: Person, number: int) -> str:
    """The channel of one way; "" for one that has none of its own."""
    contact = person.contacts[number]
    if contact.method is Method.DISCORD_DM:
        return f"{DIRECT}{contact.address}"
    return "" if contact.method is Method.DISCORD_MENTION else contact_channel(person.id, number)


def _address(contact: Contact, gateways: Gateways) -> str:
    gateway = _GATEWAYS.get(contact.method)
    return getattr(gateways, gateway).replace("{to}", contact.address) if gateway else contact.address


@dataclass(frozen=True, slots=True)
class Sending:
    """What words and addresses are made with."""

    duty: Duty
    zone: tzinfo = UTC


def follows(
    file: PageFile, effects: Sequence[Effect], now: datetime, sending: Sending
) -> tuple[tuple[Delivery, ...], tuple[AuditLine, ...]]:
    """Rows and lines of audit of one change; `file` is the page after it."""
    rows = []
    for number, effect in enumerate(effects):
        place = _placed(file, effect, sending)
        if place is not None:
            channel, head, mention, card = place
            rows.append(
                Delivery(
                    id=delivery_id(f"page/{file.id}/{file.version}/{number}", channel),
                    subject=Subject.PAGE,
                    item_id=file.id,
                    channel=channel,
                    card=card,
                    due_at=now,
                    created_at=now,
                    priority=URGENT + file.page.severity,
                    mention=mention,
                    head=head,
                    silent=isinstance(effect, Announce) and effect.reason not in LOUD,
                )
            )
    return tuple(rows), tuple(_audited(file, effects))


LOUD = frozenset({PageReason.LAST_RESORT, PageReason.STORM_CAP})
"""What everybody in the channel should hear of."""


def _placed(file: PageFile, effect: Effect, sending: Sending) -> tuple[str, str, Mention | None, Card] | None:
    """Channel, post below which it stands, whom it names, and what it says; None for what is not sent."""
    match effect:
        case Notify(person, _, contact, reason):
            return _called(file, person, contact, called_card(file, reason, sending.zone), sending.duty)
        case Post(target, reason):
            channel = target.id if target.kind is TargetKind.CHANNEL else f"{WEBHOOK}{target.id}"
            return channel, "", None, called_card(file, reason, sending.zone)
        case Announce() if file.channel:
            return file.channel, file.head, None, announced_card(file, effect, sending.duty.name(effect.who))
    return None


def _called(file: PageFile, person: str, number: int, card: Card, duty: Duty) -> tuple[str, str, Mention | None, Card] | None:
    known = duty.people.get(person)
    if known is None or number >= len(known.contacts):
        return None
    contact = known.contacts[number]
    if contact.method is Method.DISCORD_MENTION:
        mention = Mention(known.name, user_id=int(contact.address))
        return (file.channel, file.head, mention, card) if file.channel else None
    return way_of(known, number), "", None, card


def _audited(file: PageFile, effects: Sequence[Effect]) -> Iterator[AuditLine]:
    return (page_changed(file.id, effect) for effect in effects if isinstance(effect, Record))


def head_of(file: PageFile, card: Card, now: datetime) -> Delivery:
    """The post of a page that no story has one for."""
    return Delivery(file.head, Subject.PAGE, file.id, file.channel, card, now, now, priority=URGENT + file.page.severity)
