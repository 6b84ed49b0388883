"""ACTIVATE: somebody asks for a team; people are picked, called and counted until enough have come or the deadline is over.

wish or press or clock -> the activation as it is -> a pure decision (`duty.activation`) -> one transaction: it, lines, posts

Two changes at once are one after the other: the second finds its number taken, and decides again on what the first left.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import structlog

from bot.domain import activation_events as a
from bot.domain.activation import Activation, ActivationRefusal, ActivationState, Candidate, MemberState, Request
from bot.domain.activation_events import Event, Line
from bot.domain.delivery import delivery_id
from bot.duty.activation import advance
from bot.duty.roster import fits
from bot.pipeline.activation_posts import Scene, change_of
from bot.pipeline.crew import Crew, Crews, candidates
from bot.ports.activations import ActivationStore
from bot.ports.clock import Clock

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=1)
BATCH = 20
TRIES = 5
MOST = 100
"""People that one activation may want."""
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=30)
RECENT = timedelta(days=180)
"""How far back it is counted how often somebody came."""
ID = 6


@dataclass(frozen=True, slots=True)
class ActivationPlan:
    """What the settings say. `lead` is "schedule/role", whose holder is asked first; `spare` is a share of those wanted."""

    channel: str = ""
    lead: str = ""
    deadline: timedelta = timedelta(hours=72)
    spare: float = 0.5
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. Without a deadline it is that of the settings."""

    requester: str
    reason: str
    wanted: int
    by: str
    skills: frozenset[str] = frozenset()
    story_id: str = ""
    deadline: timedelta | None = None
    exercise: bool = False


Answer = Activation | ActivationRefusal


class Activations:
    """Opens activations, takes answers, keeps their times."""

    def __init__(self, store: ActivationStore, crews: Crews, clock: Clock, plan: ActivationPlan) -> None:
        """`plan` is replaced whole on reload."""
        self._store = store
        self._crews = crews
        self._clock = clock
        self.plan = plan

    async def open(self, wish: Wish) -> Answer:
        """Begins one, or says why not."""
        now, crew = self._clock.now(), await self._crews()
        pool = await self._pool(crew, now)
        refusal = _refused(wish, pool)
        if refusal is not None:
            return refusal
        request = Request(
            " ".join(wish.requester.split()),
            " ".join(wish.reason.split()),
            wish.wanted,
            now + (wish.deadline or self.plan.deadline),
            wish.skills,
            wish.story_id.strip(),
            wish.exercise,
            self.plan.spare,
        )
        name = delivery_id(f"{request.requester}/{request.reason}/{now.isoformat()}", wish.by)[:ID]
        fresh = Activation(name, request, now, wish.by, channel=self.plan.channel)
        after, effects = advance(fresh, a.Opened(), now, pool)
        if not await self._store.put(change_of(self._scene(after, crew, now), 0, effects)):
            return ActivationRefusal.CHANGED_MEANWHILE
        log.info("activation.opened", activation=name, wanted=wish.wanted, asked=len(after.members), exercise=wish.exercise)
        return after

    async def answer(self, activation_id: str, who: str, by: str, *, accepts: bool, why: str = "") -> Answer:
        """Somebody comes, or not. `who` is a person's id or Discord account; `by` is who says so."""
        person = (await self._crews()).by_account(who)
        if person is None:
            return ActivationRefusal.NO_SUCH_PERSON
        event = a.Accepted(person.id, by) if accepts else a.Refused(person.id, by, why)
        return await self._happen(activation_id, event, person.id)

    async def note(self, activation_id: str, text: str, by: str) -> Answer:
        """A line for the timeline."""
        words = " ".join(text.split())
        return await self._happen(activation_id, a.Noted(by, words)) if words else ActivationRefusal.NOTHING_SAID

    async def stand_down(self, activation_id: str, outcome: str, by: str) -> Answer:
        """It is over."""
        return await self._happen(activation_id, a.StoodDown(by, " ".join(outcome.split())))

    async def tick(self) -> None:
        """Does what is due of all of them."""
        for it in await self._store.claim(self._clock.now(), LEASE, BATCH):
            await self._happen(it.id, a.Due())

    async def find(self, *, standing: bool = True) -> Sequence[Activation]:
        """Newest first; without `standing` those too that are over."""
        return await self._store.find(standing=standing)

    async def whole(self, activation_id: str) -> tuple[Activation, Sequence[Line]] | None:
        """One with its timeline."""
        it = await self._store.get(activation_id.strip())
        return (it, await self._store.timeline(it.id)) if it else None

    async def names(self) -> dict[str, str]:
        """Id -> name, for words."""
        return {who: person.name for who, person in (await self._crews()).people.items()}

    async def _happen(self, activation_id: str, event: Event, who: str = "") -> Answer:
        """Decides and writes, again where another was quicker."""
        for _ in range(TRIES):
            it, now, crew = await self._store.get(activation_id.strip()), self._clock.now(), await self._crews()
            if it is None:
                return ActivationRefusal.NO_SUCH_ACTIVATION
            if it.state is ActivationState.STOOD_DOWN:
                return ActivationRefusal.OVER
            if who and it.member(who) is None:
                return ActivationRefusal.NOT_ASKED
            after, effects = advance(it, event, now, await self._pool(crew, now, it))
            if after == it and not effects:
                return it
            if await self._store.put(change_of(self._scene(after, crew, now), it.seq, effects)):
                log.info("activation.changed", activation=it.id, by=type(event).__name__, state=str(after.state))
                return after
        return ActivationRefusal.CHANGED_MEANWHILE

    async def _pool(self, crew: Crew, now: datetime, it: Activation | None = None) -> list[Candidate]:
        recent = await self._store.find(since=now - RECENT)
        came = Counter(m.person for past in recent for m in past.members if m.state is MemberState.ACCEPTED and past != it)
        asked = [m.person for m in it.members] if it else []
        return candidates(crew, self.plan.lead, now, came, asked)

    def _scene(self, it: Activation, crew: Crew, now: datetime) -> Scene:
        return Scene(it, crew.people, now, self.plan.zone)


def _refused(wish: Wish, pool: Sequence[Candidate]) -> ActivationRefusal | None:
    """Why a wish cannot be meant."""
    known = {skill for c in pool for skill in c.person.skills}
    length = wish.deadline or SHORTEST
    checks = (
        (bool(wish.requester.strip()), ActivationRefusal.NO_REQUESTER),
        (bool(wish.reason.strip()), ActivationRefusal.NO_REASON),
        (1 <= wish.wanted <= MOST, ActivationRefusal.BAD_COUNT),
        (SHORTEST <= length <= LONGEST, ActivationRefusal.BAD_DEADLINE),
        (not wish.skills or bool(wish.skills & known), ActivationRefusal.UNKNOWN_SKILL),
        (any(fits(c, wish.skills) for c in pool), ActivationRefusal.NOBODY_TO_ASK),
    )
    return next((refusal for fine, refusal in checks if not fine), None)
