"""Calendars over a real server: conditional, and in the team's own network only where that is allowed."""

import pytest

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.fetch.calendars import WebCalendars
from bot.ports.calendars import CalendarPlace
from tests.fakes.loopback import Reply


async def test_a_calendar_of_our_own_network_needs_leave(server, fetcher):
    """A layer of one team must not have the bot look around in the network that it runs in."""
    url = server.say("/duty.ics", Reply(body=b"BEGIN:VCALENDAR", etag='"1"'))
    with pytest.raises(Permanent) as refused:
        await WebCalendars(fetcher).get(CalendarPlace(url), "", "")
    assert refused.value.reason is FailReason.PRIVATE_ADDRESS
    assert server.hits == []
    copy = await WebCalendars(fetcher).get(CalendarPlace(url, private=True), "", "")
    assert (copy.body, copy.etag) == (b"BEGIN:VCALENDAR", '"1"')
    again = await WebCalendars(fetcher).get(CalendarPlace(url, private=True), copy.etag, copy.last_modified)
    assert again.body is None
    assert url not in repr(CalendarPlace(url))
