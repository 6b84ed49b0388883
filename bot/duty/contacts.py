"""WHEN each way of reaching somebody is tried: in order, with their delays, by urgency, not in quiet hours unless it is critical."""

from datetime import datetime, timedelta

from bot.domain.person import Person, Urgency
from bot.domain.rotation import EVERY_DAY, Restriction
from bot.domain.route import CRITICAL
from bot.duty.hours import over

LONGEST_QUIET = timedelta(days=2)
"""Quiet hours last a day at most; the other is for clocks that go back."""


def ladder(person: Person, urgency: Urgency, severity: int, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """(when, number of the contact) for each way that serves this urgency, by time; empty for a person who cannot be reached.

    Who is called in their quiet hours is called when they are over, and a later way that would fall into them waits as well:
    the policy goes on to others meanwhile. Critical severity keeps no quiet hours.
    """
    begins = now if severity >= CRITICAL else awake(person, now)
    found = []
    for number, contact in enumerate(person.contacts):
        if urgency in contact.urgencies:
            at = begins + contact.after
            found.append((at if severity >= CRITICAL else awake(person, at), number))
    return tuple(sorted(found))


def awake(person: Person, at: datetime) -> datetime:
    """`at`, or the end of the person's quiet hours that it lies in, by the clock where they live."""
    if person.quiet is None:
        return at
    return over([Restriction(EVERY_DAY, person.quiet.start, person.quiet.end, person.zone)], at, LONGEST_QUIET)
