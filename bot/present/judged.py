"""What was judged on request, as cards."""

from bot.domain.card import Card
from bot.domain.errors import Failure
from bot.domain.verdict import Verdict
from bot.present.alert import claim_words, why_words
from bot.present.escape import defang, inert
from bot.present.limits import cut, fit_card
from bot.present.words import fail_words, label, listed, named, severity_colour, severity_line

NOTHING = "Tocsin found neither a sentence nor a link in that message."
NO_LINK = "A report is known by its address, and the message holds none."
TITLE = 200
GREY = 0x95A5A6


def judged_card(url: str, title: str, verdict: Verdict) -> Card:
    """Is it an alert, of which kind, how bad, who and whom, and why; nothing is stored."""
    indicators = verdict.indicators
    answer = "An alert" if verdict.is_alert else "Not an alert"
    facts = (
        f"{answer} with probability {verdict.score:.2f}",
        f"Kind: {listed([label(k) for k in dict.fromkeys((verdict.kind, *verdict.kinds))])}",
        f"Severity: {severity_line(verdict.severity)}",
        f"Who: {named(verdict.actors)}" if verdict.actors else "",
        f"Whom: {named(verdict.victims)}" if verdict.victims else "",
        f"Where: {listed(verdict.victim_countries)}" if verdict.victim_countries else "",
        *(f"Claim: {claim_words(c)}" for c in verdict.claims[:3]),
        verdict.summary,
        f"Because {why_words(verdict)}" if why_words(verdict) else "",
    )
    body = "\n".join(defang(inert(f), indicators) for f in facts if f)
    head = defang(inert(cut(title or verdict.title or "The message", TITLE)), indicators)
    colour = severity_colour(verdict.severity) if verdict.is_alert else GREY
    footer = "judged on request; nothing is stored or posted"
    return fit_card(Card(head, body, url, footer=footer, colour=colour, severity=verdict.severity))


def failed_card(url: str, failure: Failure) -> Card:
    """A page that could not be read."""
    return fit_card(Card(inert(cut(url, TITLE)), inert(cut(fail_words(failure.reason, failure.detail), 300)), colour=GREY))
