"""A judge that reads one word: an article with `attack` in it is an alert."""

from bot.domain.verdict import Verdict


class WordJudge:
    """`severe` raises severity to 4; `poison` makes judging fail."""

    version = "word"

    def __init__(self):
        self.seen = []

    def many(self, articles):
        self.seen += [a.id for a in articles]
        return [self._one(a) for a in articles]

    def _one(self, article):
        words = f"{article.title} {article.text}".lower()
        if "poison" in words:
            raise ValueError("cannot be judged")
        alert = "attack" in words
        return Verdict(
            is_alert=alert,
            score=0.9 if alert else 0.1,
            kind="ddos" if alert else "not_cyber",
            kinds=("ddos",) if alert else ("not_cyber",),
            severity=(4 if "severe" in words else 2) if alert else 0,
            lang=article.lang or "en",
            summary=article.text[:100],
            victim_countries=("LT",) if "lithuania" in words else (),
        )
