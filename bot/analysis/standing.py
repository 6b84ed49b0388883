"""How well is a story supported? Voices counted after copies collapse, and claims held against their denials. Pure.

A *voice* is a publisher in words of its own. These are one voice together: a report and its copies; reports at one address;
reports by sources of one name. So a wire story in forty papers is one voice, and stays a single source.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.source import Publisher, SourceInfo
from bot.domain.story import Report, Standing, Told
from bot.domain.verdict import Certainty, Claim

_STEM = 5
"""Letters that two forms of a word share."""
_SHORT = 4
"""Letters; a shorter word says nothing of what was done."""
_WORD = re.compile(r"[^\W_]+")
PLENTY = 40
"""Claims of a story that are compared: more come only from text that was made to have many."""


def voices(reports: Sequence[Report]) -> tuple[SourceInfo, ...]:
    """One source for each voice, in order of appearance: an official one if there is one, else the one that had it first."""
    groups: list[list[Report]] = []
    for report in reports:
        mine = [g for g in groups if any(_one_voice(report, other) for other in g)]
        groups = [*(g for g in groups if g not in mine), [*(r for g in mine for r in g), report]]
    found = [min(_told_by(group), key=lambda x: (x[1].publisher is not Publisher.OFFICIAL, x[0], x[1].id)) for group in groups]
    first = [min(at for at, _ in _told_by(group)) for group in groups]
    order = sorted(range(len(groups)), key=lambda n: (first[n], found[n][1].id))
    return tuple(found[n][1] for n in order)


def official(sources: Iterable[SourceInfo]) -> bool:
    """Whether one of them speaks for a state or a body of states."""
    return any(s.publisher is Publisher.OFFICIAL for s in sources)


def ledger(reports: Sequence[Report]) -> tuple[Told, ...]:
    """Who says what, each claim once, in order of appearance; with the outlets that carry a denial of it."""
    carried: dict[tuple[str, str, str, str], list[tuple[Claim, Report]]] = {}
    for report in reports:
        for claim in report.verdict.claims:
            carried.setdefault(_key(claim), []).append((claim, report))
    told = [(some[0][0], [r for _, r in some]) for some in list(carried.values())[:PLENTY]]
    denials = [(claim, by) for claim, by in told if claim.certainty is Certainty.DENIED]
    return tuple(Told(claim, _outlets(by), _outlets(_against(claim, by, denials))) for claim, by in told)


def standing(publishers: Sequence[SourceInfo], claims: Sequence[Told]) -> Standing:
    """The verdict on a story."""
    if any(told.against for told in claims):
        return Standing.DISPUTED
    if official(publishers):
        return Standing.OFFICIAL
    return Standing.CORROBORATED if len(publishers) > 1 else Standing.SINGLE_SOURCE


def opposed(claim: Claim, denial: Claim) -> bool:
    """Whether the one says what the other denies: the accused or harmed party itself denies what is said of it; or a third
    party denies that the same one did the same thing. Nobody opposes themselves.
    """
    if claim.certainty is Certainty.DENIED or _name(claim.by) == _name(denial.by):
        return False
    about = _name(claim.about)
    if about and about == _name(denial.by):
        return True
    return bool(about) and about == _name(denial.about) and not _stems(claim.act).isdisjoint(_stems(denial.act))


def _against(claim: Claim, by: Sequence[Report], denials: Sequence[tuple[Claim, list[Report]]]) -> list[Report]:
    """Reports that carry a denial of a claim that another voice carries: one article that has both sides disputes nothing."""
    return [
        other
        for denial, deniers in denials
        if opposed(claim, denial)
        for other in deniers
        if any(not _one_voice(other, mine) for mine in by)
    ]


def _one_voice(a: Report, b: Report) -> bool:
    return (
        a.item_id == b.item_id
        or (bool(a.url) and a.url == b.url)
        or a.source.id == b.source.id
        or a.source.name.casefold() == b.source.name.casefold()
    )


def _told_by(group: Sequence[Report]) -> list[tuple[datetime, SourceInfo]]:
    """When, and by which source, of everybody in one voice."""
    own = [(r.at, r.source) for r in group]
    return own + [(at, source) for r in group for at, source in zip(r.copied_at, r.copies, strict=False)]


def _outlets(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r.source.name for r in reports))


def _key(claim: Claim) -> tuple[str, str, str, str]:
    return _name(claim.by), _name(claim.about), " ".join(_WORD.findall(claim.act.casefold())), claim.certainty


def _name(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))


def _stems(act: str) -> set[str]:
    return {w[:_STEM] for w in _WORD.findall(act.casefold()) if len(w) >= _SHORT}
