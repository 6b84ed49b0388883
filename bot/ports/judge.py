"""Judgement as the verbs see it."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.verdict import Article, Verdict


class Judge(Protocol):
    """Pure and thread-safe: same articles, same verdicts."""

    def many(self, articles: Sequence[Article]) -> list[Verdict]:
        """One verdict per article, in order."""
        ...
