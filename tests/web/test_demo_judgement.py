"""The built-in judge, as it is shipped, on the demo set."""

from functools import cache

import pytest

from bot.analysis.judge import load_judge
from bot.domain.verdict import Article, Verdict
from bot.settings import load
from tests.web.demo_set import DEMO, expected, whole_set

pytestmark = pytest.mark.thorough

LEAST_RIGHT = 0.85


@cache
def verdicts() -> dict[tuple[str, str], Verdict]:
    told = whole_set()
    articles = [Article("/".join(key), t.title, t.text, lang=t.lang, url=t.url, outlet=key[0]) for key, t in told.items()]
    return dict(zip(told, load_judge(load(DEMO, {}).kinds).many(articles), strict=True))


def test_the_judge_tells_alerts_from_the_rest():
    """At least 85 % of the demo's items, borderline ones aside, are judged as a person would judge them."""
    asked = {key: item["alert"] == "yes" for key, item in expected().items() if item["alert"] != "either"}
    wrong = {key: verdicts()[key].score for key, alert in asked.items() if verdicts()[key].is_alert != alert}
    assert 1 - len(wrong) / len(asked) >= LEAST_RIGHT, wrong


def test_each_language_is_understood():
    """No language of the demo is judged at random: more than two thirds of its items are right."""
    rows = [(told.lang, key) for key, told in whole_set().items() if expected()[key]["alert"] != "either"]
    for lang in {lang for lang, _ in rows}:
        right = [verdicts()[key].is_alert == (expected()[key]["alert"] == "yes") for row, key in rows if row == lang]
        assert sum(right) / len(right) > 2 / 3, lang


def test_what_stands_around_an_article_is_not_judged():
    """The note with headlines of other stories below it yields nothing of them."""
    verdict = verdicts()["duty-notes", "response-team-for-chisinau.txt"]
    assert verdict.kind == "response_team"
    assert "bakery" not in verdict.summary.lower()
    assert "kettle" not in verdict.summary.lower()
