"""/health and /metrics: for whoever watches the watcher. Both are open to all who reach the port: they hold counts, and no names."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.pipeline.vitals import Vitals

Read = Callable[[], Awaitable[Vitals]]


def health(read: Read) -> Callable[[web.UrlDispatcher], None]:
    """GET /health: JSON, 200 where all is well, else 503. GET /metrics: the text form 0.0.4 of Prometheus."""

    async def say_health(_: web.Request) -> web.Response:
        found = await read()
        return web.json_response(health_of(found), status=200 if found.healthy else 503)

    async def say_metrics(_: web.Request) -> web.Response:
        return web.Response(body=metrics_of(await read()), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    def add(router: web.UrlDispatcher) -> None:
        router.add_get("/health", say_health)
        router.add_get("/metrics", say_metrics)

    return add


def health_of(found: Vitals) -> dict[str, object]:
    """Plain JSON values."""
    status = found.status
    if status is None:
        return {"healthy": False, "wrong": list(found.wrong)}
    return {
        "healthy": found.healthy,
        "wrong": list(found.wrong),
        "version": status.version,
        "due": status.waiting,
        "late_s": int(found.late.total_seconds()),
        "backlog": found.backlog,
        "sources": status.sources,
        "sources_broken": len(status.broken),
        "troubles": len(status.troubles),
        "activations": found.standing,
    }


def metrics_of(found: Vitals) -> bytes:
    """Read anew at each scrape: every figure is one that the database knows, and survives a restart."""
    registry = CollectorRegistry()

    def gauge(name: str, what: str, value: float) -> None:
        Gauge(f"tocsin_{name}", what, registry=registry).set(value)

    gauge("healthy", "1 where nothing is wrong.", found.healthy)
    if (status := found.status) is not None:
        gauge("deliveries_due", "Posts that are not out yet.", status.waiting)
        gauge("deliveries_late_seconds", "For how long the longest due post has been due.", found.late.total_seconds())
        gauge("items_pending", "Items that wait for judgement.", found.backlog)
        gauge("sources", "Sources that are switched on.", status.sources)
        gauge("sources_broken", "Sources that fail.", len(status.broken))
        gauge("troubles", "Troubles that are not over.", len(status.troubles))
        gauge("activations_standing", "Activations that are not stood down.", found.standing)
        items = Gauge("tocsin_items", "Items, by state and reason.", ["state", "reason"], registry=registry)
        for (state, reason), count in status.counts.items():
            items.labels(str(state), str(reason)).set(count)
    return generate_latest(registry)
