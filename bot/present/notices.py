"""Cards in which Tocsin speaks of itself: a source broke or came back, a post could not be made."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.card import Card, Field
from bot.domain.delivery import Delivery
from bot.domain.errors import Failure, Problem
from bot.present.escape import inert
from bot.present.limits import fit_card
from bot.present.words import fail_words

BROKEN = 0xE67E22
RECOVERED = 0x27AE60
DEAD = 0xC0392B


def dead_letter_card(delivery: Delivery, failure: Failure, at: datetime, *, told: bool = True) -> Card:
    """Said somewhere else when a post was given up. The post's own title and link are repeated, so that nothing is lost, unless
    it may not be `told` there.
    """
    return _notice(
        f"Not delivered: {delivery.card.title if told else 'a post that may not be shown here'}",
        "This post was given up. Mend the channel, then look it up with /why or `tocsin why`.",
        DEAD,
        at,
        ("Channel", delivery.channel),
        ("Why", fail_words(failure.reason, failure.detail)),
        ("Tries", str(delivery.attempts)),
        ("Route", delivery.route),
        ("Delivery", delivery.id),
        url=delivery.card.url if told else "",
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
