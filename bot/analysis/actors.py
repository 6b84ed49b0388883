# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Actors: those who are said to have done it, by name or by description."""

import re
from collections.abc import Sequence

from bot.analysis.countries import GROUP, OF_COUNTRY, Part, Role, country_name
from bot.analysis.facts import Facts
from bot.analysis.groups import groups
from bot.analysis.mentions import Way
from bot.domain.verdict import Named

_MOST = 6
_NOUN_FIRST = re.compile(rf"(?P<group>groups? of hackers|{GROUP})\W+(?:the\s+)?(?P<pro>pro[-–\s]+)$", re.IGNORECASE)
_PLURAL = {"groups of hackers": "hacker groups", "group of hackers": "hacker group"}
_MEMBER_OF = re.compile(r"\bpro[-–]\s*$", re.IGNORECASE)


_DESCRIBES = re.compile(
    rf"^[-–\w'’]*\s+(?:[\w-]+\s+){{0,3}}(?:{GROUP}|group\w*|groupe\w*|grup\w*|груп\w*|угрупован\w*|cartel|collective)?\W*$",
    re.IGNORECASE,
)
_NEXT_TO = 44


def named_actors(facts: Facts) -> list[Named]:
    """Groups and crews that the galaxy knows, that carry a tracker's number, or that the news introduces."""
    known = facts.mentions.actors()
    malware = {h.what.name.lower() for h in facts.mentions.malware()}
    text = facts.reading.text
    seen = [Named(text[h.start : h.end], h.what.name) for h in known]
    for new in groups(facts):
        at = new.end - len(new.name)
        if new.name.lower() not in malware and not any(h.start < new.end and at < h.end for h in known):
            seen.append(Named(new.name))
    found: dict[str, Named] = {}
    for name in seen:
        found.setdefault((name.canonical or name.name).lower(), name)
    return list(found.values())


def actor_links(facts: Facts) -> list[str]:
    """The countries that the galaxy gives for the named groups."""
    return [h.what.country for h in facts.mentions.actors()]


def described_actor(facts: Facts, part: Part) -> Named | None:
    """The doer as the text says it, "Russia-linked hackers" and "pro-Russian hacker group" and the like; else the country itself."""
    if part.role is not Role.ACTOR:
        return None
    text = facts.reading.text
    seen = text[part.hit.start : part.hit.end]
    turned = _NOUN_FIRST.search(part.before)
    if turned:  # the order of words of a translated sentence: "groups of hackers The pro-Russians"
        group = turned.group("group").lower()
        return Named(f"pro-{seen.removesuffix('s').removesuffix('S')} {_PLURAL.get(group, group)}")
    pro = _MEMBER_OF.search(text[max(0, part.hit.start - 6) : part.hit.start])
    start = part.hit.start - (len(pro.group()) if pro else 0)
    after = OF_COUNTRY.match(part.after)
    if after:
        return Named(" ".join(text[start : part.hit.end + after.end()].split()))
    if part.hit.what.way is Way.VOICE:
        return None
    return (
        Named(f"{pro.group()}{seen}", part.hit.what.code)
        if pro
        else Named(country_name(part.hit.what.code) or seen, part.hit.what.code)
    )


def actors(facts: Facts, found: Sequence[Part]) -> tuple[Named, ...]:
    """Names first, then descriptions, then bare countries; each once."""
    names = named_actors(facts)
    starts = [m.start() for one in names for m in re.finditer(re.escape(one.name), facts.reading.text)]
    starts += [h.start for h in facts.mentions.actors()]
    described = [d for p in found if not _only_describes(facts, p, starts) and (d := described_actor(facts, p))]
    described.sort(key=lambda d: bool(d.canonical))
    kept: dict[str, Named] = {}
    countries: set[str] = set()
    for one in described:
        if one.canonical and one.canonical in countries:
            continue
        countries |= {p.hit.what.code for p in found if p.role is Role.ACTOR} if not one.canonical else {one.canonical}
        kept.setdefault(one.name.lower(), one)
    return tuple((names + list(kept.values()))[:_MOST])


def _only_describes(facts: Facts, part: Part, starts: Sequence[int]) -> bool:
    """Whether the country is but a word about a group whose name follows at once: "the pro-Russian group Night Ferry"."""
    end = part.hit.end
    return any(0 < at - end <= _NEXT_TO and _DESCRIBES.match(facts.reading.text[end:at]) for at in starts)
