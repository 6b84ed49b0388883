"""`/oncall`: who is on call, and what people change about it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import discord
from discord import app_commands

from bot.chat.answer import Desk, answer, sorry
from bot.domain.card import Card
from bot.domain.paging import PageRefusal
from bot.domain.rights import Right
from bot.domain.roster import RosterEntry
from bot.domain.schedule import Schedule, Shift
from bot.duty.coverage import shifts, whole_shifts
from bot.pipeline.roster import Stretch
from bot.present.lookup import line_cards
from bot.present.oncall import NO_SHIFTS, calendar_lines, next_line, who_line
from bot.present.paging import REFUSED

FAR = timedelta(days=60)
"""How far ahead the end of a shift and the next one are looked for."""
YEAR = 24 * 366
WHEN = "When it begins: 2026-03-09 03:10, by the clock of this bot"
LONG = "For how many hours"
Name = app_commands.Range[str, 1, 60]
Hours = app_commands.Range[int, 1, YEAR]


class OnCall(app_commands.Group, name="oncall", description="Who is on call, and what changes it"):
    """Asked by anybody; changed by whoever it concerns, and by duty officers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    @app_commands.command(description="Who is on call for each role, and until when")
    async def now(self, interaction: discord.Interaction) -> None:
        """One line a role."""
        await answer(interaction, self._desk, self._roles(lambda s, role, now, laid: who_line(s, role, _at(laid, role, now))))

    @app_commands.command(description="Who has each role next, and from when")
    async def next(self, interaction: discord.Interaction) -> None:
        """One line a role."""
        await answer(interaction, self._desk, self._roles(lambda s, role, now, laid: next_line(s, role, _after(laid, role, now))))

    @app_commands.command(description="Every shift of the coming days")
    @app_commands.describe(days="For how many days, 7 unless you say more")
    async def schedule(self, interaction: discord.Interaction, days: app_commands.Range[int, 1, 60] = 7) -> None:
        """With what people changed."""
        await answer(interaction, self._desk, self._schedule(timedelta(days=days)))

    @app_commands.command(description="Put somebody on call instead of whoever is, for a while")
    @app_commands.describe(schedule="The schedule", role="The role", person="Who is on call then", start=WHEN, hours=LONG)
    async def override(
        self, interaction: discord.Interaction, schedule: Name, role: Name, person: Name, start: Name, hours: Hours
    ) -> None:
        """Whoever takes it upon themselves needs no right."""
        duty, me = self._desk.duty, self._desk.duty.me(interaction)
        right = duty.right(interaction, Right.ROSTER) if person == me else Right.ROSTER

        async def done() -> Sequence[Card]:
            if (span := self._span(start, hours)) is None:
                return _when()
            return self._told(await duty.roster.override(Stretch(schedule, role, *span), person, me))

        await answer(interaction, self._desk, done(), right)

    @app_commands.command(description="Ask somebody to take a stretch of yours")
    @app_commands.describe(schedule="The schedule", role="The role", person="Who is asked", start=WHEN, hours=LONG)
    async def swap(
        self, interaction: discord.Interaction, schedule: Name, role: Name, person: Name, start: Name, hours: Hours
    ) -> None:
        """It counts once they accept."""
        duty, me = self._desk.duty, self._desk.duty.me(interaction)

        async def done() -> Sequence[Card]:
            if (span := self._span(start, hours)) is None:
                return _when()
            return self._told(await duty.roster.swap(Stretch(schedule, role, *span), person, me))

        await answer(interaction, self._desk, done(), duty.right(interaction, Right.ROSTER))

    @app_commands.command(description="Accept or refuse a swap that you were asked for")
    @app_commands.describe(swap="Its id, as the one who asks was told", accept="Whether you take it")
    async def answer(self, interaction: discord.Interaction, swap: Name, accept: bool) -> None:
        """Once."""
        duty = self._desk.duty

        async def done() -> Sequence[Card]:
            return self._told(await duty.roster.answer(swap, duty.me(interaction), accepted=accept))

        await answer(interaction, self._desk, done(), duty.right(interaction, Right.ROSTER))

    @app_commands.command(description="Say that you are away; shifts that fall into it are shown as conflicts")
    @app_commands.describe(start=WHEN, days="For how many days")
    async def leave(self, interaction: discord.Interaction, start: Name, days: app_commands.Range[int, 1, 366]) -> None:
        """For the person who says so."""
        duty, me = self._desk.duty, self._desk.duty.me(interaction)

        async def done() -> Sequence[Card]:
            if (span := self._span(start, 24 * days)) is None:
                return _when()
            return self._told(await duty.roster.leave(me, *span, me))

        await answer(interaction, self._desk, done(), duty.right(interaction, Right.ROSTER))

    @app_commands.command(description="Take an override, a swap or a leave back")
    @app_commands.describe(change="Its id, as the answer told it")
    async def end(self, interaction: discord.Interaction, change: Name) -> None:
        """Whoever is on the roster may."""
        duty = self._desk.duty

        async def done() -> Sequence[Card]:
            return self._told(await duty.roster.end(change, duty.me(interaction)))

        await answer(interaction, self._desk, done(), duty.right(interaction, Right.ROSTER))

    @app_commands.command(description="Show that a way to reach you is yours: ask for a code, then type it")
    @app_commands.describe(contact="To which of your contacts the code is sent, 1 is the first", code="The code that came")
    async def verify(
        self,
        interaction: discord.Interaction,
        contact: app_commands.Range[int, 1, 50] = 1,
        code: app_commands.Range[str, 0, 20] = "",
    ) -> None:
        """Pages use a way only after that."""
        duty, me = self._desk.duty, self._desk.duty.me(interaction)

        async def done() -> Sequence[Card]:
            refusal = await (duty.roster.verify(me, code) if code else duty.roster.send_code(me, contact))
            if refusal:
                return _refused(refusal)
            return [sorry("That way is yours, and pages will use it." if code else "A code is on its way.", "Done")]

        await answer(interaction, self._desk, done(), duty.right(interaction, Right.ROSTER))

    async def _roles(self, line: Callable[[Schedule, str, datetime, Sequence[Shift]], str]) -> Sequence[Card]:
        await self._desk.duty.roster.refresh()
        now, lines = self._desk.clock.now(), []
        for schedule in self._desk.duty.roster.current.schedules.values():
            laid = shifts(schedule, now, now + FAR)
            lines += [line(schedule, role, now, laid) for role in schedule.roles]
        return line_cards("On call", lines) if lines else _refused(PageRefusal.NO_SUCH_SCHEDULE)

    async def _schedule(self, length: timedelta) -> Sequence[Card]:
        await self._desk.duty.roster.refresh()
        now = self._desk.clock.now()
        lines: list[str] = []
        for schedule in self._desk.duty.roster.current.schedules.values():
            lines += calendar_lines(schedule, whole_shifts(schedule, now, now + length))
        return line_cards("Shifts", lines or [NO_SHIFTS])

    def _span(self, start: str, hours: int) -> tuple[datetime, datetime] | None:
        """From a time that somebody typed; None where it is none."""
        try:
            said = datetime.fromisoformat(start.strip())
        except ValueError:
            return None
        begin = (said if said.tzinfo else said.replace(tzinfo=self._desk.zone)).astimezone(UTC)
        return begin, begin + timedelta(hours=hours)

    def _told(self, made: RosterEntry | PageRefusal) -> Sequence[Card]:
        return _refused(made) if isinstance(made, PageRefusal) else line_cards("Noted", [f"{made.id}  {made.words}"])


def _refused(refusal: PageRefusal) -> Sequence[Card]:
    return [sorry(REFUSED[refusal], "Nothing was done")]


def _when() -> Sequence[Card]:
    return [sorry("Write the time as 2026-03-09 03:10.", "That is not a time")]


def _at(laid: Iterable[Shift], role: str, now: datetime) -> Shift | None:
    return next((s for s in laid if s.role == role and s.start == now), None)


def _after(laid: Iterable[Shift], role: str, now: datetime) -> Shift | None:
    return next((s for s in laid if s.role == role and s.start > now), None)


def build(desk: Desk) -> app_commands.Group:
    """The group."""
    return OnCall(desk)
