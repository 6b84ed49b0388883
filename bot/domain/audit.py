"""The audit trail: one line for each thing that a person changed. A line is written in the transaction of its change, so that
it is there once, in order, and only if the change is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.feedback import Feedback
from bot.domain.filing import Change, ChangeKind
from bot.domain.page import Record
from bot.domain.response import Ack, Call
from bot.domain.silence import Silence
from bot.domain.watch import Watch


class AuditAction(StrEnum):
    """What was done."""

    ACKNOWLEDGED = "acknowledged"
    """A story was taken on."""
    ESCALATED = "escalated"
    """Whoever is on call was called."""
    JUDGED = "judged"
    """An alert was said to be relevant, noise or of the wrong kind."""
    SILENCED = "silenced"
    """Silence was asked for."""
    SILENCE_ENDED = "silence_ended"
    """A silence was ended before its time."""
    WATCHED = "watched"
    """A watch was set, or renewed."""
    WATCH_ENDED = "watch_ended"
    """A watch was ended before its time."""
    STORY_SPLIT = "story_split"
    """A report was taken out of a story."""
    STORY_MERGED = "story_merged"
    """A story was made part of another."""
    STORY_CLOSED = "story_closed"
    """Nobody expects more of a story."""
    STORY_OPENED = "story_opened"
    """A closing was taken back."""
    CHANGE_UNDONE = "change_undone"
    """A change of stories was undone."""
    PAGE_CHANGED = "page_changed"
    """A page was opened, acknowledged, put off, resolved, given to somebody else, or called for again; numbered in order."""
    ROSTER_ADDED = "roster_added"
    """An override, a leave, a temporary schedule or a swap was asked for."""
    ROSTER_ENDED = "roster_ended"
    """One of these was taken back, or a swap was answered."""
    CONTACT_CONFIRMED = "contact_confirmed"
    """Somebody showed that an address is theirs."""
    SOURCE_PAUSED = "source_paused"
    """A source is not polled any more."""
    SOURCE_RESUMED = "source_resumed"
    """A paused source is polled again."""
    SOURCES_ADDED = "sources_added"
    """Sources were added beside sources.toml."""
    ROUTES_SET = "routes_set"
    """Another routes.toml was put in force."""
    SETTINGS_RELOADED = "settings_reloaded"
    """The settings were read again, or refused."""
    SERVER_LEFT = "server_left"
    """The bot left a Discord server, and what belonged to it was forgotten."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what to which thing, when and where; `before` and `after` say what changed, in few words."""

    at: datetime
    guild: str
    """The Discord server it was done in; "" at the command line."""
    who: str
    action: AuditAction
    subject: str
    """The id of the story, item, silence or watch."""
    before: str = ""
    after: str = ""


STORY: Mapping[ChangeKind, AuditAction] = {
    ChangeKind.SPLIT: AuditAction.STORY_SPLIT,
    ChangeKind.MERGE: AuditAction.STORY_MERGED,
    ChangeKind.CLOSE: AuditAction.STORY_CLOSED,
    ChangeKind.OPEN: AuditAction.STORY_OPENED,
    ChangeKind.UNDO: AuditAction.CHANGE_UNDONE,
}


def acknowledged(ack: Ack) -> AuditLine:
    """A story was taken on."""
    return AuditLine(ack.at, ack.guild, ack.who, AuditAction.ACKNOWLEDGED, ack.story_id, "open", f"acknowledged by {ack.name}")


def escalated(call: Call, whom: str) -> AuditLine:
    """Somebody was called."""
    return AuditLine(call.at, call.guild, call.who, AuditAction.ESCALATED, call.story_id, "", f"called {whom}")


def judged(given: Feedback, earlier: Feedback | None, guild: str) -> AuditLine:
    """An alert was judged, perhaps otherwise than before."""
    return AuditLine(
        given.at, guild, given.who, AuditAction.JUDGED, given.item_id, _judgement(earlier) if earlier else "", _judgement(given)
    )


def silenced(silence: Silence) -> AuditLine:
    """Silence was asked for."""
    after = f"{silence.matcher} until {silence.ends.isoformat()}"
    return AuditLine(silence.created, silence.guild, silence.author, AuditAction.SILENCED, silence.id, "", after)


def silence_ended(silence: Silence, planned: datetime, guild: str) -> AuditLine:
    """`silence` as it is now; `planned` is when it would have ended, `guild` where it was ended."""
    before = f"{silence.matcher} until {planned.isoformat()}"
    return AuditLine(silence.ends, guild, silence.ended_by, AuditAction.SILENCE_ENDED, silence.id, before, "ended")


def watched(watch: Watch, now: datetime, until: datetime | None) -> AuditLine:
    """A watch was set; `until` is when an earlier one of the same id would have ended."""
    before = f"until {until.isoformat()}" if until else ""
    after = f"{watch.text} to {watch.to} until {watch.ends.isoformat()}"
    return AuditLine(now, watch.guild, watch.owner, AuditAction.WATCHED, watch.id, before, after)


def watch_ended(watch: Watch, at: datetime, by: str) -> AuditLine:
    """`watch` as it was."""
    before = f"{watch.text} to {watch.to} until {watch.ends.isoformat()}"
    return AuditLine(at, watch.guild, by, AuditAction.WATCH_ENDED, watch.id, before, "ended")


def changed(change: Change) -> AuditLine:
    """A story was changed; the reports that moved are counted."""
    moved = f"{len(change.moved)} moved" if change.moved else ""
    after = " ".join(filter(None, (change.other, moved, f"[{change.id}]")))
    return AuditLine(change.at, change.guild, change.who, STORY[change.kind], change.story_id, "", after)


def page_changed(page_id: str, record: Record) -> AuditLine:
    """One change of a page; nobody is Tocsin itself."""
    after = f"#{record.seq} {record.after} ({record.reason})"
    return AuditLine(record.at, "", record.by or "tocsin", AuditAction.PAGE_CHANGED, page_id, str(record.before or ""), after)


def roster_added(entry_id: str, what: str, by: str, at: datetime) -> AuditLine:
    """`what` says it in few words."""
    return AuditLine(at, "", by, AuditAction.ROSTER_ADDED, entry_id, "", what)


def roster_ended(entry_id: str, what: str, by: str, at: datetime, outcome: str) -> AuditLine:
    """`outcome`: ended, accepted, refused."""
    return AuditLine(at, "", by, AuditAction.ROSTER_ENDED, entry_id, what, outcome)


def contact_confirmed(person: str, at: datetime) -> AuditLine:
    """The address itself is nobody's business."""
    return AuditLine(at, "", person, AuditAction.CONTACT_CONFIRMED, person, "", "confirmed")


def source_paused(source_id: str, at: datetime, guild: str, who: str, *, paused: bool) -> AuditLine:
    """A source was stopped or started."""
    action = AuditAction.SOURCE_PAUSED if paused else AuditAction.SOURCE_RESUMED
    return AuditLine(at, guild, who, action, source_id, "polled" if paused else "paused", "paused" if paused else "polled")


def server_left(guild: str, at: datetime, forgotten: int) -> AuditLine:
    """Nobody asked for it: it follows from leaving."""
    return AuditLine(at, guild, "tocsin", AuditAction.SERVER_LEFT, guild, f"{forgotten} rows", "forgotten")


def _judgement(given: Feedback) -> str:
    kind = f" ({given.right_kind})" if given.right_kind else ""
    return f"{given.judgement}{kind}" + (f" in {given.channel}" if given.channel else "")
