"""The whole trace in words: every step with its reason, and what is missing simply absent."""

from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState, Subject
from bot.domain.reasons import HitReason, ItemReason, PlaceReason, RouteReason, TextReason, WatchRefusal
from bot.domain.route import Channel
from bot.domain.step import Stage, Step, dump_steps, load_steps
from bot.domain.trace import Filed, Trace
from bot.pipeline.tracing import page_step, place_step
from bot.present.lookup import trace_lines
from bot.present.places import message_links
from bot.present.steps import _WORDS, step_lines
from bot.present.watches import REFUSAL
from tests.fakes.nouns import NOON, delivery, item, verdict

LINK = message_links(lambda: {"desk": Channel("desk", "discord", "11")}, (5,))
STEPS = (
    page_step(NOON, longer=True),
    place_step(NOON, "s1", 0.83, "both name Port of Norhaven"),
    Step(Stage.ROUTE, RouteReason.NO_MATCH, NOON),
    Step(Stage.ROUTE, ItemReason.ROUTED, NOON, "baltic", "channel desk"),
    Step(Stage.WATCH, HitReason.DAY_FULL, NOON, "ab12", "dm:7"),
)


def test_every_step_is_told_in_order() -> None:
    """Fetched, text, judged, story, routes, watches, posts: each with its reason, and the post with its address."""
    out = delivery(state=DeliveryState.SENT, message_id="42", sent_at=NOON)
    lines = list(trace_lines(Trace(Filed(item(), verdict()), None, (), (out,), steps=STEPS), link=LINK))
    whole = "\n".join(lines)
    marks = [
        "fetched 2026-01-05",
        "Text: its page was read",
        "Judged:",
        "Story s1: joined a story (likeness 0.83; both name Port of Norhaven)",
        "Route none:",
        "Route baltic: wanted it (channel desk)",
        "Watch ab12: the most posts of watches for a day were reached (dm:7)",
        "Channel desk by route all: posted 2026-01-05 12:00 UTC as 42 https",
    ]
    places = [whole.find(mark) for mark in marks]
    assert -1 not in places, whole
    assert places == sorted(places)


def test_what_was_not_done_is_not_told() -> None:
    """A trace without steps has no line about them."""
    lines = list(trace_lines(Trace(Filed(item(), None), None, (), ())))
    assert not [x for x in lines if x.split(":")[0].split()[0] in {"Text", "Story", "Route", "Watch"}]


def test_a_post_of_a_watch_says_so() -> None:
    """By a watch, not by a route."""
    lines = list(trace_lines(Trace(Filed(item(), None), None, (), (delivery(subject=Subject.WATCH, route="ab12"),))))
    assert any("by watch ab12" in x for x in lines)


@pytest.mark.parametrize(
    ("stage", "reasons"),
    [
        (Stage.TEXT, TextReason),
        (Stage.STORY, PlaceReason),
        (Stage.ROUTE, [*RouteReason, ItemReason.ROUTED]),
        (Stage.WATCH, HitReason),
    ],
)
def test_every_reason_has_words(stage: Stage, reasons: object) -> None:
    """A reason added to the domain cannot be shown without words for it."""
    assert set(_WORDS[stage]) == {str(r) for r in reasons}  # type: ignore[attr-defined]


def test_a_reason_of_a_later_version_is_told_by_its_name() -> None:
    """A step is never lost."""
    assert list(step_lines([Step(Stage.ROUTE, "moon_phase", NOON)], Stage.ROUTE)) == [
        "Route none: moon phase, 2026-01-05 12:00 UTC"
    ]


def test_every_refusal_of_a_watch_has_words() -> None:
    """Whoever is refused reads why."""
    assert set(REFUSAL) == set(WatchRefusal)


def test_links_are_given_only_where_they_lead() -> None:
    """Not for what is not out, not for a terminal, not where the guild is unknown."""
    out = delivery(state=DeliveryState.SENT, message_id="42")
    assert LINK(out) == "https://discord.com/channels/5/11/42"
    assert LINK(delivery()) == ""
    assert message_links(lambda: {"desk": Channel("desk", "terminal")}, (5,))(out) == ""
    assert message_links(lambda: {"desk": Channel("desk", "discord", "11")}, ())(out) == ""
    assert message_links(dict, (5,))(out) == ""


def test_steps_survive_the_disk() -> None:
    """Read back as they were."""
    later = (*STEPS, Step(Stage.TEXT, TextReason.PAGE_FAILED, NOON + timedelta(seconds=1), detail="timeout"))
    assert load_steps(dump_steps(later)) == later
