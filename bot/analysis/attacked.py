# ruff: noqa: RUF001 - the look-alike letters and quotes of ten languages are meant
"""Organisations by their sort: "Klinikum Südheide", "le centre hospitalier de Brenac", "постачальник «Світло»".

Outside English a name seldom stands alone: the word before it says what it is. Beside words of attack at the top of a
story such a name is the attacked party, unless it is one of those who investigate.
"""

import re
from collections.abc import Iterator

from bot.analysis.facts import Facts

_CAP = r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃА-ЯІЇЄҐ][\w’'-]+"
_QUOTED = r"[«„“\"][^«»„“”\"]{2,40}[»”“\"]"
_NAME = rf"(?:{_QUOTED}|{_CAP}(?:[\s]+(?:(?:de|du|des|sur|am|an der|nad|i)\s+)?{_CAP}){{0,2}})"
_INSTITUTION = {
    "en": r"(?:[Pp]ort|[Cc]ity|[Tt]own|[Cc]ounty|[Uu]niversity|[Mm]unicipality|[Vv]illage|[Dd]iocese|[Dd]istrict|parliament|hospital) of",
    "fr": r"(?:centre hospitalier(?: universitaire)?|hôpital|clinique|mairie|ville|commune|communauté de communes|université|lycée|conseil départemental|préfecture|chambre d['’]\w+|métropole|aéroport|port)",
    "de": r"(?:Stadtwerken?|Klinikum|Kliniken|Klinik|Klinikverbund|Krankenhaus|Stadt|Gemeinde|Landkreis|Kreis|Universität|Hochschule|Sparkasse|Flughafen|Hafen|Rathaus|Stadtverwaltung|Kreisverwaltung|Verkehrsbetrieben?|Wasserwerken?|Volksbank)",
    "pl": r"(?:[Uu]rz[ąę]d\w* (?:miasta|gminy|miejski\w*|marszałkowski\w*)|[Ss]zpital\w*|[Gg]min[ayęie]\w*|[Ss]tarostw\w+|[Uu]niwersytet\w*|[Pp]olitechni\w+|[Ll]otnisk\w+|[Ww]odociąg\w+|[Pp]rzychodni\w*|[Ll]aboratori\w+|[Ss]półdzielni\w*)",
    "uk": r"(?:[Мм]іськ\w+ рад\w+|[Лл]ікарн\w+|[Уу]ніверситет\w*|[Аа]еропорт\w*|[Вв]одоканал\w*|[Пп]орт\w*)",
    "ru": r"(?:[Бб]ольниц\w+|[Уу]ниверситет\w*|[Аа]эропорт\w*|[Вв]одоканал\w*|[Аа]дминистраци\w+|[Пп]орт\w*)",
    "it": r"(?:[Oo]spedale|[Cc]omune|[Uu]niversità|[Aa]eroporto|[Cc]onsorzio \w+|ASL)",
    "es": r"(?:[Hh]ospital|[Aa]yuntamiento|[Uu]niversidad|[Aa]eropuerto)",
}
"""Kept as part of the name."""
_SORT = {
    "en": r"(?:provider|supplier|operator|retailer|utility|carrier|airline|insurer|publisher|manufacturer|lender|wholesaler|distributor|brewer|carmaker)",
    "fr": r"(?:mutuelle|société|entreprise|éditeur|opérateur|banque|assureur|hébergeur|enseigne|compagnie|fournisseur|chaîne|fabricant|prestataire|laboratoire)",
    "de": r"(?:\w*(?:[Vv]ersorger|[Bb]etreiber|[Hh]ersteller|[Hh]ändler|[Dd]ienstleister|[Aa]nbieter|[Kk]onzern|[Uu]nternehmen|[Zz]ulieferer|[Vv]ersandhaus|[Vv]ersicherer|[Vv]erlag|[Vv]erband|[Bb]auer|[Hh]andelskette|[Ss]oftwarehaus|[Mm]öbelhaus)s?|Firma|Bank|Gruppe Klinik)",
    "pl": r"(?:(?:spółk|firm|siec|przewoźnik|operator|dostawc|bank|sklep|koncern|producent|ubezpieczyciel|wydawc|uczeln|grup[ay] medyczn)\w*(?: (?:przychodni|sklepów|handlow\w+|energetyczn\w+|kolejow\w+|internetow\w+|ciepła))?)",
    "uk": r"(?:(?:компан|постачальник|мереж|банк|оператор|підприємств|завод|енергокомпан|застосун|сервіс|магазин|провайдер|холдинг)\w*(?: (?:тепла|газу|води|магазинів|аптек|клінік|зв['’]язку|електроенергії))?)",
    "ru": r"(?:(?:компани|поставщик|сет|банк|оператор|предприяти|завод|энергокомпани|сервис|магазин|провайдер|холдинг)\w*(?: (?:тепла|газа|воды|магазинов|аптек|клиник|связи))?)",
    "it": r"(?:azienda|società|gruppo|banca|operatore|fornitore|assicurazione)",
    "es": r"(?:empresa|compañía|operadora|aseguradora|banco|cadena|proveedor)",
    "sv": r"(?:\w*(?:bolaget|företaget|kedjan|banken))",
    "no": r"(?:\w*(?:selskapet|kjeden|banken))",
}
"""Left out: what it is, not what it is called."""
_OF = {
    "en": r"\s+",
    "fr": r"(?:\s+(?:universitaire|régional\w*|départemental\w*|privée?|publique?))?\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])?",
    "de": r"\s+(?:in\s+|der\s+Stadt\s+)?",
    "pl": r"(?:\s+(?:[Pp]owiatow\w+|[Mm]iejsk\w+|[Ww]ojewódzk\w+|[Kk]liniczn\w+))?\s+(?:w\s+|we\s+|im\.\s+)?",
    "uk": r"\s+(?:у\s+|в\s+|міста\s+)?",
    "ru": r"\s+(?:в\s+|города\s+)?",
    "it": r"\s+(?:di\s+|del\s+)?",
    "es": r"\s+(?:de\s+|del\s+)?",
}
_INSTITUTIONS = {lang: re.compile(rf"(?<![\w-])({words}{_OF[lang]}{_NAME})") for lang, words in _INSTITUTION.items()}
_SORTS = {lang: re.compile(rf"(?<![\w-])(?{'' if lang == 'en' else 'i'}:{words})\s+({_NAME})") for lang, words in _SORT.items()}
_LOOK = 3
_REACH = 300
_MOST = 2


def by_sort(facts: Facts) -> Iterator[str]:
    """At most two names, first mentioned first, from the first sentences that speak of an attack."""
    lang = facts.reading.lang
    shapes = [table[lang] for table in (_INSTITUTIONS, _SORTS) if lang in table]
    seen: list[tuple[int, str]] = []
    for number, sentence in enumerate(facts.reading.sentences[:_LOOK]):
        if facts.by_sentence[number] & {"attacks", "claimed"} or facts.cue_kinds(sentence):
            for shape in shapes:
                seen += [(sentence.start + m.start(1), m.group(1)) for m in shape.finditer(sentence.text[:_REACH])]
    yield from [name.strip('«»„“”" ') if name[0] in '«„“"' else name for _, name in sorted(seen)][:_MOST]
