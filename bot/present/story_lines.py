"""A story in full, for people who ask: its reports, its posts, what was done to it; and what came of a wish to change it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, tzinfo

from bot.domain.delivery import Delivery
from bot.domain.filing import Change, ChangeKind
from bot.domain.reasons import ChangeRefusal
from bot.domain.story import Report, Story
from bot.present.alert import why_words
from bot.present.escape import inert
from bot.present.limits import cut
from bot.present.lookup import delivery_line
from bot.present.story import outlet, severity_words, sources_words, standing_words, told_words
from bot.present.words import label, moment

CHANGE = {
    ChangeKind.SPLIT: "split off {other}",
    ChangeKind.MERGE: "merged into {other}",
    ChangeKind.CLOSE: "closed",
    ChangeKind.OPEN: "opened",
    ChangeKind.UNDO: "undone: change {other}",
}

CHANGE_REFUSAL = {
    ChangeRefusal.UNKNOWN_STORY: "no story has that id or address",
    ChangeRefusal.UNKNOWN_REPORT: "the story has no such report; name it by its id or address",
    ChangeRefusal.ONLY_REPORT: "it has one report, and cannot be split",
    ChangeRefusal.SAME_STORY: "that is one and the same story",
    ChangeRefusal.MERGED_AWAY: "it is part of another story; undo that first, or name the other",
    ChangeRefusal.NO_CHANGE: "it is so already",
    ChangeRefusal.UNKNOWN_CHANGE: "no change has that id",
    ChangeRefusal.UNDONE_ALREADY: "it was undone already",
    ChangeRefusal.NAMELESS_CHANGE: "nobody is named as its author",
}


def story_lines(story: Story, heads: Sequence[Delivery], changes: Sequence[Change], zone: tzinfo = UTC) -> Iterator[str]:
    """Everything about it, each line inert."""
    for line in _lines(story, heads, changes, zone):
        yield inert(line)


def why_lines(story: Story) -> Iterator[str]:
    """What moved each verdict, in short."""
    for report in story.reports:
        yield inert(f"Why {report.item_id}: {why_words(report.verdict)}")


def change_words(change: Change, zone: tzinfo = UTC) -> str:
    """What was done, when and by whom; its id undoes it."""
    undone = " (undone)" if change.undone else ""
    done = CHANGE[change.kind].format(other=change.other)
    return inert(f"{moment(change.at, zone)} {change.who}: {change.story_id} {done}{undone} [{change.id}]")


def change_refusal_words(reason: ChangeRefusal, detail: str = "") -> str:
    """Why nothing was changed, in one line."""
    return inert(CHANGE_REFUSAL[reason] + (f" ({detail})" if detail else ""))


def _lines(story: Story, heads: Sequence[Delivery], changes: Sequence[Change], zone: tzinfo) -> Iterator[str]:
    yield f"Story {story.id}: {story.title}"
    yield f"{severity_words(story)}; {label(story.kind)}; {standing_words(story)}; {'closed' if story.closed else 'open'}"
    yield f"First seen {moment(story.first_seen, zone)}, last {moment(story.last_seen, zone)}"
    yield f"Sources: {sources_words(story)}"
    yield from (f"Claim: {told_words(told)}" for told in story.claims)
    yield from (_report(report, zone) for report in story.reports)
    yield from (delivery_line(head, zone) for head in heads)
    yield from (f"Changed: {change_words(change, zone)}" for change in changes)


def _report(report: Report, zone: tzinfo) -> str:
    copies = f", repeated by {len(report.copies)}" if report.copies else ""
    title = cut(report.verdict.title or report.title, 120)
    return f"Report {report.item_id}: {moment(report.at, zone)} {outlet(report.source)}{copies}: {title} {report.url}"
