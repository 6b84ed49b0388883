"""What caps held from a channel, in one post: how many, and the worst of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.card import Card, Field
from bot.domain.route import Capped
from bot.present.escape import inert
from bot.present.limits import fit_card
from bot.present.words import count, listed, severity_word

NAMED = 5


def overflow_card(named: Sequence[Capped], number: int, routes: Sequence[str], at: datetime) -> Card:
    """`named` are those that may be told by name, the worst first; `number` is how many there were in all."""
    left = number - min(len(named), NAMED)
    lines = [f"{severity_word(c.severity)}: {c.title}" for c in named[:NAMED]] + ([f"and {left} more"] if left else [])
    return fit_card(
        Card(
            title=f"{count(number, 'more alert was', 'more alerts were')} held by the cap",
            body="\n".join(map(inert, lines)),
            fields=(Field("Route", inert(listed(list(routes))), inline=True),),
            footer="filed and found by /alerts; a higher cap, or a narrower route, would have posted them",
            severity=max((c.severity for c in named), default=0),
            at=at,
        )
    )
