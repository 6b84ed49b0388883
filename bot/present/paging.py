"""What is said of pages: why somebody is called, what became of it, who is told next; and numbers of how fast it went."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from bot.domain.card import Card
from bot.domain.page import Announce, Page, PageReason, PageState
from bot.domain.paging import Late, PageFile, PageRefusal
from bot.present.escape import inert
from bot.present.limits import cut, fit_card
from bot.present.page import Call, page_card
from bot.present.words import count, moment, severity_colour, span

TITLE, NAME = 200, 60
CALLED: Mapping[PageReason, str] = {
    PageReason.STEP: "it is your turn",
    PageReason.REPEATED: "nobody has acknowledged, so all are called again",
    PageReason.NEXT_CONTACT: "you have not answered by the way tried before",
    PageReason.LAST_RESORT: "nobody has acknowledged: this is the last resort",
    PageReason.REASSIGNED: "it was given to you",
}
"""Why this person, and why now."""
ANSWERED: Mapping[PageState, str] = {
    PageState.ACKED: "acknowledged by",
    PageState.SNOOZED: "put off by",
    PageState.RESOLVED: "resolved by",
}
REFUSED: Mapping[PageRefusal, str] = {
    PageRefusal.NO_SUCH_PAGE: "There is no such page.",
    PageRefusal.NO_SUCH_POLICY: "There is no such policy in oncall.toml.",
    PageRefusal.NO_SUCH_PERSON: "There is no such person in oncall.toml.",
    PageRefusal.NOTHING_TO_CHANGE: "That changes nothing: it was done already, or the page is over.",
    PageRefusal.STILL_RINGING: "It called people less than a minute ago. Give them a moment, then escalate again.",
    PageRefusal.NO_TITLE: "Say in a few words what it is about.",
    PageRefusal.NOT_YOURS: "Only who is asked may answer, and only who is on call may give a shift away.",
    PageRefusal.NO_SUCH_SCHEDULE: "There is no such schedule in oncall.toml.",
    PageRefusal.NO_SUCH_ROLE: "That schedule has no such role.",
    PageRefusal.ENDS_TOO_EARLY: "It ends before it begins, or is over already.",
    PageRefusal.LASTS_TOO_LONG: "It lasts longer than a year.",
    PageRefusal.NO_SUCH_ENTRY: "There is nothing with that id that could be ended or answered.",
    PageRefusal.ANSWERED_ALREADY: "It was answered already.",
    PageRefusal.NO_SUCH_CONTACT: "That person has no contact with that number.",
    PageRefusal.NO_CODE: "No code was sent to that contact in the last half hour; ask for one.",
    PageRefusal.WRONG_CODE: "That is not the code.",
    PageRefusal.TOO_MANY_TRIES: "Too many wrong codes; ask for another one.",
    PageRefusal.NO_SUCH_HEARTBEAT: "There is no such heartbeat in oncall.toml.",
}


def called_card(file: PageFile, reason: PageReason, zone: tzinfo) -> Card:
    """The page as the one who is called reads it."""
    words = "; ".join(filter(None, (CALLED.get(reason, ""), file.why)))
    ack = f"press Acknowledge, or /ack {file.id} in Discord"
    call = Call(file.id, file.title, file.page.severity, words, file.url, file.summary, at=file.opened_at, ack=ack)
    return page_card(call, zone)


def answer_words(page: Page, who: str, at: datetime, zone: tzinfo) -> str:
    """What stands below a call of it once `who` has answered at `at`; "" where it calls people and nobody has."""
    name = cut(inert(who), NAME) or "Tocsin"
    match page.state:
        case PageState.OPEN:
            some = f"{len(page.acks)} of {page.policy.needs} have acknowledged, the last at {moment(at, zone)}"
            return some if page.acks else ""
        case PageState.SNOOZED:
            return f"{ANSWERED[page.state]} {name} until {moment(page.due, zone) if page.due else 'somebody wants it'}"
    return f"{ANSWERED[page.state]} {name} at {moment(at, zone)}"


def answered(note: str) -> PageState:
    """The state of a page whose calls have this below them."""
    return next((state for state, words in ANSWERED.items() if note.startswith(words)), PageState.OPEN)


def announced_card(file: PageFile, said: Announce, who: str) -> Card:
    """One line below the page's post."""
    return fit_card(
        Card(
            title=f"Page {file.id}",
            body=cut(inert(_announced(said, who, file)), TITLE),
            severity=file.page.severity,
            colour=severity_colour(file.page.severity),
        )
    )


def _announced(said: Announce, who: str, file: PageFile) -> str:
    words = {
        PageReason.ACKED: f"{who} sees to it.",
        PageReason.ACK_COUNTED: f"{who} sees to it; {said.count} of {file.page.policy.needs} so far.",
        PageReason.ACK_TIMED_OUT: "It was acknowledged and is still not resolved: people are called again.",
        PageReason.SNOOZED: f"{who} put it off.",
        PageReason.SNOOZE_OVER: "It was put off until now: people are called again.",
        PageReason.RESOLVED: f"{who or 'Tocsin'} resolved it.",
        PageReason.REASSIGNED: f"It was given to {who}.",
        PageReason.ESCALATED: f"{who} wants more people on it: the next step follows now.",
        PageReason.SEVERITY_ROSE: f"The severity rose to {said.count}.",
        PageReason.NOBODY: "Nobody can be reached there: the next step follows at once.",
        PageReason.LAST_RESORT: "Nobody has acknowledged: the last resort is called.",
        PageReason.STORM_CAP: f"{said.count} calls in an hour: further ones are held back.",
        PageReason.STORM_OVER: f"{count(said.count, 'call was', 'calls were')} held back.",
    }
    return words.get(said.reason, str(said.reason))


def page_line(file: PageFile, zone: tzinfo, names: Mapping[str, str] | None = None) -> str:
    """One page in a list."""
    who = ", ".join((names or {}).get(a, a) for a in file.page.acks)
    state = f"{file.page.state}{f' by {who}' if who else ''}"
    due = file.page.due
    then = f", next {moment(due, zone)}" if due and file.page.state is not PageState.RESOLVED else ""
    return inert(f"{file.id}  {state}  severity {file.page.severity}: {file.title} ({moment(file.opened_at, zone)}{then})")


def paged_words(file: PageFile, *, already: bool) -> str:
    """What whoever escalates is told; nothing of what the page says, which may be for others."""
    if already:
        return f"Page {file.id}: {REFUSED[PageRefusal.STILL_RINGING]}"
    return f"Page {file.id} calls the next people of its policy now, until somebody acknowledges it."


def metrics_lines(mtta: timedelta | None, mttr: timedelta | None, acked: int, resolved: int, pages: int) -> list[str]:
    """Mean times to acknowledge and to resolve, of how many pages."""
    return [
        f"Pages: {pages}",
        f"Mean time to acknowledge: {span(mtta) if mtta is not None else 'no page was acknowledged'} ({acked})",
        f"Mean time to resolve: {span(mttr) if mttr is not None else 'no page was resolved'} ({resolved})",
    ]


def code_card(name: str, code: str, minutes: int) -> Card:
    """The code that shows that an address is somebody's."""
    body = f"{name}: type this code within {minutes} minutes, with /oncall verify or tocsin oncall verify: {code}"
    return Card(title="Tocsin: is this yours?", body=inert(body))


def late_card(late: Sequence[Late], now: datetime) -> Card:
    """Something that should have happened has not: told around everything that may be broken."""
    first = late[0]
    what = "the database cannot be asked" if first.what == "database" else f"{first.what} {first.id} was due"
    body = (
        f"{count(len(late), 'thing')} late: {what} since {moment(first.due_at)}. Look at Tocsin now: pages may not be going out."
    )
    return Card(title="Tocsin is late", body=inert(body), severity=4, at=now)


def storm_card(now: datetime) -> Card:
    """More pages an hour than are allowed."""
    body = "As many pages in an hour as are allowed. Stories below severity 4 wait, and call as soon as there is room."
    return Card(title="Pages are held back", body=body, severity=3, at=now)
