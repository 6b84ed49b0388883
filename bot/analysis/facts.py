"""All that is looked up in one text before anything is decided: names, places, cues, ways of speaking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.analysis.galaxy import table
from bot.analysis.mentions import Mentions, gazetteer
from bot.analysis.phrases import Hit, Phrases, split_list
from bot.analysis.pieces import WHOLE, Piece, Without
from bot.analysis.reading import Reading, Sentence, read
from bot.domain.kind import Kind

_SPEECH = ("says", "denied", "claimed", "alleged", "suspected", "confirmed", "attacks", "war", "helps", "teams")


@dataclass(frozen=True)
class Facts:
    """What was found. Hits are in text order; `cues` says which kind a phrase speaks for, `speech` which way of speaking."""

    reading: Reading
    mentions: Mentions
    cues: tuple[Hit[str], ...]
    speech: tuple[Hit[str], ...]

    @cached_property
    def by_sentence(self) -> tuple[frozenset[str], ...]:
        """Per sentence, the ways of speaking in it."""
        return tuple(frozenset(h.what for h in inside(self.speech, s)) for s in self.reading.sentences)

    def ways(self, sentence: Sentence) -> frozenset[str]:
        """The ways of speaking in this sentence."""
        return self.by_sentence[self.reading.sentences.index(sentence)]

    def cue_kinds(self, sentence: Sentence) -> frozenset[str]:
        """The kinds that a phrase in this sentence speaks for."""
        return frozenset(h.what for h in inside(self.cues, sentence))


def inside(hits: Iterable[Hit[str]], sentence: Sentence) -> list[Hit[str]]:
    """The hits that begin in the sentence."""
    return [h for h in hits if sentence.start <= h.start < sentence.end]


class Finder:
    """Text -> facts. Holds every table; made once, then shared."""

    def __init__(self, kinds: Mapping[str, Kind], without: Without = WHOLE) -> None:
        """Reads the word tables and takes the kinds' cues."""
        self._gazetteer = None if Piece.GAZETTEERS in without else gazetteer()
        langs = frozenset() if Piece.CUES in without else _languages(kinds)
        self._cues = {lang: Phrases(_cues(kinds, lang)) for lang in langs}
        speech = table("speech")
        rows: Sequence[tuple[str, str]] = [
            (way, speech["helps"]["teams"] if way == "teams" else speech[way].get("words", speech[way].get("before", "")))
            for way in _SPEECH
            if way == "teams" or way in speech
        ]
        self._speech = Phrases((word, way) for way, words in rows for word in split_list(words))

    def facts(self, title: str, text: str, lang: str) -> Facts:
        """Reads the text and looks everything up. English cues hold in every language: the trade's words travel."""
        reading = read(title, text, lang)
        cues = [h for code in {lang, "en"} & self._cues.keys() for h in self._cues[code].find(reading.text, reading.lowered)]
        cues.sort(key=lambda h: (h.start, -h.end, h.what))
        speech = self._speech.find(reading.text, reading.lowered)
        mentions = self._gazetteer.mentions(reading) if self._gazetteer else Mentions((), (), (), ())
        return Facts(reading, mentions, tuple(cues), tuple(speech))


def _languages(kinds: Mapping[str, Kind]) -> frozenset[str]:
    return frozenset(lang for kind in kinds.values() for lang in kind.cues)


def _cues(kinds: Mapping[str, Kind], lang: str) -> list[tuple[str, str]]:
    """Every (phrase, slug) of a language. Phrases that hold nothing to look for are left out."""
    rows = [(cue, kind.slug) for kind in kinds.values() for cue in kind.cues.get(lang, ())]
    return [(cue, slug) for cue, slug in rows if cue.split("*")[0].strip("^ ")]
