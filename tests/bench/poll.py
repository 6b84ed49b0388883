"""Polling 1,000 feeds of 20 entries, against bare GETs and against lemon24/reader: same machine, same run, same documents.

    python -m tests.bench.poll [--feeds 1000] [--rounds 3] [--no-reader]

Every measurement runs in a process of its own against one server process on loopback; the table shows the median of
the rounds, and ratios are made round by round, so that a machine that drifts does not decide.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ENTRIES = 20
CONCURRENCY = 20
UNCHANGED_ROUNDS = 7
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
WORDS = [
    "grid",
    "hospital",
    "ministry",
    "port",
    "rail",
    "bank",
    "tower",
    "water",
    "county",
    "council",
    "archive",
    "harbour",
    "school",
    "lab",
]


def document(feed: int, version: int) -> bytes:
    """An ordinary RSS 2.0 document; another version has other entries."""
    entries = []
    for n in range(ENTRIES):
        place = WORDS[(feed * 7 + n) % len(WORDS)]
        when = format_datetime(START - timedelta(hours=n, minutes=feed), usegmt=True)
        text = " ".join(f"{WORDS[(feed + n * k) % len(WORDS)]} report {feed * k + n}" for k in range(1, 25))
        entries.append(
            f"<item><title>Example {place} {feed}-{n}-{version}: systems disturbed</title>"
            f"<link>https://f{feed}.example/{version}/{n}</link><guid isPermaLink='false'>{feed}-{version}-{n}</guid>"
            f"<pubDate>{when}</pubDate><description><![CDATA[<p>{text}</p><p>More at the <a href='/x'>desk</a>.</p>]]></description>"
            f"<category>{place}</category></item>"
        )
    head = f"<title>Feed {feed}</title><link>https://f{feed}.example/</link><description>d</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()


def serve(port: int, feeds: int) -> None:
    """GET /v<version>/<etag|plain>/<n>; with `etag` a conditional request is answered 304."""
    from aiohttp import web

    bodies = {}

    async def answer(request):
        version, mode, n = (request.match_info[k] for k in ("version", "mode", "n"))
        key = (int(n), int(version))
        body = bodies.get(key) or bodies.setdefault(key, document(*key))
        headers = {"Content-Type": "application/rss+xml"}
        if mode == "etag":
            headers["ETag"] = tag = f'"{version}-{n}"'
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers)

    app = web.Application()
    app.router.add_get(r"/v{version:\d+}/{mode}/{n:\d+}", answer)
    for n in range(feeds):
        bodies[(n, 1)] = document(n, 1)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def addresses(base: str, feeds: int, mode: str) -> list[str]:
    return [f"{base}/v1/{mode}/{n}" for n in range(feeds)]


async def bare(session, urls: list[str]) -> float:
    """Seconds for aiohttp's own GETs of the same addresses: body read, nothing else."""
    gate = asyncio.Semaphore(CONCURRENCY)

    async def get(url):
        async with gate, session.get(url) as answer:
            await answer.read()

    began = time.perf_counter()
    await asyncio.gather(*map(get, urls))
    return time.perf_counter() - began


class Slowest:
    """The longest that one callback held the loop, seconds, and which it was."""

    def __init__(self):
        self.seconds = 0.0
        self.what = ""
        original = asyncio.events.Handle._run

        def timed(handle):
            began = time.perf_counter()
            original(handle)
            seconds = time.perf_counter() - began
            if seconds > self.seconds:
                self.seconds, self.what = seconds, repr(handle)[:200]

        asyncio.events.Handle._run = timed


class JumpingClock:
    """Real time plus what a benchmark skips."""

    def __init__(self):
        self.skipped = timedelta()

    def now(self):
        return datetime.now(UTC) + self.skipped

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)


async def ours(base: str, feeds: int, mode: str) -> dict:  # noqa: PLR0915  one measurement, told in order
    """First round: every entry is new. Then rounds in which nothing changed, each beside bare GETs in the same process."""
    slowest = Slowest()
    import aiohttp

    from bot.domain.item import ItemState
    from bot.domain.source import SourceInfo
    from bot.fetch.client import Fetcher
    from bot.fetch.limits import Limits
    from bot.fetch.request import Access
    from bot.jobs.workers import Pools
    from bot.pipeline.poll import Poll, PollPlan
    from bot.sources import KINDS
    from bot.storage.database import connect, upgrade
    from bot.telemetry import settled

    clock, pools, urls = JumpingClock(), Pools(), addresses(base, feeds, mode)
    limits = Limits(total_requests=CONCURRENCY, per_host=CONCURRENCY, host_delay=0)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/bench.db"
        await upgrade(address)
        async with (
            await connect(address) as database,
            Fetcher(limits, clock, "tocsin-bench/1 (bench@tocsin.example)") as fetcher,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session,
        ):
            kind, access = KINDS["feed"], Access(allow_private=True)
            infos = [SourceInfo(f"feed-{n}", f"Feed {n}", "feed", url) for n, url in enumerate(urls)]
            poll = Poll(database.stores.sources, clock, lambda: 0.0, PollPlan())
            await poll.use({i.id: kind.build(i, kind.config(), access, fetcher, pools) for i in infos})
            settled()

            async def round_of() -> float:
                began = time.perf_counter()
                await poll.tick()
                await poll.drain()
                clock.skipped += timedelta(days=2)
                return time.perf_counter() - began

            slowest.seconds = 0.0
            changed = await round_of()
            await bare(session, urls)
            pairs = [(await bare(session, urls), await round_of()) for _ in range(UNCHANGED_ROUNDS)]
            counts = await database.stores.items.counts()
            failures = sum(bool(s.health.failures) for s in await database.stores.sources.all())
            await poll.stop(timedelta(seconds=1))
    await pools.close()
    assert counts == {(ItemState.PENDING, "fetched"): feeds * ENTRIES}, counts
    assert not failures, f"{failures} sources failed"
    memory = sum(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    answer = {"changed": changed, "pairs": pairs, "memory_mb": memory, "slowest_ms": slowest.seconds * 1000}
    return {**answer, "slowest": slowest.what}


def reader(base: str, feeds: int, workers: int) -> dict:
    """lemon24/reader: update_feeds over the same addresses, first round."""
    import warnings

    warnings.simplefilter("ignore")
    import feedparser_sgmllib

    sys.modules["sgmllib"] = feedparser_sgmllib  # the reader's own copy of feedparser asks for it under its old name
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        made = make_reader(f"{folder}/reader.db")
        for url in addresses(base, feeds, "etag"):
            made.add_feed(url)
        began = time.perf_counter()
        made.update_feeds(workers=workers)
        seconds = time.perf_counter() - began
        stored = made.get_entry_counts().total
    assert stored == feeds * ENTRIES, f"{stored} entries stored"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"changed": seconds, "memory_mb": memory}


def child(what: str, *arguments: object) -> dict:
    """One measurement in a fresh process."""
    line = [sys.executable, "-m", "tests.bench.poll", "--child", what, *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise SystemExit(f"{what} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run_child(what: str, base: str, feeds: str, extra: str) -> dict:
    return asyncio.run(ours(base, int(feeds), extra)) if what == "ours" else reader(base, int(feeds), int(extra))


def measure(base: str, feeds: int, with_reader: bool) -> dict:
    """One round of everything, in turn."""
    row = {mode: child("ours", base, feeds, mode) for mode in ("etag", "plain")}
    if with_reader:
        row["reader"] = min((child("reader", base, feeds, w) for w in (1, CONCURRENCY)), key=lambda r: r["changed"])
    return row


def show(rounds: list[dict]) -> None:
    worst = max((r[m] for r in rounds for m in ("etag", "plain")), key=lambda r: r["slowest_ms"])
    print(f"the slowest callback was {worst['slowest']}", file=sys.stderr)
    middle = statistics.median
    rows = []
    for mode, name in (("etag", "unchanged, answered 304"), ("plain", "unchanged, same body again")):
        pairs = [pair for r in rounds for pair in r[mode]["pairs"]]
        rows.append((f"bare aiohttp GETs beside: {name}", f"{middle(b for b, _ in pairs):.3f} s", ""))
        rows.append((name, f"{middle(o for _, o in pairs):.3f} s", f"{middle(o / b for b, o in pairs):.2f} x bare (goal <= 2.0)"))
    rows.append(("all changed", f"{middle(r['etag']['changed'] for r in rounds):.2f} s", ""))
    if "reader" in rounds[0]:
        ratio = middle(r["reader"]["changed"] / r["etag"]["changed"] for r in rounds)
        took = middle(r["reader"]["changed"] for r in rounds)
        rows.append(("reader, all changed, the better of 1 and 20 workers", f"{took:.2f} s", f"{ratio:.2f} x ours (goal >= 4)"))
    rows += [
        ("peak memory", f"{max(r[m]['memory_mb'] for r in rounds for m in ('etag', 'plain')):.0f} MB", "goal <= 250 MB"),
        ("slowest callback", f"{worst['slowest_ms']:.0f} ms", "goal <= 100 ms"),
    ]
    width = max(len(r[0]) for r in rows)
    for name, value, ratio in rows:
        print(f"{name:<{width}}  {value:>10}  {ratio}")


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(run_child(*sys.argv[2:])))
        return
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-reader", action="store_true")
    wanted = options.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port, wanted.feeds), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        rounds = []
        for n in range(wanted.rounds):
            print(f"round {n + 1} of {wanted.rounds} ...", file=sys.stderr)
            rounds.append(measure(base, wanted.feeds, not wanted.no_reader))
        print(f"{wanted.feeds} feeds of {ENTRIES} entries, {CONCURRENCY} connections; median of {len(rounds)} rounds")
        show(rounds)
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
