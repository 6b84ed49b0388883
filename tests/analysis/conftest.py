"""One judge and one set of tables for all tests of this room: they are immutable and take a second to make."""

from pathlib import Path

import pytest

from bot.analysis.facts import Finder
from bot.analysis.judge import load_judge
from bot.analysis.likeness import load_likeness
from bot.domain.verdict import Article
from bot.settings.kinds import load_kinds

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def kinds():
    return load_kinds(ROOT / "config" / "categories")


@pytest.fixture(scope="session")
def judge(kinds):
    return load_judge(kinds)


@pytest.fixture(scope="session")
def finder(kinds):
    return Finder(kinds)


@pytest.fixture(scope="session")
def facts_of(finder):
    return lambda text, title="", lang="en": finder.facts(title, text, lang)


@pytest.fixture(scope="session")
def verdict_on(judge):
    return lambda text, title="", **more: judge.many([Article(id="x", title=title, text=text, **more)])[0]


@pytest.fixture(scope="session")
def tools():
    """Who tells and who compares, of the shipped model."""
    return load_likeness()
