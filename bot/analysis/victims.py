# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Victims: the attacked party, or the maker whose product has the flaw, by the shapes that headlines take."""

import itertools
import re
from collections.abc import Iterator, Sequence

from bot.analysis.countries import Part, Role
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
        rf"{_NP}\s+(?:[Uu]sers|[Cc]ustomers|[Cc]lients|[Ee]mployees|[Dd]ata [Bb]reach|[Dd]ata [Ll]eak|[Hh]ack|[Cc]yber[-\s]?[Aa]ttack|[Rr]ansomware [Aa]ttack|[Bb]reach|[Ff]law|[Vv]ulnerabilit\w+|[Zz]ero-[Dd]ay)\b",
    )
)
_MEMBERS = re.compile(
    r"\b(?:EU|European Union)(?:['’]s)? (?:member states|Member States|institutions)\b|\b[Mm]ember [Ss]tates of the (?:EU|European Union)(?: bloc)?\b|\b[Mm]ember states\b(?=[^.]{0,40}\bEU\b)"
)
_THINGS = re.compile(
    r"(?:['’]s)?\s+(?:(?:state|public|government|official|national|local|critical|energy|military|financial|and|power|defence|defense)\s+){0,4}"
    r"(?:institutions?|websites?|sites?|ministr(?:y|ies)|government|agencies|companies|banks?|hospitals?|organi[sz]ations?|entities|infrastructure|firms?|airports?|universit(?:y|ies)|parliament|railways?|utilities|networks?|citizens|officials|diplomats|businesses)\b"
)
_HEAD_SENTENCES = 4
_SENTENCE = 400
_MAKER_HEAD = 300
_MOST = 6
_FLAWS = frozenset({"vulnerability", "patch_advisory", "exploited_in_the_wild", "supply_chain"})
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


class Victims:
    """The shapes with the words that end or spoil a name. Immutable."""

    def __init__(self) -> None:
        """Reads the word table."""
        rows = table("speech")
        self._cut = frozenset(split_list(rows["after_name"]["words"]))
        self.no_names = frozenset(split_list(rows["not_a_name"]["words"]))

    def find(
        self, facts: Facts, found: Sequence[Part], countries: tuple[str, ...], kinds: Sequence[str], taken: frozenset[str]
    ) -> tuple[Named, ...]:
        """Organisations; for flaws the maker first; for affairs between states the countries and what of them was attacked.
        `taken` are small-letter names that are something else: actors, programs.
        """
        places = {facts.reading.lowered[h.start : h.end] for h in facts.mentions.places}
        named = [v for v in self._organisations(facts, taken) if v.name.lower() not in places]
        if _FLAWS & set(kinds[:1]):
            makers = [h for h in facts.mentions.makers if h.start < _MAKER_HEAD]
            named = [Named(h.what) for h in makers[:1]] + named
        if _STATE_AFFAIRS & set(kinds):
            named += list(_collective(facts, found, countries))
        kept: dict[str, Named] = {}
        for one in named:
            kept.setdefault(one.name.lower(), one)
        return tuple(kept.values())[:_MOST]

    def _organisations(self, facts: Facts, taken: frozenset[str]) -> list[Named]:
        """Capitalised names in the places where headlines put the attacked."""
        if not facts.reading.cased:
            return []
        sentences = [s.text for s in facts.reading.sentences[:_HEAD_SENTENCES]]
        seen = (self._trimmed(m.group(1)) for text in sentences for shape in _SHAPES for m in shape.finditer(text[:_SENTENCE]))
        return [Named(name) for name in dict.fromkeys(seen) if name and name.lower() not in taken]

    def _trimmed(self, phrase: str) -> str:
        """The phrase up to the first word that headlines put after a name; "" when nothing of a name is left."""
        words = list(itertools.dropwhile(lambda w: _bare(w) in self.no_names, phrase.split()))
        kept = list(itertools.takewhile(lambda w: _bare(w) not in self._cut, words))
        while kept and re.fullmatch(_JOIN, kept[-1]):
            kept.pop()
        name = re.sub(r"['’]s?$", "", " ".join(kept).strip("«»„“”\"'.,:"))
        return name if len(name) > 1 and not name.isdigit() and name.lower() not in self.no_names else ""


def _bare(word: str) -> str:
    return word.lower().strip("’'.")


def _collective(facts: Facts, found: Sequence[Part], countries: tuple[str, ...]) -> Iterator[Named]:
    """Countries that were attacked, as the text names them, and what of them ("Ukrainian institutions")."""
    text = facts.reading.text
    if "EU" in countries:
        members = _MEMBERS.search(text)
        yield Named(members.group() if members else "European Union", "EU")
    for code in countries:
        mine = [p for p in found if p.hit.what.code == code and p.role is Role.VICTIM]
        if code != "EU" and mine:
            yield Named(text[mine[0].hit.start : mine[0].hit.end], code)
    for part in found:
        things = _THINGS.match(text, part.hit.end)
        if part.role is Role.VICTIM and part.hit.what.code in countries and things:
            yield Named(text[part.hit.start : things.end()], part.hit.what.code)
