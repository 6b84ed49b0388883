"""The books in words: how much was fetched, what became of it, and what is lost."""

from collections.abc import Iterator
from datetime import UTC, tzinfo

from bot.domain.balance import Balance
from bot.present.escape import inert
from bot.present.troubles import TITLE
from bot.present.words import STATE, moment

NEVER_COUNTED = "Books: not compared yet; the first count comes ten minutes after a start."


def balance_line(balance: Balance | None, zone: tzinfo = UTC) -> str:
    """The outcome in one line."""
    if balance is None:
        return NEVER_COUNTED
    return f"{'✗' if balance.lost else '✓'} Books: {balance.lost} lost of {balance.fetched} fetched, counted {moment(balance.at, zone)}"


def balance_lines(balance: Balance, zone: tzinfo = UTC) -> Iterator[str]:
    """The outcome, the states it adds up to, and each loss."""
    yield balance_line(balance, zone)
    for state, number in sorted(balance.states.items()):
        yield f"  {STATE[state]}: {number}"
    yield f"  forgotten by pruning: {balance.forgotten}"
    for loss in balance.losses:
        example = f", for example {loss.example}" if loss.example else ""
        where = f" of source {loss.subject}" if loss.subject else ""
        yield inert(f"✗ {TITLE[loss.what]}: {loss.count}{where}{example}")
