"""How right the shipped judge is, as it was measured: the figures of the model card, for `/model`. A test holds the two equal."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

SCORES = "scores.json"


@dataclass(frozen=True, slots=True)
class Scores:
    """`figures` are rows of a name and one text a column."""

    measured: str
    columns: Sequence[str]
    figures: Sequence[Sequence[str]]


def packaged_scores() -> Scores:
    """Those that ship with the model."""
    return Scores(**json.loads((resources.files("bot.analysis") / "model" / SCORES).read_text("utf-8")))
