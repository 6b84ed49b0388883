"""A card: what a post says, free of any destination's mark-up. A sink turns it into an embed, a panel, a mail."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled line of a card."""

    name: str
    value: str
    inline: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """Plain text throughout: defanged, without control characters, inside the limits of `bot.present`; not yet escaped."""

    title: str
    body: str = ""
    url: str = ""
    fields: tuple[Field, ...] = ()
    footer: str = ""
    colour: int = 0
    """0xRRGGBB."""
    severity: int = 0
    at: datetime | None = None
    kind: str = ""
    """Slug of what it is about, for destinations that sort by it."""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "at": self.at.isoformat() if self.at else None}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Card":
        """Reads back `as_dict`."""
        at = datetime.fromisoformat(raw["at"]) if raw.get("at") else None
        return cls(**{**raw, "fields": tuple(Field(**f) for f in raw.get("fields", ())), "at": at})
