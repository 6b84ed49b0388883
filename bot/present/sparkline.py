"""A row of counts in a line of text: small bars for the eye, and the numbers for those who cannot see them."""

from collections.abc import Sequence

BARS = "▁▂▃▅▇"
NONE = "·"


GROUP = 6
"""Signs between two spaces: easier to count, and `escape.inert` shortens longer runs of one sign."""


def sparkline(values: Sequence[float]) -> str:
    """One sign a value, as high as its share of the highest; nothing is a dot. In groups from the right."""
    most = max(values, default=0.0)
    signs = [_bar(value / most) if value > 0 else NONE for value in values]
    first = len(signs) % GROUP
    groups = [signs[:first], *(signs[n : n + GROUP] for n in range(first, len(signs), GROUP))]
    return " ".join("".join(group) for group in groups if group)


def numbers(values: Sequence[int]) -> str:
    """The same in numbers, runs of nothing drawn together: "3, 0 (5 times), 2"."""
    parts: list[tuple[int, int]] = []
    for value in values:
        if parts and value == 0 and parts[-1][0] == 0:
            parts[-1] = (0, parts[-1][1] + 1)
        else:
            parts.append((value, 1))
    return ", ".join(str(value) if times == 1 else f"{value} ({times} times)" for value, times in parts)


def _bar(share: float) -> str:
    return BARS[min(int(share * len(BARS)), len(BARS) - 1)]
