"""WHAT a page does next: a state machine that knows no clock, no store and nobody's address.

event + page + instant -> the page after it, and what is to be done (`domain.page`). Three promises hold in every state:

- after enough acknowledgements nobody is notified, until the ack times out, the severity rises, or a person asks for it;
- an open page has a next timer, whoever is on call and however often the steps were done;
- each change has one line in the audit trail, numbered without a hole. What changes nothing (a second press) has no effect.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.domain import page as p
from bot.domain.page import Effect, Event, Page, PageReason, PageState, Timer, TimerKind
from bot.domain.person import Person, Urgency
from bot.domain.policy import PLACES, Target, TargetKind
from bot.domain.route import CRITICAL
from bot.duty.contacts import ladder

Who: TypeAlias = Callable[[Target, datetime], Sequence[Person]]
"""Who stands behind a target at an instant; a person who is not known is nobody."""

HOUR = timedelta(hours=1)
SHORTEST = timedelta(minutes=1)
"""Between two last resorts, whatever a policy says, and before a step that somebody skips."""
_FIRST = list(TimerKind)
STEPPING = frozenset({TimerKind.STEP, TimerKind.LAST_RESORT})
"""Of these an open page always has exactly one."""


def advance(page: Page, event: Event, now: datetime, who: Who) -> tuple[Page, tuple[Effect, ...]]:
    """The page after the event, and what is to be done in this order. Late events do no harm: times count from `now`."""
    turn = _Turn(page, now, who)
    match event:
        case p.Opened() if page.seq == 0:
            turn.change(PageState.OPEN, PageReason.OPENED)
            turn.begin()
        case p.Due() if page.seq:
            turn.run()
        case p.SeverityRose(to) if page.seq and to > page.severity and page.state is not PageState.RESOLVED:
            _worse(turn, to)
        case p.Acked() | p.Snoozed() | p.Resolved() | p.Reassigned() | p.Reopened() | p.Escalated() if page.seq:
            _pressed(turn, event)
    return turn.done()


Pressed: TypeAlias = p.Acked | p.Snoozed | p.Resolved | p.Reassigned | p.Reopened | p.Escalated


def _pressed(turn: "_Turn", event: Pressed) -> None:
    """What a person asked for, where it means anything in this state."""
    page, over = turn.page, turn.page.state is PageState.RESOLVED
    match event:
        case p.Acked(by) if page.state is PageState.OPEN and by not in page.acks:
            _acked(turn, by)
        case p.Snoozed(by, until) if not over and until > turn.now:
            turn.rest(PageState.SNOOZED, PageReason.SNOOZED, by, Timer(until, TimerKind.SNOOZE_OVER))
        case p.Resolved(by) if not over:
            turn.rest(PageState.RESOLVED, PageReason.RESOLVED, by)
        case p.Reassigned(by, to) if not over:
            _reassigned(turn, by, to)
        case p.Reopened(by) if page.state is not PageState.OPEN:
            turn.change(PageState.OPEN, PageReason.REOPENED, by)
            turn.begin()
        case p.Escalated(by) if page.state is not PageState.OPEN or turn.waited() >= SHORTEST:
            _escalated(turn, by)


def _acked(turn: "_Turn", by: str) -> None:
    """One more; with enough of them there is peace until the ack times out."""
    policy, acks = turn.page.policy, (*turn.page.acks, by)
    turn.page = replace(turn.page, acks=acks)
    if len(acks) < policy.needs:
        turn.drop_contacts(by)
        turn.change(PageState.OPEN, PageReason.ACK_COUNTED, by)
        turn.say(PageReason.ACK_COUNTED, by, len(acks))
        return
    timers = () if policy.ack_timeout is None else (Timer(turn.now + policy.ack_timeout, TimerKind.ACK_OVER),)
    turn.rest(PageState.ACKED, PageReason.ACKED, by, *timers, count=len(acks))


def _reassigned(turn: "_Turn", by: str, to: str) -> None:
    """The new one is called at once; who does not answer is followed by the policy from its first step on."""
    turn.change(PageState.OPEN, PageReason.REASSIGNED, by)
    turn.say(PageReason.REASSIGNED, to)
    turn.page = replace(turn.page, acks=(), round=0, step=0, timers=())
    reached = turn.reach([Target(TargetKind.PERSON, to)], PageReason.REASSIGNED)
    steps = turn.page.policy.steps
    turn.arm(Timer(turn.now + (steps[0].wait if reached and steps else timedelta()), TimerKind.STEP))
    turn.run()


def _escalated(turn: "_Turn", by: str) -> None:
    """The next step now instead of when it would be due; from the first one where nobody was being called."""
    quiet = turn.page.state is not PageState.OPEN
    turn.change(PageState.OPEN, PageReason.ESCALATED, by)
    turn.say(PageReason.ESCALATED, by)
    if quiet:
        turn.begin()
    else:
        turn.hasten()


def _worse(turn: "_Turn", severity: int) -> None:
    """Calls again when it was quiet, or when it may disturb more people than before."""
    page = turn.page
    turn.page = replace(page, severity=severity)
    turn.change(PageState.OPEN, PageReason.SEVERITY_ROSE)
    turn.say(PageReason.SEVERITY_ROSE, count=severity)
    if page.state is not PageState.OPEN:
        turn.begin()
    elif page.severity < page.policy.high_from <= severity or severity >= CRITICAL:
        turn.begin(page.acks)


class _Turn:
    """One call of `advance`: the page as it becomes, and the effects as they gather."""

    def __init__(self, page: Page, now: datetime, who: Who) -> None:
        self.page, self.now, self._who = page, now, who
        self._before = page.due
        self._effects: list[Effect] = []

    def done(self) -> tuple[Page, tuple[Effect, ...]]:
        """The next timer is armed where it is another than before."""
        if self.page.due != self._before:
            self._effects.append(p.Arm(self.page.due))
        return self.page, tuple(self._effects)

    def change(self, state: PageState, reason: PageReason, by: str = "") -> None:
        """A line of the audit trail."""
        before, seq = self.page.state if self.page.seq else None, self.page.seq + 1
        self._effects.append(p.Record(seq, self.now, before, state, reason, by))
        self.page = replace(self.page, state=state, seq=seq)

    def say(self, reason: PageReason, who: str = "", count: int = 0) -> None:
        """Where the page is shown."""
        self._effects.append(p.Announce(reason, who, count))

    def rest(self, state: PageState, reason: PageReason, by: str, *timers: Timer, count: int = 0) -> None:
        """Nobody is called any more, until one of these timers."""
        self.change(state, reason, by)
        self.say(reason, by, count)
        self._tell_held()
        self.page = replace(self.page, timers=timers)

    def begin(self, acks: tuple[str, ...] = ()) -> None:
        """From the first step on."""
        self.page = replace(self.page, acks=acks, round=0, step=0, timers=(Timer(self.now, TimerKind.STEP),))
        self.run()

    def arm(self, timer: Timer) -> None:
        """One more timer."""
        self.page = replace(self.page, timers=(*self.page.timers, timer))

    def waited(self) -> timedelta:
        """For how long there was time to answer the last step, or the last resort."""
        ends = next(timer for timer in self.page.timers if timer.kind in STEPPING)
        return self.now - (ends.at - self._wait(ends.kind))

    def _wait(self, kind: TimerKind) -> timedelta:
        policy = self.page.policy
        if kind is TimerKind.LAST_RESORT:
            return max(policy.last_resort_every, SHORTEST)
        return policy.steps[max(self.page.step - 1, 0)].wait if policy.steps else timedelta()

    def hasten(self) -> None:
        """What comes next is due now; who was called already is still called by their other ways."""
        timers = self.page.timers
        self.page = replace(self.page, timers=tuple(replace(t, at=self.now) if t.kind in STEPPING else t for t in timers))
        self.run()

    def drop_contacts(self, person: str) -> None:
        """Their further ways are not tried."""
        kept = tuple(t for t in self.page.timers if t.kind is not TimerKind.CONTACT or t.person != person)
        self.page = replace(self.page, timers=kept)

    def run(self) -> None:
        """Everything that is due, the longest due first; what it arms for now is due as well."""
        while due := [timer for timer in self.page.timers if timer.at <= self.now]:
            timer = min(due, key=lambda t: (t.at, _FIRST.index(t.kind), t.person, t.contact))
            self.page = replace(self.page, timers=tuple(t for t in self.page.timers if t is not timer))
            self._fire(timer)

    def _fire(self, timer: Timer) -> None:
        match timer.kind:
            case TimerKind.STEP:
                self._step()
            case TimerKind.LAST_RESORT:
                self._last_resort()
            case TimerKind.CONTACT:
                self._notify(timer.person, timer.contact, PageReason.NEXT_CONTACT)
            case TimerKind.ACK_OVER | TimerKind.SNOOZE_OVER:
                reason = PageReason.ACK_TIMED_OUT if timer.kind is TimerKind.ACK_OVER else PageReason.SNOOZE_OVER
                self.change(PageState.OPEN, reason)
                self.say(reason)
                self.begin()

    def _step(self) -> None:
        """The next step; after the last one from the first again, or the last resort."""
        page, steps = self.page, self.page.policy.steps
        if page.step >= len(steps) and (page.round >= page.policy.repeats or not steps):
            self.arm(Timer(self.now, TimerKind.LAST_RESORT))
            return
        again = page.step >= len(steps)
        number = 0 if again else page.step
        self.page = replace(page, step=number + 1, round=page.round + again)
        reached = self.reach(steps[number].targets, PageReason.REPEATED if again else PageReason.STEP)
        self.arm(Timer(self.now + (steps[number].wait if reached else timedelta()), TimerKind.STEP))

    def _last_resort(self) -> None:
        policy = self.page.policy
        self.say(PageReason.LAST_RESORT)
        self.reach(policy.last_resort, PageReason.LAST_RESORT)
        self.arm(Timer(self.now + self._wait(TimerKind.LAST_RESORT), TimerKind.LAST_RESORT))

    def reach(self, targets: Iterable[Target], reason: PageReason) -> bool:
        """Calls people and tells places; whether there was anybody or any place. Said where there was not."""
        reached, called = False, set(self.page.acks)
        for target in targets:
            if target.kind in PLACES:
                self._effects.append(p.Post(target, reason))
                reached = True
                continue
            for person in self._who(target, self.now):
                if person.id not in called:
                    called.add(person.id)
                    reached |= self._call(person, reason)
        if not reached:
            self.say(PageReason.NOBODY)
        return reached

    def _call(self, person: Person, reason: PageReason) -> bool:
        """The first ways at once, the others by timers; whether there are any."""
        self.drop_contacts(person.id)
        rungs = ladder(person, self._urgency(), self.page.severity, self.now)
        for at, number in rungs:
            if at <= self.now:
                self._notify(person.id, number, reason)
            else:
                self.arm(Timer(at, TimerKind.CONTACT, person.id, number))
        return bool(rungs)

    def _urgency(self) -> Urgency:
        return Urgency.HIGH if self.page.severity >= self.page.policy.high_from else Urgency.LOW

    def _notify(self, person: str, contact: int, reason: PageReason) -> None:
        """Under the cap of the policy; the last resort is not capped."""
        page, capped = self.page, reason is not PageReason.LAST_RESORT
        sent = tuple(at for at in page.sent if at > self.now - HOUR)
        if capped and len(sent) >= page.policy.cap:
            if page.held == 0:
                self.say(PageReason.STORM_CAP, count=page.policy.cap)
            self.page = replace(page, sent=sent, held=page.held + 1)
            return
        if capped:
            self._tell_held()
        called = page.called if person in page.called else (*page.called, person)
        self.page = replace(self.page, sent=(*sent, self.now) if capped else sent, called=called)
        self._effects.append(p.Notify(person, self._urgency(), contact, reason))

    def _tell_held(self) -> None:
        """How many were held back, once it is over."""
        if self.page.held:
            self.say(PageReason.STORM_OVER, count=self.page.held)
            self.page = replace(self.page, held=0)
