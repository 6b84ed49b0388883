"""The Traffic Light Protocol 2.0 of FIRST: how far a text may be passed on."""

from enum import StrEnum


class Tlp(StrEnum):
    """From the freest to the strictest."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    @property
    def strictness(self) -> int:
        """0 for what anybody may read, 4 for the named recipients alone."""
        return _STRICTNESS[self]

    def clears(self, label: "Tlp") -> bool:
        """Whether readers with this clearance may see a text with that label."""
        return _STRICTNESS[label] <= _STRICTNESS[self]


_STRICTNESS = {label: number for number, label in enumerate(Tlp)}
"""Asked for every source of every report of a story, for every channel."""
