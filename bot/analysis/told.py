"""From reports to their story: a pure fold. Any order and any repetition of the same reports gives the same story.

Nothing is carried from one report to the next: what is shown follows from what is stored, so a restart, a late arrival, a split
or a merge is only another set of reports. The severity is the highest that any report gives. It never falls when a report is
added: who was woken for a 3 must not find a 2 in the morning because somebody wrote less. A report that exaggerates is split
off by a person, and then it is a 2 again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from bot.analysis.standing import ledger, standing, voices
from bot.domain.filing import StoryFile
from bot.domain.source import SourceInfo
from bot.domain.story import Report, Story
from bot.domain.trace import Filed
from bot.domain.verdict import Named


def told(story_id: str, reports: Iterable[Report], *, closed: bool = False) -> Story:
    """The story that these reports tell; at least one. Title and summary are those of the earliest, so that a post keeps its name."""
    every = _in_order(reports)
    first, verdicts = every[0], [r.verdict for r in every]
    publishers, claims = voices(every), ledger(every)
    kind = _most_common([v.kind for v in verdicts])[0]
    times = [t for r in every for t in (r.at, *r.copied_at)]
    return Story(
        id=story_id,
        title=first.verdict.title or first.title,
        kind=kind,
        severity=max(v.severity for v in verdicts),
        first_seen=min(times),
        last_seen=max(times),
        summary=next((v.summary for v in verdicts if v.summary), ""),
        kinds=tuple(dict.fromkeys((kind, *_most_common([k for v in verdicts for k in dict.fromkeys((v.kind, *v.kinds))])))),
        score=max(v.score for v in verdicts),
        standing=standing(publishers, claims),
        publishers=publishers,
        actors=_names([v.actors for v in verdicts]),
        victims=_names([v.victims for v in verdicts]),
        victim_countries=_joined([v.victim_countries for v in verdicts]),
        actor_countries=_joined([v.actor_countries for v in verdicts]),
        responders=_names([v.responders for v in verdicts]),
        sectors=_joined([v.sectors for v in verdicts]),
        claims=claims,
        cves=_joined([v.cves for v in verdicts]),
        malware=_names([v.malware for v in verdicts]),
        langs=_joined([(v.lang,) for v in verdicts]),
        closed=closed,
        reports=every,
    )


def severity_before(story: Story) -> int | None:
    """What the severity was before the report that raised it last; None when none did."""
    steps: list[int] = []
    for report in story.reports:
        if not steps or report.verdict.severity > steps[-1]:
            steps.append(report.verdict.severity)
    return steps[-2] if len(steps) > 1 else None


def reports_of(file: StoryFile, sources: Mapping[str, SourceInfo]) -> list[Report]:
    """What is stored, as reports. A source that is no longer configured keeps its id for a name."""
    return [report_of(filed, file, sources) for filed in file.reports if filed.verdict is not None]


def report_of(filed: Filed, file: StoryFile, sources: Mapping[str, SourceInfo]) -> Report:
    """One stored alert as its story knows it. Copies by the same source are no copies."""
    item, verdict = filed.item, filed.verdict
    if verdict is None:
        raise ValueError("a report has a verdict")
    copies = [c for c in file.copies if c.item_id == item.id and c.source_id != item.source_id]
    return Report(
        item_id=item.id,
        source=source_of(item.source_id, sources),
        at=item.published or item.fetched_at,
        title=item.title,
        verdict=verdict,
        url=item.url,
        text=item.text,
        copies=tuple(source_of(c.source_id, sources) for c in copies),
        copied_at=tuple(c.at for c in copies),
    )


def source_of(source_id: str, sources: Mapping[str, SourceInfo]) -> SourceInfo:
    """A source by its id, also when it is no longer configured."""
    return sources.get(source_id) or SourceInfo(source_id, source_id, "", "")


def _in_order(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Each once, the earliest first; of two that are equally early the one with the smaller id."""
    once = {r.item_id: r for r in reports}
    return tuple(sorted(once.values(), key=_age))


def _age(report: Report) -> tuple[datetime, str]:
    return report.at, report.item_id


def _most_common(words: Sequence[str]) -> list[str]:
    """Each once, most frequent first; among equals the one that came first."""
    return [word for word, _ in Counter(words).most_common()]


def _joined(lists: Sequence[Collection[str]]) -> tuple[str, ...]:
    return tuple(_most_common([word for some in lists for word in dict.fromkeys(some) if word]))


def _names(lists: Sequence[Collection[Named]]) -> tuple[Named, ...]:
    """Each name once: by its canonical form, or else as written. The first spelling that knows the canonical form is kept."""
    key: Callable[[Named], str] = lambda n: (n.canonical or n.name).casefold()  # noqa: E731  a name for what is used twice
    kept: dict[str, Named] = {}
    for name in (n for some in lists for n in some):
        kept.setdefault(key(name), name)
    return tuple(kept[k] for k in _most_common([k for some in lists for k in dict.fromkeys(map(key, some))]))
