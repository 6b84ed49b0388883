"""Which of the ten languages a text is in. A publisher's hint decides only where the words do not."""

from pathlib import Path

from py3langid import langid

LANGUAGES = ("en", "uk", "ru", "pl", "de", "fr", "it", "es", "sv", "no")
_CYRILLIC_UK = frozenset("іїєґІЇЄҐ")
_CYRILLIC_RU = frozenset("ыэъёЫЭЪЁ")
_ENOUGH = 400
_ENGLISH = frozenset(
    {
        "the",
        "of",
        "to",
        "and",
        "with",
        "that",
        "from",
        "have",
        "are",
        "were",
        "its",
        "their",
        "which",
        "will",
        "been",
        "after",
    }
)
"""Small words that none of the other languages writes so, but for the rare exception."""
_CERTAIN, _HINTED, _SHARE = 4, 2, 8
_FOREIGN = 100
"""A text is English without further looks when it has so many of them (fewer where the publisher says so), and one in every so many
words is one."""
_MARGIN = 6.0
"""Log-odds below which the hint is believed: about what two short words are worth."""


class Languages:
    """py3langid held to the ten languages. Its model is read when this is made (about half a second), never at import."""

    def __init__(self) -> None:
        """Reads the model that the library ships."""
        self._identifier = langid.LanguageIdentifier.from_model_file(Path(langid.MODEL_FILE))
        self._identifier.set_languages(LANGUAGES)

    def of(self, text: str, hint: str = "") -> str:
        """ISO 639-1; "en" when there are no letters and no usable hint."""
        hint = hint[:2].lower().replace("nb", "no").replace("nn", "no")
        hint = hint if hint in LANGUAGES else ""
        sample = text[:_ENOUGH]
        if not any(c.isalpha() for c in sample):
            return hint or "en"
        script = self._by_script(sample)
        if script:
            return script
        if _plainly_english(sample, _HINTED if hint == "en" else _CERTAIN):
            return "en"
        ranked = self._identifier.rank(sample)
        best, score = ranked[0]
        if hint and hint != best and score - dict(ranked)[hint] < _MARGIN:
            return hint
        return str(best)

    @staticmethod
    def _by_script(sample: str) -> str:
        """Ukrainian and Russian by their own letters, where only one of the two shows any."""
        if sample.isascii():
            return ""
        uk = sum(c in _CYRILLIC_UK for c in sample)
        ru = sum(c in _CYRILLIC_RU for c in sample)
        if uk == ru or min(uk, ru) * 5 > max(uk, ru):
            return ""
        return "uk" if uk > ru else "ru"


def _plainly_english(sample: str, least: int) -> bool:
    if sum(c.isalpha() for c in sample if not c.isascii()) * _FOREIGN > len(sample):
        return False
    words = sample.lower().split()
    small = sum(word in _ENGLISH for word in words)
    return small >= least and small * _SHARE >= len(words)
