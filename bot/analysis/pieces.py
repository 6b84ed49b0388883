"""Which parts of the judge are left out: an ablation asks what each is worth. Nothing is left out of the judge that ships."""

from enum import StrEnum


class Piece(StrEnum):
    """A part that the judge can be trained and run without."""

    CUES = "cues"
    """The phrases of `config/categories/` that speak for a kind."""
    CHARACTERS = "characters"
    """Hashed pieces of words, of the linear voice."""
    GAZETTEERS = "gazetteers"
    """Names of actors, programs, countries, sectors, makers and organisations."""
    RULES = "rules"
    """`words/rules.toml`: what moves the score and names rare kinds."""
    NETWORK = "network"
    """The second voice on "an alert?" and on the kind. Severity, sector and what holds beside a kind only it answers: they stay."""
    WORDS = "words"
    """Hashed words and pairs of words, of the linear voice."""


Without = frozenset[Piece]
WHOLE: Without = frozenset()
