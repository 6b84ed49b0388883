"""One report as the comparison of reports reads it: made once an item, small enough to be stored beside it.

Nothing of who published it, and of time only the distance to another is ever read.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bot.analysis.article import readable
from bot.analysis.galaxy import Sort
from bot.analysis.indicators import cves
from bot.analysis.lore import Lore, key, keys
from bot.analysis.mentions import gazetteer
from bot.analysis.reading import Reading, read
from bot.domain.verdict import Article, Named, Verdict

VERSION = 1
"""Of the shape and of how it is read; a telling of another version is made again from its item."""
CHARS = 1000
"""Of the text that are read: the news is at the top."""
WORDS = 48
_BODY_WORDS = 130
_SORT = re.compile(
    r"^the\s+|\s+(?:(?:ransomware|hacking|hacker|cybercrime|cyber|threat|extortion)\s+)?(?:gang|group|crew|collective|cartel|hackers|team|operation|gruppe|bande|groupe|gruppo|grupo|grupa)$",
    re.IGNORECASE,
)
_MOST = 10
_LETTERS = 40
"""Of a name: one that is longer is no name, and a telling stays small."""
_NAME = 0.55
"""Rarity from which on a word with a capital is taken for a name."""
_LIST = 3
"""Parts of a headline that is a list: so many subjects are a digest."""

_CAPITAL = re.compile(r"\b[A-ZÀ-ÞА-ЯЁІЇЄҐŁŚŹŻ][^\W_]*(?:[-.&’'][^\W_]+)*")  # noqa: RUF001 - the capitals of ten languages
_INSIDE = re.compile(rf"(?<=[^\W_] ){_CAPITAL.pattern}")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d.,]*\d(?![\w-])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RECURRING = re.compile(
    r"\b(?:weekly|newsletter|digest|round-?up|recap|podcast|bulletin|this week|week in|a week in|in other news|live updates|"
    r"wochenrückblick|settimanal\w+|semanal|tygodnia|дайджест|veckans|ukens)\b|\b(?:swn|esw|psw) #\d",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[;|•]|,(?!\d)")
_DIGEST = "roundup_digest"

Strings = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """`words` are keys with their weights in the text, the headline's first (`heads` of them); `hours` since 1970, None where
    no date is known. Names are small letters; countries ISO alpha-2. `alert` is None where nobody judged.
    """

    words: tuple[tuple[str, float], ...]
    heads: int
    names: Strings = ()
    numbers: Strings = ()
    cves: Strings = ()
    actors: Strings = ()
    malware: Strings = ()
    victims: Strings = ()
    places: Strings = ()
    makers: Strings = ()
    titled: Strings = ()
    """Actors and programs in the headline."""
    kinds: Strings = ()
    """The primary one first."""
    alert: bool | None = None
    digest: bool = False
    lang: str = ""
    body: int = 0
    """Characters below the headline."""
    hours: float | None = None
    version: int = VERSION

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; what is empty is left out."""
        made = {k: v for k, v in asdict(self).items() if v not in ((), None)}
        return {**made, "words": " ".join(w for w, _ in self.words), "weights": [round(x, 2) for _, x in self.words]}

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> "Telling":
        """Reads `as_dict` back, after a trip through JSON too. Raises `ValueError` for another version."""
        if raw.get("version") != VERSION:
            raise ValueError(f"a telling of version {raw.get('version')}, this is {VERSION}: make it again")
        made: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in raw.items() if k in cls.__dataclass_fields__
        }
        made["words"] = tuple(zip(raw["words"].split(), map(float, raw["weights"]), strict=True))
        return cls(**{"heads": 0, **made})


class Teller:
    """Articles -> tellings. Immutable after construction."""

    def __init__(self, lore: Lore) -> None:
        """Reads the tables of names: 0.3 s."""
        self._lore = lore
        self._gazetteer = gazetteer()

    def telling(self, article: Article, verdict: Verdict | None = None) -> Telling:
        """Reads one article. The verdict adds whom and what kind; without it only what the tables know is there."""
        title, text = readable(article)
        reading = read(title, text[:CHARS], verdict.lang if verdict else article.lang)
        found = self._gazetteer.mentions(reading)
        words, heads = self._words(reading)
        named = [h for h in found.names if h.what.sort is not Sort.DECOY]
        actors = [h.what.name for h in named if h.what.sort is not Sort.MALWARE]
        malware = [h.what.name for h in named if h.what.sort is Sort.MALWARE]
        return Telling(
            words=words,
            heads=heads,
            names=self._names(reading),
            numbers=numbers(reading.text),
            cves=cves(reading.text)[:_MOST],
            actors=_some(map(_bare, [*actors, *_named(verdict.actors if verdict else ())])),
            malware=_some([*malware, *_named(verdict.malware if verdict else ())]),
            victims=_some(_named(verdict.victims if verdict else ())),
            places=tuple(dict.fromkeys(h.what.code for h in found.places))[:_MOST],
            makers=_some([*(h.what for h in found.makers), *(h.what.name for h in found.organisations)]),
            titled=_some(h.what.name for h in named if h.start < reading.title_end),
            kinds=(verdict.kind, *(k for k in verdict.kinds if k != verdict.kind))[:4] if verdict else (),
            alert=verdict.is_alert if verdict else None,
            digest=(verdict is not None and verdict.kind == _DIGEST) or lists(reading.title),
            lang=verdict.lang if verdict else article.lang,
            body=len(reading.body),
            hours=hours(article.published),
        )

    def _words(self, reading: Reading) -> tuple[tuple[tuple[str, float], ...], int]:
        """The headline's keys, then the rarest of the text, and how many are the headline's."""
        counts = Counter(keys(reading.title))
        heads = list(counts)[:WORDS]
        counts.update(counts)  # a word in the headline counts double
        counts.update(keys(reading.body)[:_BODY_WORDS])
        weights = {w: round(self._lore.rare(w) * (1 + math.log(n)), 2) for w, n in counts.items()}
        rest = sorted((w for w in weights if w not in set(heads)), key=lambda w: (-weights[w], w))
        chosen = [*heads, *rest[: max(WORDS - len(heads), 0)]]
        return tuple((w, weights[w]) for w in chosen), len(heads)

    def _names(self, reading: Reading) -> Strings:
        """Keys of rare words with a capital, inside sentences and in the headline."""
        if not reading.cased:
            return ()
        seen = [*_CAPITAL.findall(reading.title), *_INSIDE.findall(reading.body)]
        made = dict.fromkeys(k for k in (key(x.lower()) for x in seen) if k and self._lore.rare(k) > _NAME)
        return tuple(made)[: 2 * _MOST]


def lists(title: str) -> bool:
    """Whether a headline announces a digest: by its name, or because it is a list of subjects."""
    parts = [p for p in _PARTS.split(title) if len(p.split()) >= 2]  # noqa: PLR2004 - one word is no subject
    return bool(_RECURRING.search(title)) or len(parts) > _LIST


def numbers(text: str) -> Strings:
    """Figures of two digits and more that are no year, without their separators of thousands."""
    seen = (m.group().replace(",", "").rstrip(".") for m in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(x for x in seen if not _YEAR.fullmatch(x) and len(x) <= _MOST))[:_MOST]


def hours(published: str) -> float | None:
    """Since 1970, of an ISO 8601 date or time; UTC where no zone is said. None for what is no date."""
    try:
        when = datetime.fromisoformat(published.strip())
    except ValueError:
        return None
    return round((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() / 3600, 2)


def _named(some: Iterable[Named]) -> list[str]:
    return [x.canonical if len(x.canonical) > 2 else x.name for x in some]  # noqa: PLR2004 - two letters are a country


def _bare(name: str) -> str:
    """A doer's name without the word for what sort it is: "Kelvarix gang" is Kelvarix; a name that is nothing else stays."""
    return _SORT.sub("", name) or name


def _some(names: Iterable[str]) -> Strings:
    return tuple(dict.fromkeys(n.lower()[:_LETTERS] for n in names))[:_MOST]
