"""Cards in which Tocsin speaks of itself: a source broke or came back, a post could not be made."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card, Field
from bot.domain.delivery import Delivery
from bot.domain.errors import Failure, Problem
from bot.domain.source import Health, SourceInfo
from bot.present.escape import inert
from bot.present.limits import fit_card
from bot.present.words import count, fail_words, moment, source_words, span

BROKEN = 0xE67E22
RECOVERED = 0x27AE60
DEAD = 0xC0392B


def source_broken_card(info: SourceInfo, health: Health, zone: tzinfo = UTC) -> Card:
    """Said once when a source has failed long enough; `health` is that after the last failure, times are shown in `zone`."""
    last = (
        f"Its last good answer was at {moment(health.last_ok_at, zone)}." if health.last_ok_at else "It has never answered well."
    )
    return _notice(
        f"Source broken: {info.name}",
        f"Polling goes on with growing pauses. {last}",
        BROKEN,
        health.last_poll_at,
        ("Why", fail_words(health.reason, health.detail)),
        ("Failures in a row", str(health.failures)),
        ("Broken since", moment(health.broken_since, zone)),
        ("Source", source_words(info)),
        ("Id", info.id),
    )


def source_recovered_card(info: SourceInfo, health: Health, at: datetime) -> Card:
    """Said once when a source that was announced as broken answers again; `health` is that from before."""
    gone = f" after {span(at - health.broken_since)}" if health.broken_since else ""
    return _notice(
        f"Source recovered: {info.name}",
        f"It answers again{gone} and {count(health.failures, 'failure')} in a row.",
        RECOVERED,
        at,
        ("It was", fail_words(health.reason, health.detail)),
        ("Id", info.id),
    )


def dead_letter_card(delivery: Delivery, failure: Failure, at: datetime) -> Card:
    """Said somewhere else when a post was given up. The post's own title and link are repeated, so that nothing is lost."""
    return _notice(
        f"Not delivered: {delivery.card.title}",
        "This post was given up. Mend the channel, then look it up with /why or `tocsin why`.",
        DEAD,
        at,
        ("Channel", delivery.channel),
        ("Why", fail_words(failure.reason, failure.detail)),
        ("Tries", str(delivery.attempts)),
        ("Route", delivery.route),
        ("Delivery", delivery.id),
        url=delivery.card.url,
        severity=delivery.card.severity,
    )


def settings_refused_card(problems: Sequence[Problem], at: datetime) -> Card:
    """Said when a reload found faults: the old settings go on."""
    return _notice(
        "New settings refused",
        "The old ones stay in force. Mend these and reload again:\n" + "\n".join(map(str, problems)),
        BROKEN,
        at,
    )


def gateway_shut_card(why: Exception, at: datetime) -> Card:
    """Said when nobody can be answered: Discord refuses the bot, or it has signed in so often that it must not do so again."""
    return _notice(
        "Not listening on Discord",
        "Slash commands and buttons get no answer. Posts go on where Discord still takes them; `tocsin` on the command line works.",
        DEAD,
        at,
        ("Why", str(why)),
    )


def _notice(
    title: str, body: str, colour: int, at: datetime | None, *fields: tuple[str, str], url: str = "", severity: int = 0
) -> Card:
    made = tuple(Field(name, inert(value)) for name, value in fields if value)
    return fit_card(
        Card(inert(title), "\n".join(map(inert, body.splitlines())), url, made, "Tocsin about itself", colour, severity, at)
    )
