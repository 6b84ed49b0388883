"""Judging: milliseconds an item, beside language detection alone over the same texts in the same run.

python -m tests.bench.judge [--items 1000]
"""

import argparse
import json
import resource
import statistics
import time
from pathlib import Path

from bot.analysis.judge import load_judge
from bot.domain.verdict import Article
from bot.settings import load_kinds
from bot.settings.folder import shipped_dir

OWN = Path(__file__).parents[2] / "bot" / "analysis" / "model" / "own_texts.jsonl"
LENGTH = 300


def per_item(work, articles, rounds=5) -> float:
    """Median milliseconds of processor time an item."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work(articles)
        times.append((time.process_time() - began) * 1000 / len(articles))
    return statistics.median(times)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--items", type=int, default=1000)
    wanted = options.parse_args().items
    texts = [json.loads(line)["text"] for line in OWN.read_text(encoding="utf-8").splitlines()]
    articles = [
        Article(str(n), text=(texts[n % len(texts)] + " " + texts[(n * 7 + 1) % len(texts)])[:LENGTH]) for n in range(wanted)
    ]

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    judge = load_judge(load_kinds(shipped_dir() / "categories"))
    loading = time.perf_counter() - began
    judge.many(articles[:50])
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024

    from py3langid import langid

    languages = langid.LanguageIdentifier.from_model_file(Path(langid.MODEL_FILE))
    ours = per_item(judge.many, articles)
    peer = per_item(lambda some: [languages.classify(a.text) for a in some], articles)
    print(f"{wanted} items of {LENGTH} characters, median of 5 rounds")
    print(f"judge            {ours:8.2f} ms an item   {ours / peer:.1f} x language detection alone")
    print(f"language alone   {peer:8.2f} ms an item")
    print(f"loading          {loading:8.2f} s, {memory:.0f} MB more")


if __name__ == "__main__":
    main()
