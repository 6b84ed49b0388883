"""The index as triage asks it: plain values in, a story's id out, whatever compares."""

from dataclasses import dataclass, field

from bot.domain.verdict import Article, Evidence
from bot.pipeline.story_index import Found, StoryIndex
from tests.fakes.nouns import NOON, verdict


@dataclass(frozen=True)
class Word:
    word: str
    version: int = 1

    def as_dict(self):
        return {"word": self.word, "version": self.version}


@dataclass
class Same:
    """The answer of an index that knows equal words."""

    story: str | None
    score: float = 0.8
    evidence: tuple[Evidence, ...] = ()


@dataclass
class Equal:
    known: dict = field(default_factory=dict)

    def place(self, telling, at):
        return Same(self.known.get(telling.word))

    def add(self, item_id, telling, at, story=None):
        self.known[telling.word] = story or item_id
        return self.known[telling.word]

    def forget(self, before):
        self.known.clear()


def read(raw):
    if raw["version"] != 1:
        raise ValueError("another version")
    return Word(**raw)


def index():
    return StoryIndex(lambda article, _: Word(article.title), read, Equal)


def test_what_was_added_is_found_and_forgotten():
    """A telling goes through plain values both ways; a cleared index knows nothing."""
    made = index()
    telling = made.telling(Article("1", "mill"), verdict())
    assert telling == {"word": "mill", "version": 1}
    assert made.place(telling, NOON).story_id is None
    made.add("story", "1", telling, NOON)
    assert made.place(telling, NOON) == Found("story", 0.8)
    made.clear()
    assert made.place(telling, NOON).story_id is None
    made.add("story", "1", telling, NOON)
    made.forget(NOON)
    assert made.place(telling, NOON).story_id is None


def test_a_telling_of_another_version_is_known_as_such():
    """An index that is built again after an upgrade is not fed what the last version wrote."""
    made = index()
    assert [made.reads({"word": "mill", "version": v}) for v in (0, 1)] == [False, True]
