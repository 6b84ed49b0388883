"""Is what an article claims still a claim in a summary of it? Losing "allegedly" turns a rumour into a fact."""

from bot.analysis.galaxy import table
from bot.analysis.phrases import Phrases, split_list
from bot.analysis.reading import Reading, clean

_OTHERWISE = "en"


class Hedges:
    """The tables of `words/hedges.toml`. Immutable, so safe between threads."""

    def __init__(self) -> None:
        """Reads the table."""
        rows = table("hedges")
        self._phrases = {
            lang: Phrases((word, way) for way in rows for word in split_list(rows[way].get(lang, ""))) for lang in rows["doubt"]
        }

    def lost(self, article: str, summary: str, lang: str) -> str:
        """The first word of doubt, or else of denial, that the article has and of whose sort the summary has none; "" if all is kept.

        A denial keeps a doubt alive, a doubt does not keep a denial.
        """
        there, kept = self._found(article, lang), self._found(summary, lang)
        if "doubt" in there and not kept:
            return there["doubt"]
        return there["denial"] if "denial" in there and "denial" not in kept else ""

    def _found(self, text: str, lang: str) -> dict[str, str]:
        """The first hedge of each sort."""
        reading = Reading("", clean(text), lang)
        found: dict[str, str] = {}
        for hit in (self._phrases.get(lang) or self._phrases[_OTHERWISE]).find(reading.text, reading.lowered):
            found.setdefault(hit.what, reading.text[hit.start : hit.end])
        return found
