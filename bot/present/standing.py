"""What Tocsin is and may do, in lines: the judge's figures, the commands that a person may use."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.rights import Role
from bot.present.escape import inert
from bot.present.responses import ROLE

HELP_MORE = (
    "Below a message, under Apps: **Judge this**, **Add to story** and **Page on-call**. Buttons below a post do what they say."
)


def score_lines(
    measured: str, columns: Sequence[str], figures: Sequence[Sequence[str]], thresholds: Mapping[str, float]
) -> Iterator[str]:
    """One figure a line, its columns in the order that the second line gives."""
    yield inert(measured[:1].upper() + measured[1:])
    yield inert(f"Columns: {' | '.join(columns)}")
    for name, *values in figures:
        yield inert(f"{name}: {' | '.join(values)}")
    yield from (inert(f"Channel {channel} posts from probability {low:.2f} on") for channel, low in sorted(thresholds.items()))


def help_lines(commands: Sequence[tuple[str, str]], role: Role | None) -> Iterator[str]:
    """`commands` are names with what they do."""
    yield f"You are {ROLE[role] if role else 'nobody'} here. What you may use:"
    yield from (f"`/{name}` {inert(told)}" for name, told in commands)
    yield HELP_MORE
