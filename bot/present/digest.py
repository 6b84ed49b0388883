"""A digest as a card: what is new, what changed and how, what is still open, what is best supported."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from bot.domain.card import Card
from bot.domain.digest import Digest, Edition, Heard
from bot.domain.story import Story
from bot.present.escape import defang, inert
from bot.present.limits import cut, fit_card
from bot.present.words import count, label, listed, moment, severity_mark, standing_words

NEW, CHANGED, OPEN = 12, 8, 5
"""Lines of each part; what is left out is counted."""
TITLE = 110
INK = 0x5D6D7E
NOTHING = "Nothing new and nothing changed."
NO_DIGEST = "None is set up for this server. `[[digest]]` in routes.toml sets one up, or `digest` of a route."


def digest_card(edition: Edition, name: str, zone: tzinfo = UTC) -> Card:
    """`name` is the digest's id; times are shown in `zone`."""
    told = (*edition.new, *edition.changed)
    return fit_card(
        Card(
            title=f"{_counted(edition)} since {moment(edition.since, zone)}",
            body="\n".join(digest_lines(edition)),
            footer=f"digest {inert(name)} · /why or `tocsin why` with an id tells all",
            colour=INK,
            severity=max((h.story.severity for h in told), default=0),
            at=edition.until,
        )
    )


def schedule_line(digest: Digest, now: datetime) -> str:
    """When it is said and where; inert."""
    due = moment(digest.schedule.next_after(now), digest.schedule.zone)
    route = f" of route {digest.route}" if digest.route else ""
    return inert(f"{digest.id}{route}: channel {digest.channel}, {digest.schedule}, next {due}")


def digest_lines(edition: Edition) -> Iterator[str]:
    """Line by line, each inert."""
    if edition.empty:
        yield NOTHING
    yield from _part("New", edition.new, NEW, _facts)
    yield from _part("Changed", edition.changed, CHANGED, _changes)
    yield from _part("Still open", edition.still_open, OPEN, _facts)
    if edition.corroborated:
        best = [f"{cut(_title(h.story), 60)} ({count(len(h.story.publishers), 'publisher')})" for h in edition.corroborated]
        yield "Best supported: " + listed(best)


def changes(before: Story, after: Story) -> list[str]:
    """What a reader who knew the story before should know now."""
    made = []
    if after.severity != before.severity:
        made.append(f"severity {after.severity}, was {before.severity}")
    if after.standing is not before.standing:
        made.append(f"{standing_words(after.standing)}, was {standing_words(before.standing)}")
    more = len(after.reports) - len(before.reports)
    if more > 0:
        made.append(count(more, "more report", "more reports"))
    if after.closed and not before.closed:
        made.append("closed")
    return made


def _part(name: str, some: Sequence[Heard], most: int, facts: Callable[[Heard], Sequence[str]]) -> Iterator[str]:
    if some:
        yield f"{name}: {len(some)}"
        yield from (_line(heard.story, facts(heard)) for heard in some[:most])
        if len(some) > most:
            yield f"and {len(some) - most} more"


def _line(story: Story, facts: Sequence[str]) -> str:
    indicators = [i for r in story.reports for i in r.verdict.indicators]
    said = " · ".join(inert(fact) for fact in facts if fact)
    return defang(f"{severity_mark(story.severity)} {cut(_title(story), TITLE)} · {said} · {story.id}", indicators)


def _facts(one: Heard) -> list[str]:
    story = one.story
    voices = f"{count(len(story.publishers), 'publisher')}, {standing_words(story.standing)}"
    return [label(story.kind), listed(story.victim_countries, 4), voices]


def _changes(one: Heard) -> list[str]:
    return changes(one.before, one.story) if one.before is not None else []


def _title(story: Story) -> str:
    return inert(story.title)


def _counted(edition: Edition) -> str:
    parts = [f"{len(edition.new)} new" if edition.new else "", f"{len(edition.changed)} changed" if edition.changed else ""]
    return " and ".join(filter(None, parts)) or "Nothing new"
