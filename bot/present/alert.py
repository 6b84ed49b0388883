"""Words for what a verdict says: claims, and why we think so. The card they stand in is `present.story`."""

from bot.domain.verdict import Claim, Evidence, Verdict
from bot.present.words import CERTAINTY, label, listed

FACTS = 4
"""Facts shown for each kind and for the severity."""
WORDS = 5
ALERT = "alert"
"""What the model's words speak for; the same in `Evidence.about`."""


def claim_words(claim: Claim) -> str:
    """Who says what of whom, never as fact."""
    said = CERTAINTY[claim.certainty].format(claim.by or "an unnamed source")
    about = f"{claim.about}: " if claim.about and claim.about != claim.by else ""
    return f"{said}: {about}{claim.act}"


def evidence_words(evidence: Evidence) -> str:
    """One thing that moved the verdict."""
    weight = f" ({evidence.weight:+.1f})" if evidence.weight else ""
    return f"{label(evidence.about)}: {evidence.seen}{weight}"


def why_words(verdict: Verdict) -> str:
    """The short form for a post: facts about the kind and the severity first, then the words that spoke most for an alert."""
    parts = []
    for about in dict.fromkeys((verdict.kind, *verdict.kinds, "severity")):
        facts = dict.fromkeys(w for e in verdict.reasons if e.about == about and not e.weight for w in e.seen.split(", "))
        if facts:
            parts.append(f"{label(about)}: {listed(list(facts), FACTS)}")
    spoke = sorted((e for e in verdict.reasons if e.weight > 0 and e.about == ALERT), key=lambda e: -e.weight)
    if spoke:
        parts.append(f"words: {listed([e.seen for e in spoke[:WORDS]])}")
    return "; ".join(parts)
