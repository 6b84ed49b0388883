"""Steps for `/why`: what each part of triage says of an item, in one form. Pure; stored with the decision they belong to."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.choice import Choice
from bot.domain.errors import Failure
from bot.domain.reasons import ItemReason, PlaceReason, TextReason
from bot.domain.step import Stage, Step


def page_step(now: datetime, *, longer: bool = False, failure: Failure | None = None) -> Step:
    """Whether the page behind an entry was read. Items whose source asks for no page have no such step."""
    if failure is not None:
        return Step(Stage.TEXT, TextReason.PAGE_FAILED, now, detail=str(failure))
    return Step(Stage.TEXT, TextReason.PAGE_READ if longer else TextReason.PAGE_SHORTER, now)


def place_step(now: datetime, story: str, score: float | None = None, evidence: str = "") -> Step:
    """Which story the item joined, how surely and by what; without a score it began one."""
    if score is None:
        return Step(Stage.STORY, PlaceReason.STARTED, now, story)
    return Step(Stage.STORY, PlaceReason.JOINED, now, story, "; ".join(filter(None, (f"likeness {score:.2f}", evidence))))


def route_steps(choice: Choice, now: datetime) -> tuple[Step, ...]:
    """One step for each channel that gets it, and for each that does not now, with the reason."""
    return tuple(_routes(choice, now))


def _routes(choice: Choice, now: datetime) -> Iterator[Step]:
    for chosen in choice.chosen:
        yield Step(Stage.ROUTE, ItemReason.ROUTED, now, chosen.route, f"channel {chosen.channel}")
    for held in choice.held:
        facts = (
            f"channel {held.channel}" if held.channel else "",
            f"asks for {held.threshold:.2f}" if held.threshold else "",
            held.by,
            f"until {held.until.isoformat(timespec='minutes')}" if held.until else "",
        )
        yield Step(Stage.ROUTE, held.reason, now, held.route, ", ".join(filter(None, facts)))
