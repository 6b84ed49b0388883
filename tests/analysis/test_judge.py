"""The judge as others use it: never raises, same answer for the same article, quick, quiet at import."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.kind import Standing
from bot.domain.verdict import Article, Verdict

STORY = (
    "Hackers linked to Russia attacked the railway of Kestria on Monday, the transport ministry said. "
    "Trains stood still for three hours. The ministry accused the military intelligence of Russia of the attack."
)
ODD = st.text(st.characters(exclude_categories=()), max_size=1500)


@settings(max_examples=60, deadline=None)
@given(title=ODD, text=ODD, html=ODD, lang=st.text(max_size=4))
def test_any_text_gets_a_verdict(judge, kinds, title, text, html, lang):
    """NULs, lone surrogates, any script: a whole verdict whose parts agree."""
    verdict = judge.many([Article("x", title=title, text=text, html=html if not text else "", lang=lang)])[0]
    assert 0 <= verdict.score <= 1
    assert verdict.is_alert == (verdict.score >= 0.5)
    assert verdict.kinds[0] == verdict.kind
    assert (kinds[verdict.kind].standing is Standing.ALERT) == verdict.is_alert
    assert 0 <= verdict.severity <= 4
    assert Verdict.from_dict(verdict.as_dict()) == verdict


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "\x00\x00",
        "\ud800 hack \udfff",
        "a" * 1_000_000,
        STORY * 5000,
        STORY.upper(),
        STORY.lower(),
        STORY[:57],
        "<p>" * 50_000,
        "." * 300_000,
    ],
    ids=["empty", "blank", "nul", "surrogates", "one word", "megabyte", "upper", "lower", "cut", "tags", "dots"],
)
def test_hostile_text_is_judged_in_bounded_time(verdict_on, text):
    """Nothing takes more than a few seconds, however large."""
    start = time.process_time()
    assert verdict_on(text).score >= 0
    assert time.process_time() - start < 5


def test_case_does_not_change_the_decision(verdict_on):
    """Upper and lower case are ordinary input."""
    for text in (STORY, STORY.upper(), STORY.lower()):
        verdict = verdict_on(text)
        assert verdict.is_alert
        assert verdict.actor_countries == ("RU",)


def test_html_is_read_when_there_is_no_text(verdict_on):
    """A page's article and title are judged, not its mark-up."""
    page = f"<html><head><title>Railway attacked</title></head><body><article><h1>Railway attacked</h1><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    verdict = verdict_on("", html=page)
    assert verdict.is_alert
    assert "Railway attacked" in verdict.title
    assert "<" not in verdict.summary


def test_reasons_say_why(verdict_on):
    """Words with weights, the words for the kind, the steps of severity."""
    verdict = verdict_on(STORY)
    assert any(e.about == "alert" and e.weight for e in verdict.reasons)
    assert any(e.about == "severity" for e in verdict.reasons)
    assert verdict.model


def test_what_is_no_alert_accuses_nobody(verdict_on):
    """No actor, no claim, severity 0."""
    verdict = verdict_on("The coach praised the Russian striker after the match in Oslo.")
    assert (verdict.is_alert, verdict.actors, verdict.actor_countries, verdict.claims, verdict.severity) == (False, (), (), (), 0)


def test_order_and_threads_do_not_matter(judge):
    """Pure and shared: the same verdicts alone, together and at the same time."""
    articles = [Article(str(i), title=f"Story {i}", text=STORY[i:]) for i in range(12)]
    together = judge.many(articles)
    with ThreadPoolExecutor(4) as pool:
        assert [v for vs in pool.map(lambda a: judge.many([a]), articles) for v in vs] == together


def test_nothing_happens_at_import():
    """Importing the judge loads no model and none of the slow libraries."""
    code = "import sys, bot.analysis.judge; print([m for m in ('sklearn', 'scipy', 'ioc_finder', 'pymispgalaxies') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
