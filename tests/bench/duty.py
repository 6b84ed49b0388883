"""Who is on call, and a year of calendar: how many a second, how long.

    python -m tests.bench.duty

One schedule of two roles, five layers, restrictions, thirty overrides, in the zone of Lord Howe; the median of five rounds of processor
time, because others use the machine.
"""

import random
import statistics
import time as clock
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.domain.rotation import EVERY_DAY, Cadence, Restriction, Rotation, Unit
from bot.domain.schedule import Layer, Override, Schedule
from bot.duty.coverage import gaps, shifts
from bot.duty.fairness import fairness
from bot.duty.schedule import on_call

ZONE = ZoneInfo("Australia/Lord_Howe")
START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
INSTANTS, ROUNDS = 10_000, 5
IDS = tuple(f"p{n}" for n in range(12))


def rotation(name, cadence):
    return Rotation(name, IDS, ZONE, date(2020, 1, 6), cadence)


def schedule():
    office = Restriction(frozenset(range(5)), time(8), time(18), ZONE)
    night = Restriction(EVERY_DAY, time(20), time(8), ZONE)
    weekly, daily, hourly = Cadence(Unit.WEEK), Cadence(Unit.DAY, at=(time(8), time(20))), Cadence(Unit.HOUR, 1)
    made = (
        Layer("week", "lead", rotation("a", weekly), 0),
        Layer("night", "lead", rotation("b", daily), 1, (night,)),
        Layer("office", "lead", rotation("c", Cadence(Unit.MONTH, day=31)), 2, (office,)),
        Layer("hours", "deputy", rotation("d", hourly), 0),
        Layer("uneven", "deputy", rotation("e", Cadence(Unit.LENGTHS, lengths=(2, 2, 3))), 1, (office,)),
    )
    overrides = tuple(
        Override(
            f"o{n}",
            "lead",
            IDS[n % 12],
            START + n * timedelta(days=12),
            START + n * timedelta(days=12, hours=1) + timedelta(hours=9),
        )
        for n in range(30)
    )
    return Schedule("s", "S", made, {i: Person(i, i, ZONE) for i in IDS}, ZONE, overrides=overrides)


def median(work):
    times = []
    for _ in range(ROUNDS):
        begun = clock.process_time()
        work()
        times.append(clock.process_time() - begun)
    return statistics.median(times)


def main():
    made, chance = schedule(), random.Random(6)
    instants = [START + chance.random() * YEAR for _ in range(INSTANTS)]
    who = median(lambda: [on_call(made, "lead", at) for at in instants])
    year = shifts(made, START, START + YEAR)
    print(f"who            {INSTANTS / who:10,.0f} instants/s (goal 10,000)")
    print(f"a year         {median(lambda: shifts(made, START, START + YEAR)):10.3f} s for {len(year):,} shifts (goal 1 s)")
    print(f"its gaps       {median(lambda: gaps(made, START, START + YEAR)):10.3f} s")
    print(f"its fairness   {median(lambda: fairness(year)):10.3f} s")


if __name__ == "__main__":
    main()
