"""From a name to what is meant: an actor under any alias, a country by its name or code, a flaw, an indicator. Pure.

Names that the galaxy and the registries do not know are taken as they stand, where the news may know them.
"""

import re
from functools import cache

import pycountry

from bot.analysis.aliases import actor_names, aliases_of, bearer, canonical_names
from bot.analysis.galaxy import table
from bot.analysis.matcher import BadMatcher
from bot.analysis.searching import indicator
from bot.domain.dossier import DossierKind, Subject
from bot.domain.errors import nearest
from bot.domain.trace import Query

LONGEST = 200
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_OF_ACTORS = (DossierKind.ACTOR, DossierKind.ATTRIBUTION)
_OWN = {"EU": "European Union", "XK": "Kosovo"}


def subject_of(kind: DossierKind, name: str) -> Subject:
    """What the name means. Raises `BadMatcher`."""
    told = " ".join(name.split())[:LONGEST]
    if not told:
        raise BadMatcher("no name is given", "name one")
    return _MADE[kind](told)


@cache
def countries() -> dict[str, str]:
    """Code -> name."""
    return _OWN | {c.alpha_2: getattr(c, "common_name", c.name) for c in pycountry.countries}


@cache
def sectors() -> tuple[str, ...]:
    """Their slugs."""
    return tuple(sorted(({*table("sectors")} - {"vendors"}) | {"other"}))


@cache
def known_names(kind: DossierKind) -> dict[str, str]:
    """Names that can be asked for whatever the news was -> how they are shown: actors with their aliases, to be found by them."""
    actors = {name: ", ".join((name, *aliases_of(name))) for name in actor_names()} if kind in _OF_ACTORS else {}
    places = {code: f"{code}: {name}" for code, name in countries().items()}
    match kind:
        case DossierKind.ACTOR:
            return actors
        case DossierKind.COUNTRY:
            return places
        case DossierKind.SECTOR:
            return {slug: slug.replace("_", " ") for slug in sectors()}
        case DossierKind.ATTRIBUTION:
            return places | actors
    return {}


def _actor(name: str) -> Subject:
    known = bearer(name)
    canonical = known.name if known else name
    return Subject(DossierKind.ACTOR, canonical, Query(actors=tuple(sorted(canonical_names([name])))), aliases_of(canonical))


def _country(name: str) -> Subject:
    code = _code(name)
    if not code:
        raise BadMatcher(f'unknown country "{name[:40]}"', _mend(name))
    return Subject(DossierKind.COUNTRY, f"{countries()[code]} ({code})", Query(countries=(code,)))


def _sector(name: str) -> Subject:
    slug = name.casefold().replace(" ", "_")
    if slug not in sectors():
        raise BadMatcher(f'unknown sector "{name[:40]}"', nearest(slug, sectors()))
    return Subject(DossierKind.SECTOR, slug.replace("_", " "), Query(sectors=(slug,)))


def _cve(name: str) -> Subject:
    cve = name.upper()
    if not _CVE.fullmatch(cve):
        raise BadMatcher(f'"{name[:40]}" is no CVE id', "write for example: CVE-2026-12345")
    return Subject(DossierKind.CVE, cve, Query(cves=(cve,)))


def _indicator(name: str) -> Subject:
    return Subject(DossierKind.INDICATOR, indicator(name), Query(indicators=(indicator(name),)))


def _attribution(name: str) -> Subject:
    code = _code(name)
    if code:
        return Subject(DossierKind.ATTRIBUTION, f"{countries()[code]} ({code})", Query(accused=(code,)))
    who = _actor(name)
    return Subject(DossierKind.ATTRIBUTION, who.name, who.query, who.aliases)


def _code(name: str) -> str:
    if name.upper() in countries():
        return name.upper()
    low = name.casefold()
    own = next((code for code, said in countries().items() if said.casefold() == low), "")
    if own or len(low) <= len("XKX"):
        return own
    try:
        return str(pycountry.countries.lookup(name).alpha_2)
    except LookupError:
        return ""


def _mend(name: str) -> str:
    by_name = {said.casefold(): f"{said} ({code})" for code, said in countries().items()}
    return nearest(name, by_name) if len(name) > len("XK") else "write its two letters (UA, DE), EU for the Union, or its name"


_MADE = {
    DossierKind.ACTOR: _actor,
    DossierKind.COUNTRY: _country,
    DossierKind.SECTOR: _sector,
    DossierKind.CVE: _cve,
    DossierKind.INDICATOR: _indicator,
    DossierKind.ATTRIBUTION: _attribution,
}
