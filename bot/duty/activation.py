"""WHAT an activation does next: a state machine that knows no clock, no store and nobody's address.

event + activation + instant + roster -> the activation after it, the lines of its timeline, and whom to tell what.

At once `wanted` and some to spare are asked. Who refuses, or is silent for half the time, is replaced as soon as those who have
accepted or may still answer are fewer than wanted. Whoever has not answered is reminded after a twelfth, a third and two thirds of
the time. What changes nothing (a second press) has no effect.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from bot.domain import activation_events as a
from bot.domain.activation import Activation, ActivationReason, ActivationState, Candidate, Member, MemberState
from bot.domain.activation_events import Effect, Event, Line
from bot.duty.roster import fair_share, fits, missing, pick

REMINDERS = (1 / 12, 1 / 3, 2 / 3)
"""Shares of the time after which those who have not answered are reminded."""
SILENCE = 1 / 2
"""Share of the time after which somebody else is asked."""
WAITS = frozenset({MemberState.ASKED, MemberState.SILENT})


def advance(
    activation: Activation, event: Event, now: datetime, pool: Sequence[Candidate]
) -> tuple[Activation, tuple[Effect, ...]]:
    """The activation after the event, and what is to be done in this order. `pool` is everybody who may be asked now."""
    turn = _Turn(activation, now, pool)
    if isinstance(event, a.Opened):
        if activation.seq == 0:
            turn.open()
    elif activation.seq and activation.state is not ActivationState.STOOD_DOWN:
        turn.heed(event)
    return turn.done()


class _Turn:
    """One call of `advance`: the activation as it becomes, and the effects as they gather."""

    def __init__(self, activation: Activation, now: datetime, pool: Sequence[Candidate]) -> None:
        self.it, self.now, self._pool = activation, now, pool
        self._effects: list[Effect] = []

    def done(self) -> tuple[Activation, tuple[Effect, ...]]:
        return replace(self.it, due=_due(self.it)), tuple(self._effects)

    def open(self) -> None:
        """Asks the first."""
        request = self.it.request
        self._line(ActivationReason.OPENED, by=self.it.opened_by, detail=request.requester)
        for skill in missing(self._pool, request.skills):
            self._line(ActivationReason.SKILL_MISSING, detail=skill)
        size = request.wanted + ceil(request.wanted * request.spare)
        self.it = replace(self.it, share=fair_share(size, [c for c in self._pool if fits(c, request.skills)]))
        self._ask(size, ActivationReason.ASKED)

    def heed(self, event: Event) -> None:
        """What happens to one that is open."""
        match event:
            case a.Accepted(who, by) if (member := self.it.member(who)) and member.state in WAITS | {MemberState.REFUSED}:
                self._accept(member, by)
            case a.Refused(who, by, why) if (member := self.it.member(who)) and member.state is not MemberState.REFUSED:
                self._refuse(member, by, why)
            case a.Noted(by, text) if text.strip():
                self._line(ActivationReason.NOTED, by=by, detail=text.strip())
            case a.StoodDown(by, outcome):
                self._stand_down(by, outcome.strip())
            case a.Due():
                self._time()

    def _accept(self, member: Member, by: str) -> None:
        enough = self.it.accepted >= self.it.request.wanted
        self._put(member, MemberState.RESERVE if enough else MemberState.ACCEPTED)
        reason = ActivationReason.RESERVED if enough else ActivationReason.ACCEPTED
        self._line(reason, member.person, by, "" if self.now <= self.it.request.deadline else "after the deadline")
        self._tell(member.person, reason)
        self._ready()

    def _ready(self) -> None:
        if self.it.accepted >= self.it.request.wanted and self.it.state is not ActivationState.READY:
            self.it = replace(self.it, state=ActivationState.READY)
            self._line(ActivationReason.READY, detail=f"{self.it.accepted} of {self.it.request.wanted}")

    def _refuse(self, member: Member, by: str, why: str) -> None:
        """Who is in reserve takes the place of one who drops out; else somebody else is asked."""
        self._put(member, MemberState.REFUSED)
        self._line(ActivationReason.REFUSED, member.person, by, why.strip())
        if self.it.accepted < self.it.request.wanted:
            reserve = next((m for m in self.it.members if m.state is MemberState.RESERVE), None)
            if reserve is not None:
                self._put(reserve, MemberState.ACCEPTED)
                self._line(ActivationReason.CALLED_UP, reserve.person)
                self._tell(reserve.person, ActivationReason.CALLED_UP)
        if self.it.accepted < self.it.request.wanted and self.it.state is ActivationState.READY:
            self.it = replace(
                self.it, state=ActivationState.CALLING if self.now < self.it.request.deadline else ActivationState.SHORT
            )
        self._ask_more()

    def _time(self) -> None:
        """Everything of the clock that is due, in its order. After the deadline nobody is reminded or asked any more."""
        request, start = self.it.request, self.it.opened_at
        length = request.deadline - start
        if self.it.state is ActivationState.CALLING and self.now < request.deadline:
            due = sum(start + length * part <= self.now for part in REMINDERS)
            if due > self.it.reminded:
                self.it = replace(self.it, reminded=due)
                self._remind()
            if not self.it.silenced and start + length * SILENCE <= self.now:
                self._silence()
        elif self.it.state is ActivationState.CALLING:
            self.it = replace(self.it, state=ActivationState.SHORT)
            self._line(ActivationReason.DEADLINE_OVER, detail=f"{self.it.accepted} of {request.wanted}")

    def _remind(self) -> None:
        for member in [m for m in self.it.members if m.state in WAITS]:
            self._line(ActivationReason.REMINDED, member.person)
            self._tell(member.person, ActivationReason.REMINDED)

    def _silence(self) -> None:
        self.it = replace(self.it, silenced=True)
        for member in [m for m in self.it.members if m.state is MemberState.ASKED]:
            self._put(member, MemberState.SILENT, answered=False)
            self._line(ActivationReason.SILENT, member.person)
        self._ask_more()

    def _stand_down(self, by: str, outcome: str) -> None:
        """Everybody who may still act on it is told."""
        self.it = replace(self.it, state=ActivationState.STOOD_DOWN, closed_at=self.now, outcome=outcome)
        self._line(ActivationReason.STOOD_DOWN, by=by, detail=outcome)
        for member in self.it.members:
            if member.state is not MemberState.REFUSED:
                self._tell(member.person, ActivationReason.STOOD_DOWN)

    def _ask_more(self) -> None:
        """As many as are now too few; only while people are being called."""
        if self.it.state is ActivationState.CALLING:
            hoped = sum(m.state in (MemberState.ACCEPTED, MemberState.ASKED) for m in self.it.members)
            self._ask(self.it.request.wanted - hoped, ActivationReason.ASKED_MORE)

    def _ask(self, count: int, reason: ActivationReason) -> None:
        """Those of the roster who were not asked yet; who refused does not count for a country or a skill."""
        if count <= 0:
            return
        skills, states = self.it.request.skills, {m.person: m.state for m in self.it.members}
        given = [c for c in self._pool if states.get(c.person.id, MemberState.REFUSED) is not MemberState.REFUSED]
        found = pick(count, [c for c in self._pool if c.person.id not in states], skills, self.it.share, given)
        if found.share > self.it.share and found.chosen:
            self._line(ActivationReason.SHARE_RAISED, detail=f"{self.it.share} to {found.share} a country")
            self.it = replace(self.it, share=found.share)
        for candidate in found.chosen:
            self._call(candidate, reason)
        if len(found.chosen) < count:
            self._line(ActivationReason.NOBODY_LEFT, detail=f"{count - len(found.chosen)} fewer than meant")

    def _call(self, candidate: Candidate, reason: ActivationReason) -> None:
        person = candidate.person
        brings = tuple(sorted(self.it.request.skills & person.skills))
        member = Member(person.id, person.name, person.country, brings, candidate.lead, self.now)
        self.it = replace(self.it, members=(*self.it.members, member))
        self._line(reason, person.id, detail=", ".join(filter(None, ("lead" if candidate.lead else "", person.country, *brings))))
        self._tell(person.id, reason)

    def _put(self, member: Member, state: MemberState, *, answered: bool = True) -> None:
        fresh = replace(member, state=state, answered_at=self.now if answered else member.answered_at)
        self.it = replace(self.it, members=tuple(fresh if m.person == member.person else m for m in self.it.members))

    def _line(self, reason: ActivationReason, who: str = "", by: str = "", detail: str = "") -> None:
        self.it = replace(self.it, seq=self.it.seq + 1)
        self._effects.append(Line(self.it.seq, self.now, reason, who, by, detail))

    def _tell(self, person: str, reason: ActivationReason) -> None:
        self._effects.append(a.Tell(person, reason))


def _due(it: Activation) -> datetime | None:
    """When it has to be looked at next: only one that still calls has anything to wait for."""
    if it.state is not ActivationState.CALLING:
        return None
    length = it.request.deadline - it.opened_at
    parts = [*REMINDERS[it.reminded :], *(() if it.silenced else (SILENCE,)), 1.0]
    at: datetime = it.opened_at + length * min(parts)
    return at
