"""/beat/<secret>: something reports that it is alive. Its silence calls people (`pipeline.beats`)."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Beat = Callable[[str], Awaitable[bool]]
LONGEST = 200
"""Characters of a secret that is looked at."""


def beat(taken: Beat) -> Callable[[web.UrlDispatcher], None]:
    """`taken` says whether the secret is that of something that reports. GET as well as POST, since many programs know only the one."""

    async def say(request: web.Request) -> web.Response:
        secret = request.match_info["secret"]
        if len(secret) > LONGEST or not await taken(secret):
            raise web.HTTPNotFound
        return web.Response(status=204)

    def add(router: web.UrlDispatcher) -> None:
        router.add_get("/beat/{secret}", say, allow_head=False)  # a link preview is no sign of life
        router.add_post("/beat/{secret}", say)

    return add
