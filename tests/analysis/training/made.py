"""Labels and verdicts for tests that care about one field at a time."""

from bot.analysis.training.examples import Example
from bot.domain.verdict import Article, Named, Verdict


def label(alert=True, kind="ddos", *, row="1", lang="en", text="", **more):
    kinds = more.pop("kinds", (kind,))
    return Example(row, "some_set", Article(row, title=text, lang=lang), alert, kind, kinds, full=True, **more)


def said(alert=True, kind="ddos", score=None, severity=2, actors=(), victims=(), **more):
    kinds = more.pop("kinds", (kind,))
    score = (0.9 if alert else 0.1) if score is None else score
    names = {"actors": tuple(map(Named, actors)), "victims": tuple(map(Named, victims))}
    return Verdict(alert, score, kind, kinds, severity, "en", "", **names, **more)
