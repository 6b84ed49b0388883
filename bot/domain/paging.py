"""A page as it is kept: what it is about, why it was earned, and what follows from its last change.

`domain.page` is the machine; this is the machine with its story, its words and its place.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.audit import AuditLine
from bot.domain.delivery import Delivery
from bot.domain.page import Page, PageState


class Cause(StrEnum):
    """What made somebody be called."""

    STORY = "story"
    """Severity, support and route of a story earned it."""
    BY_HAND = "by_hand"
    """Somebody asked for it."""
    HEARTBEAT = "heartbeat"
    """Something that reports regularly has not reported."""


class PageRefusal(StrEnum):
    """Why a wish about a page was not taken."""

    NO_SUCH_PAGE = "no_such_page"
    NO_SUCH_POLICY = "no_such_policy"
    NO_SUCH_PERSON = "no_such_person"
    NOTHING_TO_CHANGE = "nothing_to_change"
    """The page is not in a state in which that means anything: it was acknowledged or resolved already."""
    STILL_RINGING = "still_ringing"
    """People were called less than a minute ago; there was no time to answer."""
    NO_TITLE = "no_title"
    NOT_YOURS = "not_yours"
    """Only who is asked may answer, and only who is on call may give a shift away."""
    NO_SUCH_SCHEDULE = "no_such_schedule"
    NO_SUCH_ROLE = "no_such_role"
    ENDS_TOO_EARLY = "ends_too_early"
    LASTS_TOO_LONG = "lasts_too_long"
    NO_SUCH_ENTRY = "no_such_entry"
    ANSWERED_ALREADY = "answered_already"
    NO_SUCH_CONTACT = "no_such_contact"
    NO_CODE = "no_code"
    """No code was sent to that contact, or it is too old."""
    WRONG_CODE = "wrong_code"
    TOO_MANY_TRIES = "too_many_tries"
    """The code no longer counts; ask for another."""
    NO_SUCH_HEARTBEAT = "no_such_heartbeat"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One page. `about` is the story's or heartbeat's id, "" for one by hand; `channel` is where it is shown and `head` the post
    there below which its lines stand, "" for none.
    """

    page: Page
    cause: Cause
    about: str
    title: str
    why: str
    """How it was earned, in words."""
    opened_at: datetime
    channel: str = ""
    head: str = ""
    url: str = ""
    summary: str = ""
    version: int = 0
    """Writings so far: of two who change it at once the second must look again."""
    acked_at: datetime | None = None
    """When enough people had first acknowledged."""
    resolved_at: datetime | None = None

    @property
    def id(self) -> str:
        """The page's."""
        return self.page.id

    def moved(self, page: Page, now: datetime) -> "PageFile":
        """After a change, with the times of the first acknowledgement and of the end."""
        acked = self.acked_at or (now if page.state is PageState.ACKED else None)
        ended = now if page.state is PageState.RESOLVED else None
        return replace(self, page=page, version=self.version + 1, acked_at=acked, resolved_at=ended)

    @property
    def standing(self) -> bool:
        """Whether it is not over."""
        return self.page.state is not PageState.RESOLVED


@dataclass(frozen=True, slots=True)
class PageMove:
    """One change with all that follows from it, written together or not at all. `file.version` is one more than what was read.

    With `answered`, calls of this page that are not out yet are taken back: nobody is called after an acknowledgement. `note` is
    written below those that are out; None leaves them as they are.
    """

    file: PageFile
    deliveries: tuple[Delivery, ...] = ()
    audit: tuple[AuditLine, ...] = ()
    answered: bool = False
    note: str | None = None
    at: datetime | None = None
    """When the note was written."""


@dataclass(frozen=True, slots=True)
class Late:
    """Something that should have happened by now."""

    what: str
    id: str
    due_at: datetime


def page_id(about: str, severity: int) -> str:
    """8 hexadecimal digits, short enough to be typed: the same for the same story at the same severity."""
    return hashlib.blake2b(f"page\0{about}\0{severity}".encode(), digest_size=4).hexdigest()
