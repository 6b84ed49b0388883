"""How sure an alert must be for a channel, read from what people there said of earlier ones: pure.

    from 0.50     0.55     0.60     0.65  ...  to 0.80
         | - n n n | n r n  |   r    |              n: an alert of this score was noise   r: it was rightly posted

Posting from a step on holds back everything below it. What that would have been worth is counted slice by slice: each piece
of noise held back is a gain, each relevant alert a loss of `WORTH`, and each slice costs `DOUBT` beforehand, so that a few
voices, or none, move nothing. (As odds: a slice pays when its precision, smoothed by a Beta prior of `DOUBT` / `WORTH` good
alerts, is below 1 / (1 + `WORTH`).) The step with the largest gain, the lowest of equals, is what the judgements *aim* at.

The threshold follows that aim one step a judgement, noise only upwards and relevant only downwards. So it never jumps, one
more judgement of noise never lowers it, and one more of relevant never raises it (docs/decisions/0010).
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import accumulate, islice

from bot.domain.feedback import Feedback, Judgement
from bot.domain.route import CRITICAL

STEP = 0.05
WORTH = 2
"""Pieces of noise that are suffered to see one relevant alert."""
DOUBT = 3
WINDOW = timedelta(days=90)
"""What was said longer ago than this is forgotten: sources and tastes change."""
MOST = 50
"""Alerts of one slice that count, the latest: two hundred from 0.50 to 0.70."""


def threshold(said: Iterable[Feedback], low: float, high: float) -> float:
    """Between `low` and `high`, in steps counted from `low`. `said` is one channel's feedback in any order. What is said of
    an alert that would be posted in any case, by its severity or its score, moves nothing.
    """
    rungs = _rungs(low, high)
    slices = [_Slice() for _ in rungs[1:]]
    at = 0
    for one in sorted(said, key=lambda f: (f.at, f.item_id, f.who)):
        place = bisect_right(rungs, one.score) - 1
        if one.severity >= CRITICAL or not 0 <= place < len(slices):
            continue
        slices[place].hear(one)
        aim = _aim(slices)
        at = max(at, min(aim, at + 1)) if one.judgement is Judgement.NOISE else min(at, max(aim, at - 1))
    return rungs[at]


def _rungs(low: float, high: float) -> list[float]:
    """Every value that the threshold can have; the last step may be a shorter one."""
    count = math.ceil(round((high - low) / STEP, 6))
    return [*(round(low + n * STEP, 6) for n in range(count)), max(low, high)]


def _aim(slices: Sequence["_Slice"]) -> int:
    """How many slices are best held back."""
    gains = list(accumulate((s.gain for s in slices), initial=0))
    return gains.index(max(gains))


class _Slice:
    """The alerts of about one score. Each has one vote, however many people spoke: noise, good, or neither at a tie."""

    def __init__(self) -> None:
        self._votes: dict[str, int] = {}
        self.gain = -DOUBT

    def hear(self, one: Feedback) -> None:
        """A wrong kind speaks for the alert: no threshold can mend a kind."""
        vote = 1 if one.judgement is Judgement.NOISE else -1
        self._votes[one.item_id] = self._votes.get(one.item_id, 0) + vote
        latest = list(islice(reversed(self._votes.values()), MOST))
        self.gain = sum(v > 0 for v in latest) - WORTH * sum(v < 0 for v in latest) - DOUBT
