"""Which sectors the attacked belong to: the words beside the news, nearest to the top first."""

from collections.abc import Sequence

from bot.analysis.facts import Facts

_TECHNICAL = frozenset({"vulnerability", "patch_advisory", "supply_chain", "exploited_in_the_wild"})
_HEAD = 700
_MOST = 3


def sectors(facts: Facts, kinds: Sequence[str]) -> tuple[str, ...]:
    """At most three, strongest first. A flaw is a matter of technology; a maker named alone means technology too."""
    end = facts.reading.title_end
    weights: dict[str, float] = {}
    for hit in facts.mentions.sectors:
        if hit.start < _HEAD:
            worth = 2.0 if hit.start < end else 1.0 if hit.start < _HEAD // 2 else 0.5
            weights[hit.what] = weights.get(hit.what, 0.0) + worth * (0.6 if hit.what == "technology" else 1.0)
    if kinds and kinds[0] in _TECHNICAL:
        weights["technology"] = weights.get("technology", 0.0) + 3.0
    elif not weights and any(h.start < _HEAD for h in facts.mentions.makers):
        weights["technology"] = 1.0
    ranked = sorted(weights.items(), key=lambda x: -x[1])
    return tuple(sector for sector, w in ranked if w >= _LEAST)[:_MOST]


_LEAST = 0.5
