"""What people said becomes examples; what they left open does not."""

import pytest

from bot.analysis.lessons import NOISE as PLAIN
from bot.analysis.lessons import lessons
from bot.domain.feedback import Judgement
from bot.domain.trace import Filed
from tests.fakes.nouns import feedback, item, verdict

RELEVANT, NOISE, WRONG_KIND = Judgement


def stored(*ids, **said):
    return {i: Filed(item(id=i, title=f"Story {i}", text=f"Text of {i}"), verdict(**said)) for i in ids}


@pytest.mark.parametrize(
    ("said", "is_alert", "named"),
    [
        ({"judgement": RELEVANT}, True, ("ransomware", "data_breach")),
        ({"judgement": NOISE}, False, (PLAIN,)),
        ({"judgement": NOISE, "right_kind": "roundup_digest"}, False, ("roundup_digest",)),
        ({"judgement": WRONG_KIND, "right_kind": "ddos"}, True, ("ddos",)),
        ({"judgement": WRONG_KIND, "right_kind": "hybrid_physical"}, None, ("hybrid_physical",)),
    ],
    ids=["relevant", "noise", "noise of a kind", "wrong kind", "a borderline kind"],
)
def test_each_judgement_teaches_what_it_says(kinds, said, is_alert, named):
    """Relevant keeps the verdict's kinds; noise is no alert; a wrong kind is an alert of the right one."""
    [example] = lessons([feedback(**said, item_id="1")], stored("1"), kinds).examples
    assert (example.is_alert, example.kind, example.kinds) == (is_alert, named[0], named)
    assert (example.id, example.origin, example.article.title, example.article.text) == (
        "feedback-1",
        "feedback",
        "Story 1",
        "Text of 1",
    )


def test_what_is_left_open_is_left_out_and_counted(kinds):
    """Ties, kinds that the voices do not agree on, forgotten texts and kinds that are gone: each is told."""
    said = [
        feedback(NOISE, item_id="tie", who="a"),
        feedback(RELEVANT, item_id="tie", who="b"),
        feedback(WRONG_KIND, item_id="which", who="a", right_kind="ddos"),
        feedback(WRONG_KIND, item_id="which", who="b", right_kind="data_breach"),
        feedback(NOISE, item_id="pruned"),
        feedback(WRONG_KIND, item_id="gone kind", right_kind="of_old"),
        feedback(NOISE, item_id="2"),
        feedback(RELEVANT, item_id="1"),
        feedback(RELEVANT, item_id="1", who="b"),
    ]
    filed = stored("tie", "which", "gone kind", "1", "2")
    learnt = lessons(said, filed, kinds)
    assert [e.id for e in learnt.examples] == ["feedback-1", "feedback-2"]
    assert (learnt.tied, learnt.forgotten, learnt.unknown_kind) == (2, 1, 1)
    assert lessons(said[::-1], filed, kinds) == learnt


def test_no_feedback_teaches_nothing(kinds):
    """An empty database is no error."""
    assert lessons([], {}, kinds).examples == ()
