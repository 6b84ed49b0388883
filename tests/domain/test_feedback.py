"""What several people say of one alert, in one answer."""

from datetime import timedelta

import pytest

from bot.domain.feedback import Consensus, Judgement, consensus
from tests.fakes.nouns import NOON, feedback

RELEVANT, NOISE, WRONG_KIND = Judgement
MINUTE = timedelta(minutes=1)


def voices(*judgements, **more):
    return [feedback(judgement, who=str(n), **more) for n, judgement in enumerate(judgements)]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ([], None),
        ([NOISE], NOISE),
        ([NOISE, RELEVANT], None),
        ([NOISE, NOISE, RELEVANT], NOISE),
        ([RELEVANT, NOISE, WRONG_KIND], None),
        ([RELEVANT, RELEVANT, NOISE, WRONG_KIND], RELEVANT),
        ([RELEVANT, RELEVANT, NOISE, NOISE, WRONG_KIND], None),
    ],
)
def test_most_voices_win_and_a_tie_says_nothing(said, answer):
    """The judgement with more voices than any other, in whatever order they come."""
    for rows in (voices(*said), voices(*said)[::-1]):
        assert consensus(rows) == (answer and Consensus(answer))


def test_a_person_has_one_voice_their_latest():
    """Who judges an alert in three channels counts once, with what they said last."""
    rows = [feedback(NOISE, channel=str(n), at=NOON + n * MINUTE, who="a") for n in range(3)]
    assert consensus([*rows, feedback(RELEVANT, who="b"), feedback(RELEVANT, who="c")]) == Consensus(RELEVANT)
    assert consensus([*rows, feedback(RELEVANT, who="a", at=NOON + 9 * MINUTE)]) == Consensus(RELEVANT)


def test_the_right_kind_is_voted_on_by_those_who_win():
    """A kind named by the losers does not count; two kinds with as many voices each are none."""
    ddos, leak = (voices(WRONG_KIND, right_kind=kind) for kind in ("ddos", "data_breach"))
    more = [feedback(WRONG_KIND, who=name, right_kind="ddos") for name in "xy"]
    loser = feedback(NOISE, who="z", right_kind="exercise")
    assert consensus([*leak, *more, loser]) == Consensus(WRONG_KIND, "ddos")
    assert consensus([*leak, more[0]]) == Consensus(WRONG_KIND, "")
    assert consensus(ddos) == Consensus(WRONG_KIND, "ddos")
