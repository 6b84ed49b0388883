"""Stories: items a second on one core while more and more stories are open, and what they hold in memory.

OMP_NUM_THREADS=1 python -m tests.bench.stories [--items 60000]

Invented reports: every story has a place, a body and two figures of its own, and a flaw, an actor or a program of the whole set now
and then; four in ten reports tell of a story once more in other words. None of the stories ends while it runs. Telling is
counted, judging is not (`python -m tests.bench.judge`).
"""

import argparse
import random
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.analysis.likeness import load_likeness
from bot.analysis.stories import Stories
from bot.domain.verdict import Article, Named, Verdict

SYLLABLES = [
    "nor",
    "ha",
    "ven",
    "kel",
    "va",
    "rix",
    "ost",
    "mark",
    "bri",
    "gat",
    "sel",
    "on",
    "tar",
    "vi",
    "an",
    "dor",
    "lum",
    "pe",
    "ska",
    "reth",
    "mo",
    "ris",
    "qua",
    "fen",
    "zor",
    "ith",
    "bel",
    "cal",
    "dun",
    "ery",
]
BODIES = [
    "port",
    "hospital",
    "ministry",
    "university",
    "airline",
    "bank",
    "railway",
    "insurer",
    "court",
    "waterworks",
    "operator",
    "clinic",
    "broadcaster",
    "retailer",
]
ACTS = (
    "hit by ransomware",
    "leaks customer data",
    "knocked offline by a flood of requests",
    "warns of phishing mails",
    "confirms intrusion",
)
AGAIN = (
    "Attack on {0}: systems of the {1} restored",
    "{0} {1} says what happened",
    "Investigators look into {0} {1} incident",
    "What is known of the {0} case",
)
SHARED = ("APT28", "LockBit", "Qilin", "CVE-2026-4{0:04}", "Lazarus", "Akira")
STEP = 10_000
EPOCH = datetime(2026, 3, 1, tzinfo=UTC)


def reports(wanted):
    """Articles with verdicts in the order of arrival; the same every time."""
    rng = random.Random(7)
    seen = []
    for n in range(wanted):
        if seen and rng.random() < 0.4:
            name, body, act, figure = seen[rng.randrange(max(0, len(seen) - 2000), len(seen))]
            title = rng.choice(AGAIN).format(name, body)
        else:
            name = "".join(rng.sample(SYLLABLES, 3)).capitalize()
            body, act, figure = rng.choice(BODIES), rng.choice(ACTS), rng.randrange(1000, 90_000)
            seen.append((name, body, act, figure))
            title = f"{name} {body} {act}"
        who = rng.choice(SHARED).format(n % 700)
        text = f"The {body} of {name} has said that {figure} records were touched. {who} is named in a first report. The {body} works with the authorities and has told those concerned."
        article = Article(str(n), title, text, published=(EPOCH + timedelta(seconds=n)).isoformat())
        yield article, Verdict(True, 0.9, "data_breach", ("data_breach",), 2, "en", "", victims=(Named(f"{name} {body}"),))


def memory():
    """Resident megabytes now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--items", type=int, default=60_000)
    teller, likeness = load_likeness()
    found = Stories(likeness, timedelta(days=3650))
    print(
        f"{'items':>8}{'stories open':>14}{'telling/s':>11}{'placing/s':>11}{'both/s':>8}{'slowest ms':>12}{'MB':>7}{'kB a story':>12}"
    )
    start = memory()
    telling = placing = slowest = 0.0
    for n, (article, verdict) in enumerate(reports(options.parse_args().items), 1):
        at = EPOCH + timedelta(seconds=n)
        began = time.process_time()
        told = teller.telling(article, verdict)
        between = time.process_time()
        found.add(article.id, told, at, found.place(told, at).story)
        ended = time.process_time()
        telling, placing, slowest = telling + between - began, placing + ended - between, max(slowest, ended - between)
        if n % STEP == 0:
            now, grown = memory(), memory() - start
            speed = (STEP / telling, STEP / placing, STEP / (telling + placing))
            print(
                f"{n:>8}{len(found):>14}{speed[0]:>11.0f}{speed[1]:>11.0f}{speed[2]:>8.0f}{1000 * slowest:>12.1f}{now:>7.0f}{1000 * grown / len(found):>12.1f}",
                flush=True,
            )
            telling = placing = slowest = 0.0


if __name__ == "__main__":
    main()
