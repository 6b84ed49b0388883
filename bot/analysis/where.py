"""Where the attacked are: each country that a text names, or is the home of somebody it names, with what speaks for it.

Like the tagger's, the features are short strings; a logistic model says how far each counts. Rules of roles (`countries`)
stand among them, so that "Russian hackers" and "hackers hit Russia" differ.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.analysis.countries import ADVERSARIES, Part, Role
from bot.analysis.facts import Facts
from bot.analysis.tagger import Span

_LEAD = 260
_ORGANISATION_READ = 600
_MANY = 4
_MOST = 8
_HOMES = {"pl": "PL", "uk": "UA", "sv": "SE", "no": "NO", "it": "IT", "de": "DE", "fr": "FR"}
"""Languages that are mostly one country's: its news leaves its own name out."""
_GROUPS = {
    "vulnerability": "flaw", "patch_advisory": "flaw", "malware_campaign": "malware", "supply_chain": "flaw",
    "policy_attribution_sanction": "state", "disinformation": "state", "response_team": "team",
    "arrest_law_enforcement": "arrest", "espionage_apt": "spies", "phishing_scam": "fraud",
}  # fmt: skip


@dataclass(frozen=True)
class WhereWeights:
    """A weight for each feature by name; the bias is that of the feature "b"."""

    names: tuple[str, ...]
    values: npt.NDArray[np.float32]
    threshold: float


def candidates(facts: Facts, found: Sequence[Part], spans: Sequence[Span], kind: str) -> dict[str, list[str]]:
    """Code -> features. `spans` are the names of victims and doers that the tagger found."""
    seen: dict[str, list[str]] = defaultdict(list)
    for part in found:
        seen[part.hit.what.code] += _mention(facts, part, spans)
    _homes(facts, spans, seen)
    home = _HOMES.get(facts.reading.lang, "")
    if home:
        seen[home].append(f"lang:{facts.reading.lang}")
    group = _GROUPS.get(kind, "attack")
    named = sum(any(f.startswith("r:") for f in features) for features in seen.values())
    made = {}
    for code, features in seen.items():
        own = [*dict.fromkeys(features), f"named={min(features.count('m'), 3)}", f"of={min(named, _MANY)}"]
        own += ["adversary"] if code in ADVERSARIES else []
        own += ["union"] if code == "EU" else []
        made[code] = ["b", f"k={group}", *own, *(f"{f}|{group}" for f in own)]
    return made


def _mention(facts: Facts, part: Part, spans: Sequence[Span]) -> list[str]:
    """What one naming of a country says."""
    end, start = facts.reading.title_end, part.hit.start
    place = "T" if start < end else "L" if start < end + _LEAD else "B"
    role, way = part.role.name, part.hit.what.way.name
    made = ["m", f"r:{role}", f"r:{role}{place}", f"w:{way}", f"rw:{role}{way}", f"at:{place}"]
    before, after = part.before.split(), part.after.split()
    made.append(f"p={before[-1]}" if before else "p=^")
    made.append(f"n={after[0]}" if after else "n=$")
    made += [f"in{s.what}" for s in spans if s.start <= start < s.end]
    return made


def _homes(facts: Facts, spans: Sequence[Span], seen: dict[str, list[str]]) -> None:
    """The home of each known organisation, and whether it is the attacked."""
    end = facts.reading.title_end
    for hit in facts.mentions.organisations:
        if hit.what.country and hit.start < _ORGANISATION_READ:
            inside = next((s.what for s in spans if s.start <= hit.start < s.end), "-")
            place = "T" if hit.start < end else "B"
            seen[hit.what.country] += [f"o:{inside}", f"o:{inside}{place}", f"os:{inside}{hit.what.sector}"]


def clearly(found: Sequence[Part], doers: Sequence[str]) -> frozenset[str]:
    """Countries that the words beside them make the attacked, and that did nothing themselves."""
    return frozenset(p.hit.what.code for p in found if p.role is Role.VICTIM) - set(doers)


def elsewhere(found: Sequence[Part]) -> frozenset[str]:
    """Countries named only as places of fighting, or of something past."""
    roles: dict[str, set[Role]] = defaultdict(set)
    for part in found:
        roles[part.hit.what.code].add(part.role)
    return frozenset(code for code, held in roles.items() if held == {Role.WAR})


class Where:
    """Candidates -> the countries of the attacked, likeliest first."""

    def __init__(self, weights: WhereWeights) -> None:
        """Keeps the weights by name."""
        self._weight = dict(zip(weights.names, map(float, weights.values), strict=True))
        self._threshold = weights.threshold

    def countries(self, seen: dict[str, list[str]]) -> tuple[str, ...]:
        """At most eight."""
        margins = {code: sum(self._weight.get(f, 0.0) for f in features) for code, features in seen.items()}
        kept = [code for code in sorted(margins, key=lambda c: -margins[c]) if margins[code] >= self._threshold]
        return tuple(kept[:_MOST])
