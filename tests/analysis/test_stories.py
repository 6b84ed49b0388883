"""Reports into stories, one at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.analysis import stories as module
from bot.analysis.stories import Stories, other_event
from bot.domain.verdict import Article
from tests.analysis.test_likeness import REPORTS

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def told(tools, judge):
    def make(title, text="", published="2026-03-02T08:00:00Z"):
        article = Article("x", title, text, published=published)
        return tools[0].telling(article, judge.one(article))

    return make


def replay(found, reports, told, at=START):
    """Story by report; an hour between two."""
    made = {}
    for n, (name, report) in enumerate(reports.items()):
        telling, when = told(*report), at + n * timedelta(hours=1)
        made[name] = found.add(name, telling, when, found.place(telling, when).story)
    return made


def test_reports_find_their_stories(tools, told):
    """Other words, other languages and aliases join; another victim and another flaw do not."""
    made = replay(Stories(tools[1]), REPORTS, told)
    assert made["port"] == made["port again"] == made["port in German"] == "port"
    assert made["flaw"] == made["flaw in French"] == "flaw"
    assert made["ministry"] == made["ministry by alias"] == "ministry"
    assert len({made[n] for n in ("port", "hospitals", "flaw", "ministry", "railway")}) == 5


def test_the_same_reports_make_the_same_stories(tools, told):
    """Deterministic, and placing alone changes nothing."""
    found = Stories(tools[1])
    first = replay(found, REPORTS, told)
    before = len(found)
    found.place(told(*REPORTS["port"]), START)
    assert len(found) == before
    assert replay(Stories(tools[1]), REPORTS, told) == first


def test_a_joined_report_is_told_why(tools, told):
    """The placement carries the score and the evidence; where nothing is near there is neither."""
    found = Stories(tools[1])
    assert found.place(told(*REPORTS["port"]), START).story is None
    found.add("port", told(*REPORTS["port"]), START)
    placed = found.place(told(*REPORTS["port again"]), START)
    assert placed.story == "port"
    assert placed.score >= module.JOIN
    assert placed.evidence
    assert found.place(told("Garden show opens in Tarvia"), START).evidence == ()


def test_a_digest_glues_nothing(tools, told):
    """A digest joins no story, and no report joins a digest."""
    found = Stories(tools[1])
    digest = told("Week in review: Norhaven port ransomware, Brightgate flaw exploited", REPORTS["port"][1])
    found.add("digest", digest, START)
    assert found.place(told(*REPORTS["port"]), START).story is None
    found.add("port", told(*REPORTS["port"]), START)
    assert found.place(digest, START).story is None


def test_a_story_closes_with_its_window(tools, told):
    """Seven days after its last report nothing joins it; `forget` then frees all that it held."""
    found = Stories(tools[1])
    found.add("port", told(*REPORTS["port"]), START)
    again = told(*REPORTS["port again"])
    assert found.place(again, START + 6 * DAY).story == "port"
    assert found.place(again, START + 8 * DAY).story is None
    assert found.forget(START) == ()
    assert found.forget(START + timedelta(seconds=1)) == ("port",)
    assert len(found) == 0
    assert not found._index


def test_a_report_keeps_its_story_open(tools, told):
    """The window counts from the last report, not from the first."""
    found = Stories(tools[1])
    found.add("port", told(*REPORTS["port"]), START)
    found.add("b", told(*REPORTS["port again"]), START + 5 * DAY, "port")
    assert found.forget(START + 4 * DAY) == ()


def test_the_older_a_story_the_more_is_asked(tools, told):
    """What just joins a story of today does not join one of last week."""
    telling = told(*REPORTS["port again"])
    found = Stories(tools[1])
    found.add("port", told(*REPORTS["port"]), START)
    [story] = found._open.values()
    assert found._needed(telling, story, START + 7 * DAY) == pytest.approx(module.JOIN + module.AGED)


def test_memory_a_story_is_bounded(tools, told):
    """A story of many reports holds a handful of members and a bounded number of keys."""
    found = Stories(tools[1])
    for n in range(40):
        found.add(
            f"r{n}",
            told(f"Norhaven port report number{n} word{n}a word{n}b", f"name{n}c name{n}d of Norhaven"),
            START,
            "r0" if n else None,
        )
    [story] = found._open.values()
    assert len(story.members) == module.KEPT
    assert len(story.keys) <= module._STORY_KEYS
    assert sum(map(len, found._index.values())) == len(story.keys)


def test_a_word_of_everyday_is_not_looked_up_for_ever(tools, told):
    """The index keeps the newest stories of a word, so that a look-up costs the same in a flood."""
    found = Stories(tools[1])
    for n in range(module._LISTED + 20):
        found.add(f"r{n}", told(f"Kelvarix gang claims victim{n}x{n}"), START)
    assert max(map(len, found._index.values())) <= module._LISTED
    found.forget(START + DAY)
    assert not found._index


def test_facts_overrule_words(tools, told):
    """Another flaw, or the same actor with another victim, is another event; a shared flaw is one."""
    lay = tools[1].lay
    flaw, other = (
        told(*REPORTS["flaw"]),
        told("Attackers exploit flaw in Brightgate firewalls", "A flaw in Brightgate firewalls, CVE-2026-55555, is exploited."),
    )
    assert other_event(lay(flaw), lay(other))
    assert not other_event(lay(flaw), lay(flaw))
    assert other_event(lay(told(*REPORTS["port"])), lay(told(*REPORTS["hospitals"])))
    assert not other_event(lay(told(*REPORTS["port"])), lay(told(*REPORTS["port again"])))


def test_a_chain_of_half_alike_reports_does_not_grow(tools, told):
    """Joining is decided by the whole story: the mean of its best and its average member."""
    found = Stories(tools[1])
    found.add("a", told(*REPORTS["port"]), START)
    found.add("b", told(*REPORTS["hospitals"]), START, "a")
    alone = Stories(tools[1])
    alone.add("a", told(*REPORTS["port"]), START)
    telling = told(*REPORTS["port again"])
    assert found.place(telling, START).score < alone.place(telling, START).score
