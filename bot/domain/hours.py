"""Hours that come back every week, by the clock on the wall of one zone: quiet hours, maintenance windows.

    22:00 -> 07:00 from Friday on, Europe/Kyiv        begins on the days named, and may end on the day after

Where a clock change leaves a time out, the instant that follows as much later is meant; where it repeats one, hours begin with
the first and end with the second (PEP 495). So a night is never shorter than the wall says.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = 24 * 60
"""Minutes."""
WEEK = frozenset(range(7))
_DAYS_JOINED = 8
"""Hours that follow each other without a gap are looked through for so many days."""


@dataclass(frozen=True, slots=True)
class Hours:
    """`begins` and `ends` are minutes since midnight, `ends` up to 1440; `ends` not after `begins` is on the next day.
    `days` are those on which they begin, 0 for Monday.
    """

    begins: int
    ends: int
    zone: tzinfo = UTC
    days: frozenset[int] = WEEK

    def until(self, now: datetime) -> datetime | None:
        """When the hours that `now` lies in are over, in UTC; None outside. Hours that follow at once are one with them."""
        end = self._end(now)
        for _ in range(_DAYS_JOINED):
            later = self._end(end) if end else None
            if later is None:
                break
            end = later
        return end

    def _end(self, now: datetime) -> datetime | None:
        today = now.astimezone(self.zone).date()
        for day in (today - timedelta(days=1), today):
            begin, end = self._window(day)
            if day.weekday() in self.days and begin <= now < end:
                return end
        return None

    def _window(self, day: date) -> tuple[datetime, datetime]:
        last = day + timedelta(days=1) if self.ends <= self.begins else day
        return self._instant(day, self.begins, fold=0), self._instant(last, self.ends, fold=1)

    def _instant(self, day: date, minute: int, fold: int) -> datetime:
        """In UTC. Of a time that is left out, `fold` 0 gives the later reading, 1 the earlier: both are put right to the later."""
        day, minute = (day + timedelta(days=1), 0) if minute == DAY else (day, minute)
        wall = datetime.combine(day, time(minute // 60, minute % 60), self.zone)
        both = [wall.replace(fold=n).astimezone(UTC) for n in (0, 1)]
        return max(both) if both[0] > both[1] else both[fold]
