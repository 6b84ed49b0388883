"""What stands in a button: whose it is, which version, what it does, and to which post. It proves nothing; it is only a question."""

import re
from dataclasses import dataclass

VERSION = 1
TAKE, MEMBERS, UNWATCH = "crowdack", "crowd", "unwatch"
"""Verbs of a mass event, and of a watch."""
PREFIX = "tocsin:"
TEMPLATE = re.compile(r"tocsin:.{1,93}", re.DOTALL)
"""Everything of ours, of any version: what we do not understand is refused in words."""
_MARK = re.compile(r"tocsin:1:([a-z]{1,20}):([0-9a-f]{20})")


@dataclass(frozen=True, slots=True)
class Mark:
    """`verb` is a key of `press.PRESSES`, `delivery` the id of a post's row."""

    verb: str
    delivery: str

    def __str__(self) -> str:
        """The custom_id: at most 100 characters (Discord's documents, "Custom ID")."""
        return f"{PREFIX}{VERSION}:{self.verb}:{self.delivery}"


def parsed(custom_id: str) -> Mark | None:
    """The mark; None for one that this version does not understand."""
    found = _MARK.fullmatch(custom_id)
    return Mark(found[1], found[2]) if found else None
