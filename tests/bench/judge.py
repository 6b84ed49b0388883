"""Judging: items a second on one core, beside language detection alone over the same texts in the same run.

OMP_NUM_THREADS=1 python -m tests.bench.judge [--items 1000]
"""

import argparse
import json
import resource
import statistics
import time
from pathlib import Path

from bot.analysis.artefact import ARTEFACT
from bot.analysis.judge import load_judge
from bot.domain.verdict import Article
from bot.settings import load_kinds
from bot.settings.folder import shipped_dir

MODEL = Path(__file__).parents[2] / "bot" / "analysis" / "model"
LONG = 3000
ROUNDS = 5


def seconds_per_item(work, articles) -> float:
    """Median seconds of processor time an item."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work(articles)
        times.append((time.process_time() - began) / len(articles))
    return statistics.median(times)


def texts_of(wanted):
    """Headline with summary, and full articles of about `LONG` characters, of our own texts; alerts and others as they come."""
    rows = [json.loads(line) for line in (MODEL / "own_texts.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies = [f"{r['title']}. {r['text']}" for r in rows]
    short = [Article(str(n), rows[n * 7 % len(rows)]["title"], rows[n * 7 % len(rows)]["text"]) for n in range(wanted)]
    long = []
    for n in range(max(wanted // 4, 1)):
        row, body, k = rows[n * 7 % len(rows)], "", n
        while len(body) < LONG:
            body, k = f"{body}\n{bodies[k * 13 % len(bodies)]}", k + 1
        long.append(Article(str(n), row["title"], f"{row['text']}{body}"[:LONG]))
    return {"headline and summary": short, "full article": long}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--items", type=int, default=1000)
    wanted = options.parse_args().items
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    judge = load_judge(load_kinds(shipped_dir() / "categories"))
    loading = time.perf_counter() - began
    texts = texts_of(wanted)
    judge.many(texts["headline and summary"][:50])
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    from py3langid import langid

    languages = langid.LanguageIdentifier.from_model_file(Path(langid.MODEL_FILE))
    print(f"{'':22}{'items':>7}{'characters':>12}{'items/s':>9}{'x language detection alone':>28}")
    for name, articles in texts.items():
        ours = seconds_per_item(judge.many, articles)
        peer = seconds_per_item(lambda some: [languages.classify(f"{a.title} {a.text}"[:400]) for a in some], articles)
        size = statistics.mean(len(a.title) + len(a.text) for a in articles)
        print(f"{name:22}{len(articles):>7}{size:>12.0f}{1 / ours:>9.0f}{ours / peer:>28.1f}")
    print(f"loading {loading:.2f} s, {memory:.0f} MB more; artefact {(MODEL / ARTEFACT).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
