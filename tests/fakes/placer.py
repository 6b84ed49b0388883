"""An index of stories that goes by one word: reports that hold the same of its words tell the same story."""

from dataclasses import dataclass

from bot.domain.verdict import Evidence


@dataclass(frozen=True)
class Place:
    story_id: str | None
    score: float = 0.9
    evidence: tuple[Evidence, ...] = ()


class WordPlacer:
    """Implements `ports.stories.Placer`. `built` counts how often it was built anew."""

    def __init__(self, *words):
        self.words = words or ("mill", "dam", "norhaven")
        self.stories = {}
        self.built = 0

    def telling(self, article, verdict):
        text = f"{article.title} {article.text}".casefold()
        return {"words": [w for w in self.words if w in text]}

    def reads(self, telling):
        return "words" in telling

    def place(self, telling, at):
        return Place(next((story for w in telling["words"] for story, _ in self.stories.get(w, [])[-1:]), None))

    def add(self, story_id, item_id, telling, at):
        for word in telling["words"]:
            self.stories.setdefault(word, []).append((story_id, at))

    def forget(self, before):
        self.stories = {w: [s for s in some if s[1] >= before] for w, some in self.stories.items()}

    def clear(self):
        self.built += 1
        self.stories = {}
