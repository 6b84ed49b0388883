"""A row of counts in a line of text: small bars for the eye, and the numbers for those who cannot see them."""

from collections.abc import Sequence

BARS = "▁▂▃▅▇"
NONE = "·"


def sparkline(values: Sequence[float]) -> str:
    """One sign a value, as high as its share of the highest; nothing is a dot."""
    most = max(values, default=0.0)
    return "".join(_bar(value / most) if value > 0 else NONE for value in values)


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
