"""Golden sets: the share of right answers of each, and what is wrong.

python -m tests.bench.golden [wrong | floors]

`wrong` also lists every wrong answer; `floors` prints the table of tests/analysis/test_golden.py, two points below what is reached.
"""

import argparse

from bot.analysis.judge import load_judge
from bot.settings import load_kinds
from bot.settings.folder import shipped_dir
from tests.golden.marks import SETS, mark

ASKED = ("alerts", "kinds", "wants")
LEAST = 0.80


def floor(share, least=0.0):
    return max(least, int(100 * share - 2 + 1e-9) / 100)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("how", nargs="?", choices=("shares", "wrong", "floors"), default="shares")
    how = options.parse_args().how
    kinds = load_kinds(shipped_dir() / "categories")
    judge = load_judge(kinds)
    for slug in SETS:
        made = mark(slug, judge, kinds)
        alerts, *others = (made.share(what) for what in ASKED)
        if how == "floors":
            print(f'    "{slug}": ({floor(alerts, LEAST):.2f}, {", ".join(f"{floor(x):.2f}" for x in others)}),')
            continue
        shares = zip(ASKED, (alerts, *others), strict=True)
        print(f"{slug:28}", *(f"{what} {share:.3f} of {len(getattr(made, what)):3}" for what, share in shares))
        if how == "wrong":
            print(*(f"    {what}: {line}" for what in ASKED for line in made.wrong[what]), sep="\n")


if __name__ == "__main__":
    main()
