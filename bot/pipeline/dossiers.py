"""DOSSIER: what is stored about an actor, a country, a sector, a flaw or an indicator, as readers with a clearance may know it.

name -> subject (analysis.subjects) -> its newest alerts, and how many a month -> stories, claims, months
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.analysis.subjects import known_names, subject_of
from bot.domain.dossier import Dossier, DossierKind, Month, Said
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query
from bot.domain.verdict import Certainty, Claim
from bot.pipeline.disclosure import asked_for
from bot.ports.clock import Clock
from bot.ports.store import Stores
from bot.ports.workers import Workers
from bot.present.dossier import months_alt, months_title
from bot.present.months import months_png

MONTHS = 12
LOOKED_AT = 100
"""The newest alerts, of which stories and claims are told."""
STORIES, CLAIMS = 8, 10
RECENT = 300
"""The newest alerts, whose names are offered to those who type."""
FRESH = timedelta(minutes=1)
_FIRM = list(Certainty)


class Dossiers:
    """Read-only questions. `infos` is asked each time, because a reload changes it."""

    def __init__(self, stores: Stores, infos: Callable[[], Mapping[str, SourceInfo]], workers: Workers, clock: Clock) -> None:
        """`stores` are only read."""
        self._stores = stores
        self._infos = infos
        self._workers = workers
        self._clock = clock
        self._recent: dict[Tlp, tuple[datetime, list[Filed]]] = {}

    async def about(self, kind: DossierKind, name: str, clearance: Tlp) -> Dossier:
        """Raises `BadMatcher` where the name cannot be one of that kind."""
        subject = await self._workers.light(subject_of, kind, name)
        infos = self._infos()
        query = asked_for(subject.query, clearance, infos)
        edges = month_edges(self._clock.now())
        counts = await self._stores.search.tally(query, edges)
        found = await self._stores.search.find(replace(query, limit=LOOKED_AT))
        months = tuple(Month(f"{at:%Y-%m}", n) for at, n in zip(edges, counts, strict=False))
        firmest = kind is DossierKind.ATTRIBUTION
        return Dossier(subject, _by_story(found), said_in(found, infos, firmest_first=firmest)[:CLAIMS], months)

    async def picture(self, dossier: Dossier) -> tuple[bytes, str]:
        """A PNG of its months, drawn in a process of its own, and the words for those who do not see it. Raises `Transient`."""
        alt = months_alt(dossier)
        return await self._workers.heavy(months_png, list(dossier.months), months_title(dossier), alt), alt

    async def names(self, kind: DossierKind, clearance: Tlp) -> dict[str, str]:
        """What may be asked for -> how it is shown: names of the newest alerts first, then those known whatever the news is."""
        known = await self._workers.light(known_names, kind)
        if kind in (DossierKind.COUNTRY, DossierKind.SECTOR):
            return known
        lately = _said_lately(kind, await self._lately(clearance))
        return {name: known.get(name, name) for name in (*dict.fromkeys(lately), *known)}

    async def _lately(self, clearance: Tlp) -> list[Filed]:
        """Read once a minute: people type faster."""
        now = self._clock.now()
        at, found = self._recent.get(clearance, (now - FRESH * 2, []))
        if now - at > FRESH:
            found = await self._stores.search.find(asked_for(Query(limit=RECENT), clearance, self._infos()))
            self._recent[clearance] = now, found
        return found


def month_edges(now: datetime) -> list[datetime]:
    """The beginnings (UTC) of this month, of the eleven before and of the next: the oldest first."""
    this = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1
    return [datetime(n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(this - MONTHS + 1, this + 2)]


def said_in(found: Sequence[Filed], infos: Mapping[str, SourceInfo], *, firmest_first: bool) -> tuple[Said, ...]:
    """Each claim once, with everybody who carried it; the latest first, or the firmest."""
    kept: dict[tuple[str, ...], Said] = {}
    for filed in found:
        info = infos.get(filed.item.source_id)
        outlet, at = info.name if info else filed.item.source_id, filed.item.published or filed.item.fetched_at
        for claim in filed.verdict.claims if filed.verdict else ():
            old = kept.setdefault(_key(claim), Said(claim, (), at))
            kept[_key(claim)] = replace(old, outlets=tuple(dict.fromkeys((*old.outlets, outlet))), at=max(old.at, at))
    newest = sorted(kept.values(), key=lambda s: s.at, reverse=True)
    return tuple(sorted(newest, key=lambda s: _FIRM.index(s.claim.certainty)) if firmest_first else newest)


def _key(claim: Claim) -> tuple[str, ...]:
    return claim.by.casefold(), claim.about.casefold(), claim.act.casefold(), claim.certainty


def _by_story(found: Sequence[Filed]) -> tuple[Filed, ...]:
    """The newest report of each story."""
    stories: dict[str, Filed] = {}
    for filed in found:
        stories.setdefault(filed.item.story_id or filed.item.id, filed)
    return tuple(stories.values())[:STORIES]


def _said_lately(kind: DossierKind, found: Iterable[Filed]) -> list[str]:
    verdicts = [f.verdict for f in found if f.verdict]
    match kind:
        case DossierKind.CVE:
            return [cve for v in verdicts for cve in v.cves]
        case DossierKind.INDICATOR:
            return [i.value for v in verdicts for i in v.indicators]
        case _:
            return [a.canonical or a.name for v in verdicts for a in v.actors]
