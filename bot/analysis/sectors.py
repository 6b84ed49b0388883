"""Which sectors the attacked belong to: what the network thinks likeliest, unless it thinks that none is meant."""

from collections.abc import Mapping

_NONE = "none"
_NOBODY = 0.75
"""From this probability of "none" on, no sector is named."""
_SECOND = 0.2
_MOST = 3


def sectors(opinion: Mapping[str, float]) -> tuple[str, ...]:
    """At most three, likeliest first."""
    if opinion.get(_NONE, 0.0) >= _NOBODY:
        return ()
    ranked = sorted(((p, s) for s, p in opinion.items() if s != _NONE), key=lambda x: (-x[0], x[1]))
    first, *others = [s for _, s in ranked]
    return (first, *[s for s in others if opinion[s] >= _SECOND])[:_MOST]
