"""The steps of a trace in words. A reason without words of its own is shown by its name, so that no step is lost."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo

from bot.domain.reasons import HitReason, ItemReason, PlaceReason, TextReason
from bot.domain.situation import SurgeReason
from bot.domain.step import Stage, Step
from bot.present.words import ROUTE_REASON, label, moment

TEXT = {
    TextReason.PAGE_READ: "its page was read and judged",
    TextReason.PAGE_SHORTER: "its page holds no more than the entry, which was judged",
    TextReason.PAGE_FAILED: "its page could not be read, the entry was judged",
}
PLACE = {PlaceReason.STARTED: "began a story", PlaceReason.JOINED: "joined a story"}
ROUTE = {**{str(k): v for k, v in ROUTE_REASON.items()}, str(ItemReason.ROUTED): "wanted it"}
HIT = {
    HitReason.WATCHED: "posted there",
    HitReason.POSTED_ALREADY: "it is posted there anyway",
    HitReason.DAY_FULL: "the most posts of watches for a day were reached",
    HitReason.ABOVE_CLEARANCE: "a report of it may not be passed on there",
    HitReason.OVER: "it had just ended",
}
SURGE = {
    SurgeReason.OPENED: "a mass event begins with it",
    SurgeReason.JOINED: "it belongs to it",
    SurgeReason.CRITICAL: "it belongs to it, and is posted by itself as well",
}
_WORDS: Mapping[Stage, Mapping[str, str]] = {
    Stage.TEXT: {str(k): v for k, v in TEXT.items()},
    Stage.STORY: {str(k): v for k, v in PLACE.items()},
    Stage.ROUTE: ROUTE,
    Stage.SITUATION: {str(k): v for k, v in SURGE.items()},
    Stage.WATCH: {str(k): v for k, v in HIT.items()},
}
_HEADS = {Stage.TEXT: "Text", Stage.STORY: "Story", Stage.ROUTE: "Route", Stage.SITUATION: "Situation", Stage.WATCH: "Watch"}
_NOBODY = {Stage.ROUTE: "none"}


def step_lines(steps: Sequence[Step], *stages: Stage, zone: tzinfo = UTC) -> Iterator[str]:
    """One line a step of these stages, as they were taken."""
    for step in steps:
        if step.stage in stages:
            who = step.subject or _NOBODY.get(step.stage, "")
            words = _WORDS[step.stage].get(str(step.reason), label(step.reason))
            detail = f" ({step.detail})" if step.detail else ""
            yield f"{' '.join(filter(None, (_HEADS[step.stage], who)))}: {words}{detail}, {moment(step.at, zone)}"
