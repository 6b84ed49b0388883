"""A story of a single report: what an item is before anything else is known of the same event."""

from bot.domain.item import Item
from bot.domain.source import Publisher, SourceInfo
from bot.domain.story import Report, Standing, Story
from bot.domain.verdict import Verdict


def report_of(item: Item, verdict: Verdict, source: SourceInfo | None) -> Report:
    """The item as its story knows it. A source that is no longer configured is known by its id."""
    voice = source or SourceInfo(item.source_id, item.source_id, "", "")
    at = item.published or item.fetched_at
    return Report(item.id, voice, at, verdict.title or item.title, verdict, item.url, f"{item.title}\n{item.text}")


def story_of(item: Item, verdict: Verdict, source: SourceInfo | None) -> Story:
    """The story that this item tells alone."""
    report = report_of(item, verdict, source)
    return Story(
        id=item.id,
        title=report.title,
        kind=verdict.kind,
        severity=verdict.severity,
        first_seen=report.at,
        last_seen=report.at,
        summary=verdict.summary,
        kinds=verdict.kinds,
        score=verdict.score,
        standing=Standing.OFFICIAL if report.source.publisher is Publisher.OFFICIAL else Standing.SINGLE_SOURCE,
        publishers=(report.source,),
        actors=verdict.actors,
        victims=verdict.victims,
        victim_countries=verdict.victim_countries,
        actor_countries=verdict.actor_countries,
        responders=verdict.responders,
        sectors=verdict.sectors,
        cves=verdict.cves,
        malware=verdict.malware,
        langs=(verdict.lang,),
        reports=(report,),
    )
