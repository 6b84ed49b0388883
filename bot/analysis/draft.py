"""May a summary that somebody else wrote be shown? Checked, not trusted: pure, and whatever is doubtful is refused.

    whole? -> words? -> plain? -> short? -> names and numbers of the article? -> its doubts kept?

What this cannot see stands in docs/decisions/0009-a-summary-is-checked-not-trusted.md.
"""

import re
import unicodedata

from bot.analysis.grounded import Grounds
from bot.analysis.hedges import Hedges
from bot.analysis.reading import Reading
from bot.analysis.summary import MAX_SUMMARY
from bot.domain.reasons import SummaryReason
from bot.domain.summary import Draft, Outcome

MAX_SENTENCES = 3
_SHOWN = 40
_LINK = re.compile(r"\w+://|\bwww\.|\bmailto:|\w\.[^\W\d_]{2,}", re.IGNORECASE)
"""With a scheme, or two words with a dot between them: the name of a host, or a stop without its blank."""
_MARKUP = re.compile(r"[*_`~|<>\[\]{}\\#@]|&#?\w+;|^(?:[-–—•·+]|\d{1,2}[.)])\s|[\u2190-\u2bff\U0001f000-\U0001faff]")  # noqa: RUF001 - dashes begin lists
"""Mark-up, mentions, the start of a list, pictures."""
_UNSEEN = ("C", "Zl", "Zp")
"""Unicode categories: control, format and unassigned characters, separators of lines."""


class Checker:
    """The tables it needs, read once. Immutable, so safe between threads."""

    def __init__(self) -> None:
        """Reads the tables: some milliseconds."""
        self._grounds = Grounds()
        self._hedges = Hedges()

    def check(self, draft: Draft, article: str, built_in: str, lang: str) -> Outcome:
        """The draft, accepted, or the first thing that is wrong with it. `article` is its title and text, in `lang`; the doubts
        that must be kept are those of the title, which is its first line, and of the `built_in` summary.
        """
        text = unicodedata.normalize("NFC", draft.text.strip())
        wrong = _form(draft, text)
        if wrong is not None:
            return wrong
        text = " ".join(text.split())
        sentences = Reading("", text, lang).sentences
        if len(text) > MAX_SUMMARY or len(sentences) > MAX_SENTENCES:
            return Outcome(SummaryReason.TOO_LONG, f"{len(text)} characters, {len(sentences)} sentences")
        ground = self._grounds.of(article, lang)
        missing = ground.missing(sentences) or ground.strange(sentences)
        if missing:
            return Outcome(SummaryReason.UNGROUNDED, missing[:_SHOWN])
        lost = self._hedges.lost(f"{article.partition(chr(10))[0]}\n{built_in}", text, lang)
        if lost:
            return Outcome(SummaryReason.HEDGE_LOST, lost[:_SHOWN])
        return Outcome(SummaryReason.ENDPOINT, text=text)


def _form(draft: Draft, text: str) -> Outcome | None:
    """What is wrong with it before its words are looked at."""
    if not text:
        return Outcome(SummaryReason.EMPTY)
    if not draft.whole:
        return Outcome(SummaryReason.TOO_LONG, "cut off")
    for char in text:
        if unicodedata.category(char).startswith(_UNSEEN):
            return Outcome(SummaryReason.NOT_PLAIN, f"U+{ord(char):04X}")
    found = _LINK.search(text) or _MARKUP.search(text)
    return Outcome(SummaryReason.NOT_PLAIN, found[0][:_SHOWN]) if found else None
