# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Which country did it, which one suffered it, which one only spoke: roles by the words beside each country's name.

The same name means different things: "Russian attacks" are by Russia, "the Ukraine attack" is on Ukraine, "invasion of
Ukraine" is not about cyber at all, "FBI" says who speaks. Each rule below is one such reading, tried in order.
"""

import re
from dataclasses import dataclass
from enum import Enum

import pycountry

from bot.analysis.facts import Facts
from bot.analysis.mentions import Place, Way
from bot.analysis.phrases import Hit
from bot.analysis.reading import Sentence

ADVERSARIES = frozenset({"RU", "CN", "IR", "KP", "BY"})
"""Countries that public attributions name most: used only to settle what the words leave open."""


class Role(Enum):
    """What a country is in a sentence."""

    ACTOR = 1
    VICTIM = 2
    WAR = 3
    """Named as a place of fighting, or of something past: not of this attack."""
    VOICE = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A country's mention, its sentence and its role. `before` and `after` are the small-letter words beside it."""

    hit: Hit[Place]
    sentence: Sentence
    role: Role
    before: str
    after: str


GROUP = (
    r"(?:hack(?:er|ing|tivist)s?(?:[-\s]+(?:group|collective|crew|team|gang|unit)s?)?|cyber[-\s]?(?:sp(?:y|ies)|criminals?|espionage groups?|operators?|army|units?)"
    r"|(?:apt|threat|espionage|ransomware)[-\s]+(?:actor|group|gang|crew|cluster)s?|apts?\b|actors?\b|attackers?|spies|operatives|gangs?\b|trolls?\b|(?:it|tech) workers"
    r"|intelligence(?:[-\s]+(?:service|agenc|officer|unit)\w*)?|secret services?|groups? of hackers|brokers?\b|hacker\w*|hackeur\w*|haker\w*|хакер\w*|pirat\w*|geheimdienst\w*|"
    r"спецслужб\w*|розвід\w*|развед\w*|szpieg\w*|wywiad\w*|cyberkriminel\w*|gruppe\w*)"
)
_LINK = r"(?:linked|backed|aligned|sponsored|nexus|affiliated|speaking|based|state|government|military|espionage|threat|foreign|run|origin|funded|supported|cyber|staatlich\w*)"
OF_COUNTRY = re.compile(rf"(?:['’]s)?[-–\s]+(?:{_LINK}[-–\s]+){{0,3}}{GROUP}")
_DEED = re.compile(
    rf"(?:['’]s)?[-–\s]+(?:{_LINK}[-–\s]+){{0,3}}(?:\w+\s)?(?:attacks?\b|cyber[-\s]?attacks?\b|espionage|spyware|disinformation|propaganda|influence (?:op|camp)|malware|botnet"
    r"|hybrid|phishing|interference|spying|escalation|hacks?\b|operations?\b|attaque|angriff|атак|кібератак|кибератак|atak\w*|кибер|кібер|hack)"
)
ADJECTIVE = re.compile(
    r"(?:ian|ians|ese|ish|french|german|germans|dutch|greek|iraqi|israeli|pakistani|saudi|thai|swiss|czech)$|ськ|ск|sk(?:a|i|e|ich\w*|iej?|ich|im)?$|isch\w*$|russe|russ[oia]$|chinois|rus[oa]s?$|es[ei]$"
)
_BLAMED = re.compile(
    r"(?:\bpro[-–\s]*|\b(?:behind|(?:linked|links|tied|ties|attributed|connected) to|attribut\w+ (?:\S+ ){1,6}to|blam\w+(?: on)?|blam\w+ (?:\S+ ){1,5}on|accus\w+|condemn\w+"
    r"|sanctions? (?:on|against)|sanction(?:s|ed|ing)|suspects?|finger at|on behalf of|originat\w+ (?:in|from)|work(?:ing|s|ed) for|sponsored by|backed by|orchestrated by"
    r"|messages? to|signals? to|звинува\w+|обвин\w+|oskarż\w+|beschuldig\w+|acus\w+ an?|anklag\w+|accusa\w*|pekar ut|peker på|condamne\w*|attribu\w+ (?:\S+ ){0,3}(?:à|a))\s+"
    r"(?:(?:the|a|an|suspected|alleged|la|die|das|den|l')\s+)?)$"
)
_FROM = re.compile(
    r"\b(?:attacks?\w*|cyber[-\s]?(?:attacks?|threats?|operations?|campaigns?)|cyberattacks?|threats?|hack\w*|interference|coming|operations?|landscape|campaigns?|disinformation|angriff\w*|attaques?|атак\w*|atak\w*|ataques?|attacchi)\b[^.]{0,25}?\b(?:from|aus|de|depuis|з|из|z|da|desde|från|fra)\s+(?:the\s+|la\s+|der\s+)?$"
)
_BY = re.compile(r"(\w+)\s+(?:by|від|von|par|przez|av)\s+(?:the\s+|suspected\s+|alleged\s+)?$")
_NO_DEED = re.compile(
    r"(?:condemn|warn|accus|sanction|said|report|arrest|charg|fin|announc|publish|issu|led|seiz|identif|found|investigat|approv|detain|extradit|help|support|own|made|run)\w*$"
)
_NOUN_FIRST = re.compile(
    r"(?:hacker\w*|hackeur\w*|pirates?(?: informatiques)?|хакер\w*|haker\w*|groupes?|gruppo|grupo|cybercriminels|espion\w*|espías|services|servizi|inteligencia|renseignement)\s+(?:pro[-\s]?)?$"
)
_SUSPECT = re.compile(
    r"(?:['’]s (?:\w+ )?\w+)?\s+(?:(?:is|was|were|has been|have been|had been|stands?)\s+)?(?:suspected|accused|blamed|behind|responsible|denie[sd]|denying)"
)
_DOES = re.compile(
    r"(?:['’]s (?:\w+ )?\w+)?\s+(?:(?:is|was|were|has been|have been|had been|has|have|had)\s+)?(?:using|use[sd]?|hack\w*|launch\w*|target\w*|spying|spied|waging|waged|stole|steals|ramp\w*|breach\w*|infiltrat\w*|exploit\w*|spread\w*|floods?|hits?|strikes?|attack(?:s|ed|ing))\b"
)
_TOWARDS = re.compile(
    r"(?:\b(?:against|on|in|at|across|targeting|targets?|hits?|hitting|hit|of|helps?|helping|assist\w*|support\w*|strikes?|disrupt\w*|aimed at|attack(?:s|ed|ing)|floods?|visant|contre|gegen|auf|przeciw\w*|na|w|contra|en|contro|mot|i|in|проти|против|на|в|у|для)"
    r"\s+(?:(?!invasion|war\b)\S+\s+){0,4})$"
)
_ITS = re.compile(
    r"(?:['’]s)?\s+(?:[\w-]+\s){0,3}?(?:government|ministr|institution|compan|bank|hospital|website|site|organi[sz]|entit|agenc|network|citizen|user|infrastructure|firm|airport|universit|parliament|official"
    r"|voter|election|railway|energy|power|telecom|military|army|city|cities|town|school|media|diplomat|embass|critical|people|customer|businesses|retailer|provider|operator|giant|police|court|cyber(?:security|attack)|data breach|attack|hack\b|breach)"
)
_SUFFERED = re.compile(
    r"(?:,? (?:and|und|et|y|e|i|och|og) \S+)?\s+(?:have|has|had|was|were|is|are)?\s*(?:been\s+)?(?:being\s+)?(?:subjected|hit|targeted|attacked|hacked|breached|faces?|facing|suffer\w*|victims?|under)\b"
)
_REACH = 64
_WORK = re.compile(r"(?:campaign|operation|attack|hack)")


def parts(facts: Facts) -> list[Part]:
    """Every mention of a country with its role, in text order."""
    made = []
    places = facts.mentions.places
    at = 0
    for number, sentence in enumerate(facts.reading.sentences):
        attacked = "attacks" in facts.by_sentence[number]
        while at < len(places) and places[at].start < sentence.end:
            hit = places[at]
            at += 1
            if hit.start >= sentence.start:
                before = facts.reading.lowered[max(sentence.start, hit.start - _REACH) : hit.start]
                after = facts.reading.lowered[hit.end : min(sentence.end, hit.end + _REACH)]
                made.append(Part(hit, sentence, _role(facts, hit, before, after, attacked), before, after))
    return made


def _role(facts: Facts, hit: Hit[Place], before: str, after: str, attacked: bool) -> Role:
    """The first reading that fits."""
    if hit.what.way is Way.ARM:
        return Role.ACTOR
    if _PAST.search(before) or any(h.what == "war" and 0 <= hit.start - h.end <= _WAR_GAP for h in facts.speech):
        return Role.WAR
    if _did_it(hit, facts.reading.lowered[hit.start : hit.end], before, after, attacked):
        return Role.ACTOR
    if hit.what.way is Way.VOICE:
        return Role.VOICE
    if attacked and (_TOWARDS.search(before) or _ITS.match(after) or _SUFFERED.match(after)):
        return Role.VICTIM
    return Role.OTHER


_WAR_GAP = 5
_PAST = re.compile(
    r"\b(?:previously|earlier (?:used|seen)|zuvor|wcześniej|раніше|ранее|auparavant|anteriormente|in precedenza|tidigare|tidligere)\b[^.]{0,32}$"
)


def _did_it(hit: Hit[Place], name: str, before: str, after: str, attacked: bool) -> bool:
    """Whether the words beside the name make the country the doer."""
    if OF_COUNTRY.match(after) or _NOUN_FIRST.search(before) or _BLAMED.search(before) or _SUSPECT.match(after):
        return True
    if _FROM.search(before):
        return True
    by = _BY.search(before)
    if by and (attacked or _WORK.match(by.group(1))) and not _NO_DEED.match(by.group(1)):
        return True
    if hit.what.code not in ADVERSARIES:
        return False
    return bool((ADJECTIVE.search(name) and _DEED.match(after)) or (attacked and _DOES.match(after)))


_OWN_NAMES = {"EU": "European Union", "RU": "Russia", "SY": "Syria", "XK": "Kosovo", "TR": "Turkey", "PS": "Palestine"}
"""Where ISO's name is not what anybody says."""


def country_name(code: str) -> str:
    """The common English name of an ISO code; the Union by its own."""
    if code in _OWN_NAMES:
        return _OWN_NAMES[code]
    country = pycountry.countries.get(alpha_2=code)
    return "" if country is None else str(getattr(country, "common_name", country.name)).split(",")[0]


def actor_countries(found: list[Part], linked: list[str]) -> tuple[str, ...]:
    """Codes by first mention; `linked` are those that the galaxy gives for named groups."""
    return tuple(dict.fromkeys([p.hit.what.code for p in found if p.role is Role.ACTOR] + [c for c in linked if c]))


def victim_countries(
    found: list[Part], actors: tuple[str, ...], helpers: frozenset[str], head: int, voices: bool = True
) -> tuple[str, ...]:
    """Codes of the attacked. With no clear victim, a country named in the first `head` characters that did nothing
    else; with `voices` also the one that speaks there (whose police arrests, whose government sanctions).
    """
    out = {p.hit.what.code for p in found if p.role is Role.ACTOR} | set(actors)
    clear = [p.hit.what.code for p in found if p.role is Role.VICTIM]
    named = list(dict.fromkeys(c for c in clear if c not in out and c not in helpers))
    if named:
        return tuple(named[:_MOST])
    roles = {Role.OTHER, Role.VOICE} if voices else {Role.OTHER}
    near = [p for p in found if p.role in roles and p.hit.start < head]
    loose = [p.hit.what.code for p in near if p.hit.what.code not in ADVERSARIES or _INSIDE.search(p.before)]
    return tuple(dict.fromkeys(c for c in loose if c not in out and c not in helpers))[:2]


_MOST = 8
_INSIDE = re.compile(r"\b(?:in|w|na|en|dans|aus|i|у|в)\s+(?:the\s+)?$")
