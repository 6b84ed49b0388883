"""/calendar/<secret>.ics: somebody's own shifts, for programs that subscribe. Whoever has the address has the calendar."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Calendar = Callable[[str], Awaitable[bytes | None]]
LONGEST = 200
"""Characters of a secret that is looked at."""


def calendar(opened_by: Calendar) -> Callable[[web.UrlDispatcher], None]:
    """`opened_by` gives the iCalendar file behind a secret, None where it opens nothing: a wrong one is 404, as any other address."""

    async def say(request: web.Request) -> web.Response:
        secret = request.match_info["secret"]
        found = await opened_by(secret) if len(secret) <= LONGEST else None
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found, content_type="text/calendar", charset="utf-8")

    def add(router: web.UrlDispatcher) -> None:
        router.add_get("/calendar/{secret}.ics", say)

    return add
