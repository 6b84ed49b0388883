# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Victims: the attacked party, or the maker whose product has the flaw, by the shapes that headlines take."""

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.analysis.attacked import by_sort
from bot.analysis.countries import ADJECTIVE, Part, Role, country_name
from bot.analysis.facts import Facts
from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list
from bot.domain.verdict import Named

_CAP = r"[A-Z0-9À-ÖØ-ÞŁŚŻĆŃА-ЯІЇЄҐ«„“][\w&’'.+!»”-]*"
_JOIN = r"(?:of|for|and|de|del|della|di|la|du|des|der|für|van|the|&|w|i|и|та)"
_NP = rf"(?<!\w)({_CAP}(?:\s+(?:{_JOIN}\s+){{0,2}}{_CAP}){{0,5}})"
_ART = r"(?:(?:the|a|an|its|der|die|das|den|dem|le|la|les|l'|l’|il|el|los|las|de|on|one|another|major|popular|giant|company|firm|maker|retailer|bank|sur|chez|bei|beim|[a-zà-ÿ-]+)\s+){0,3}"
_ATTACK = (
    r"(?:cyber[-\s]?attack|attack|data breach|breach|data leak|leak|hack|ransomware|ddos|intrusion|data theft|heist|cyber incident|outage|phishing campaign|wiper"
    r"|cyberangriff|hackerangriff|angriff|datenleck|cyberattaque|attaque|piratage|fuite de données|cyberatak|atak|włamani|wyciek|ataque|ciberataque|attacco|attacco informatico|кібератак|атак|злам"
    r"|кибератак|взлом|dataläck|intrång|cyberattack|cyberangrepp|dataangrep|angrep|datainnbrudd)\w*"
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"^{_NP}\s+(?:was |is |are |were |has been |have been |been |gets |recently |also )*(?:hit|hacked|breached|targeted|attacked|struck|crippled|(?:[Cc]onfirm|[Dd]isclos|[Ss]uffer|[Ii]nvestigat|[Aa]dmit|[Rr]eport|[Nn]otif|[Ww]arn)\w*|says|fixes|patches|falls victim|victim|discloses|data breach|cyber|ransomware|hack|extends|denies|shuts)\b",
        rf"(?i:\b{_ATTACK}\s+(?:on|against|at|of|hits?|strikes?|targets?|targeting|disrupts?|cripples?|impacts?|impacting|affects?|affecting|exposes?|auf|contre|visant|chez|de|du|na|z|w|contra|contro|en|mot|hos|hit|проти|на|против|у|в|bei|i))\s+{_ART}{_NP}",
        rf"(?i:\b(?:hackers?|gang|group|actors?|attackers|cybercriminals|ransomware|malware|spies|intruders|thieves|hacktivists)\s+(?:has |have |had |also |allegedly )?(?:hit|hits|breach(?:ed|es)?|target(?:ed|s|ing)?|attack(?:ed|s)?|hack(?:ed|s)?|compromise[ds]?|stole from|steal from|claims?|claimed|leaks?|leaked|abuse[ds]?|exploit(?:ed|s)?|defaced?))\s+{_ART}{_NP}",
        rf"(?i:\b(?:stole|stolen|steal|leaked|exfiltrated|data|records|information|credentials|flaws?|vulnerabilit(?:y|ies)|zero-days?|bugs?|backdoor|lücken?|schwachstellen?|failles?|podatności|luki|luka)\s+(?:\w+\s){{0,4}}?(?:from|of|in|on|affecting|impacting|belonging to|dans|von|w))\s+{_ART}{_NP}",
        rf"(?i:\b(?:targets?|targeting|targeted|impersonat\w+|posing as|mimic\w*|against|breach(?:ed|es)?|hacked|hack of|breach at|breach of|victims? (?:is|was|include|including)|customers? of|users? of|employees of))\s+{_ART}{_NP}",
        rf"^{_NP}:\s+[^.]{{0,60}}\b(?:stolen|leaked|leak|breach|hacked|encrypted|offline|intruders|attack)\b",
        rf"(?:^|,\s){_NP}\s+(?:has|have)\s+(?:told|informed|notified|warned|admitted|confirmed|disclosed|reported|suffered|lost|shut|taken)\b",
        rf"(?:^|,\s){_NP}\s+(?:has |have )?(?:published|releases?d?)\s+(?:\S+\s+){{0,3}}(?:updates?|firmware|patch(?:es)?|fix(?:es)?|advisory)\b",
        rf"{_NP}\s+(?:[Uu]sers|[Cc]ustomers|[Cc]lients|[Ee]mployees|[Dd]ata [Bb]reach|[Dd]ata [Ll]eak|[Hh]ack|[Cc]yber[-\s]?[Aa]ttack|[Rr]ansomware [Aa]ttack|[Bb]reach|[Ff]law|[Vv]ulnerabilit\w+|[Zz]ero-[Dd]ay)\b",
    )
)
_PRODUCT_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?i:\b(?:library|package|plug-?in|extension|module|bibliothek|paket|biblioteki?|bibliothèque|logiciel (?:comptable|métier|de paie|de gestion)|бібліотек\w+|пакет\w*))\s+(?:[“\"„«](?=[\w.-]+[”\"“»]))?{_NP}",
        r"(?i:\b(?:library|package|plug-?in|extension|module|bibliothek|paket|biblioteki?|bibliothèque|бібліотек\w+|пакет\w*))\s+[“\"„«]([a-z][\w.-]{2,30})[”\"“»]",
    )
)
"""Whose release was poisoned or flawed: only where flaws and suppliers are the news."""
_MEMBERS = re.compile(
    r"\b(?:EU|European Union)(?:['’]s)? (?:member states|Member States|institutions)\b|\b[Mm]ember [Ss]tates of the (?:EU|European Union)(?: bloc)?\b|\b[Mm]ember states\b(?=[^.]{0,40}\bEU\b)"
)
BODIES = re.compile(
    r"(?:['’]s)?\s+(?:(?:state|public|government|official|national|local|critical|energy|military|financial|and|power|defence|defense)\s+){0,4}"
    r"(?:institutions?|websites?|sites?|ministr(?:y|ies)|government|agencies|companies|banks?|hospitals?|organi[sz]ations?|entities|infrastructure|firms?|airports?|universit(?:y|ies)|parliament|railways?|utilities|networks?|citizens|officials|diplomats|businesses"
    r"|banken|behörden|ministerien|unternehmen|bank(?:i|ów|om)|instytucj\w+|przedsiębiorstw\w*|firm\w*|ministerstw\w*|банк\w*|міністерств\w*|установ\w*|підприємств\w*|министерств\w*|компан\w*|предприяти\w*)\b",
    re.IGNORECASE,
)
_HEAD_SENTENCES = 4
_SENTENCE = 400
_MAKER_HEAD = 300
_MOST = 6
FLAWS = frozenset({"vulnerability", "patch_advisory", "exploited_in_the_wild", "supply_chain"})
_PRODUCT_WORDS = frozenset({"server", "security", "network", "system"})
"""Parts of products' names, though not of other victims' names."""
_STATE_AFFAIRS = frozenset(
    {
        "policy_attribution_sanction",
        "response_team",
        "disinformation",
        "espionage_apt",
        "ddos",
        "wiper_sabotage",
        "threat_warning",
        "other_intrusion",
    }
)


_CASES = frozenset({"pl", "uk", "ru"})
"""Languages whose names change with their place in the sentence: a country is named in English instead."""


class Victims:
    """The shapes with the words that end or spoil a name. Immutable."""

    def __init__(self) -> None:
        """Reads the word table."""
        rows = table("speech")
        self._cut = frozenset(split_list(rows["after_name"]["words"]))
        self._cut_flaw = (self._cut - _PRODUCT_WORDS) | frozenset(split_list(rows["weakness"]["words"]))
        self.no_names = frozenset(split_list(rows["not_a_name"]["words"]))

    def find(
        self, facts: Facts, found: Sequence[Part], countries: tuple[str, ...], kinds: Sequence[str], taken: frozenset[str]
    ) -> tuple[Named, ...]:
        """Organisations; for flaws the maker first; for affairs between states the countries and what of them was attacked.
        `taken` are small-letter names that are something else: actors, programs.
        """
        places = {facts.reading.lowered[h.start : h.end] for h in facts.mentions.places}
        flaw = bool(FLAWS & set(kinds[:1]))
        named = [v for v in self.shaped(facts, taken, flaw=flaw) if v.name.lower() not in places]
        if flaw:
            makers = [h for h in facts.mentions.makers if h.start < _MAKER_HEAD]
            named = [Named(h.what) for h in makers[:1]] + named
        return tuple(distinct([*named, *self.of_states(facts, found, countries, kinds)]))[:_MOST]

    def of_states(
        self, facts: Facts, found: Sequence[Part], countries: tuple[str, ...], kinds: Sequence[str]
    ) -> tuple[Named, ...]:
        """In affairs between states: the countries and what of them was attacked."""
        return tuple(_collective(facts, found, countries)) if _STATE_AFFAIRS & set(kinds) else ()

    def shaped(self, facts: Facts, taken: frozenset[str] = frozenset(), *, flaw: bool) -> list[Named]:
        """Capitalised names in the places where headlines put the attacked."""
        if not facts.reading.cased:
            return []
        sentences = [s.text for s in facts.reading.sentences[:_HEAD_SENTENCES]]
        cut, shapes = (self._cut_flaw, _SHAPES + _PRODUCT_SHAPES) if flaw else (self._cut, _SHAPES)
        shaped = (m.group(1) for text in sentences for shape in shapes for m in shape.finditer(text[:_SENTENCE]))
        sorted_ = list(by_sort(facts))
        seen = [*sorted_, *(self._trimmed(name, cut) for name in shaped)]
        return [Named(name) for name in dict.fromkeys(seen) if name and name.lower() not in taken]

    def _trimmed(self, phrase: str, cut: frozenset[str]) -> str:
        """The phrase up to the first word of `cut`, those that follow a name; "" when nothing of a name is left."""
        words = list(itertools.dropwhile(lambda w: _bare(w) in self.no_names, phrase.split()))
        kept = list(itertools.takewhile(lambda w: _bare(w) not in cut, words))
        while kept and re.fullmatch(_JOIN, kept[-1]):
            kept.pop()
        name = re.sub(r"['’]s?$", "", " ".join(kept).strip("«»„“”\"'.,:"))
        return name if len(name) > 1 and not name.isdigit() and name.lower() not in self.no_names else ""


def _bare(word: str) -> str:
    return word.lower().strip("’'.")


def distinct(named: Sequence[Named]) -> Iterator[Named]:
    """Each party once, in order. Of names that say the same ("Danish", "Danish ministry", "Danish ministries") the fullest stays."""
    keys = [_key(one) for one in named]
    for i, (one, key) in enumerate(zip(named, keys, strict=True)):
        same = any(
            (j != i and key < other) or (key == other and _fuller(named[j], one, j < i)) for j, other in enumerate(keys) if j != i
        )
        if not same:
            yield one


def _fuller(other: Named, one: Named, earlier: bool) -> bool:
    """Of two names of the same words, whether `other` is the one to keep: the plural, else the first."""
    if other.name.lower() == one.name.lower() or len(other.name) == len(one.name):
        return earlier
    return len(other.name) > len(one.name)


def _key(named: Named) -> frozenset[str]:
    """Its words, the same for one and many ("ministry", "ministries"), without articles."""
    words = frozenset(re.findall(r"[\w&’']+", named.name.lower())) - _ARTICLES
    return frozenset(_NUMBER.sub("", w) for w in words)


_NUMBER = re.compile(r"(?<=\w{3})(?:ies|y|s)$")
_ARTICLES = frozenset({"the", "of", "der", "die", "das", "le", "la", "de", "in", "w"})


def _collective(facts: Facts, found: Sequence[Part], countries: tuple[str, ...]) -> Iterator[Named]:
    """Countries that were attacked, as the text names them, and what of them ("Ukrainian institutions")."""
    text = facts.reading.text
    if "EU" in countries:
        members = _MEMBERS.search(text)
        yield Named(members.group() if members else "European Union", "EU")
    bodies = [
        Named(text[p.hit.start : things.end()], p.hit.what.code)
        for p in found
        if p.role is Role.VICTIM and p.hit.what.code in countries and (things := BODIES.match(text, p.hit.end))
    ]
    told = {body.canonical for body in bodies}
    for code in countries:
        mine = [p for p in found if p.hit.what.code == code and p.role is Role.VICTIM]
        if code not in told | {"EU"} and mine:
            seen = [text[p.hit.start : p.hit.end] for p in mine]
            nouns = [s for s in seen if not ADJECTIVE.search(s.lower()) and facts.reading.lang not in _CASES]
            yield Named(nouns[0] if nouns else country_name(code) or seen[0], code)
    yield from bodies
