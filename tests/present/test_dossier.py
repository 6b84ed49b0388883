"""A dossier in words: inert whatever was reported, and readable without the picture."""

from hypothesis import given

from bot.domain.dossier import Dossier, DossierKind, Month, Said, Subject
from bot.domain.trace import Filed, Query
from bot.domain.verdict import Certainty, Claim
from bot.present.dossier import ALT, dossier_lines, dossier_title, months_alt, months_title
from bot.present.escape import markdown
from bot.present.limits import EMBED, card_size, size
from bot.present.lookup import line_cards
from tests.fakes.nouns import NOON, item, verdict
from tests.present.hostile import HOSTILE, alive

MONTHS = tuple(Month(f"2025-{n + 1:02}", n) for n in range(12))


def dossier(name="APT28", kind=DossierKind.ACTOR, claim=None, title=""):
    said = Said(claim or Claim("Herald", name, "took files", Certainty.ALLEGED), ("Herald",), NOON)
    found = Filed(item(title=title or "Cranes"), verdict(title=title))
    return Dossier(Subject(kind, name, Query(), ("Fancy Bear",)), (found,), (said,), MONTHS)


def test_everything_is_in_words():
    """Aliases, months as bars and as numbers, claims with their certainty, the latest."""
    lines = "\n".join(dossier_lines(dossier()))
    assert dossier_title(dossier()) == "Actor: APT28 · 66 alerts in 12 months"
    for said in (
        "Also known as: Fancy Bear",
        "2025-01 to 2025-12: ",
        "(0, 1, 2, 3",
        "alleged by Herald: APT28: took files",
        "Cranes",
    ):
        assert said in lines


def test_an_indicator_is_no_link():
    """Neither in the title nor in the picture's words."""
    told = dossier("https://evil.example/a", DossierKind.INDICATOR)
    assert "https[://]evil[.]example/a" in dossier_title(told)
    assert "evil.example" not in months_title(told) + months_alt(told)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_text_comes_alive(name, act, title):
    """Whatever names, claims and titles hold, the cards are inert and inside the limits."""
    told = dossier(name, DossierKind.ATTRIBUTION, Claim(name, title, act, Certainty.DENIED), title)
    for card in line_cards(dossier_title(told), list(dossier_lines(told))):
        assert card_size(card) <= EMBED
        assert not alive(markdown(card.title))
        assert not alive(markdown(card.body))
    assert size(months_alt(told)) <= ALT
