"""The twin's answer to what the engines do in SQL: does an item answer a query, and how well."""

import math
from collections.abc import Sequence

from bot.domain.item import ALERTS, Item, ItemState
from bot.domain.trace import Filed, Query
from bot.storage.words import Term, words

_TITLE_WEIGHT = 4.0


def answers(filed: Filed, query: Query) -> bool:
    """Every field that is set but the text, which `rank` looks at."""
    item, verdict = filed.item, filed.verdict
    kinds = {verdict.kind, *verdict.kinds} if verdict else set[str]()
    countries = {*verdict.victim_countries, *verdict.actor_countries} if verdict else set[str]()
    severity = verdict.severity if verdict else -1
    return (
        (not query.alerts_only or item.state in ALERTS)
        and (not query.kinds or not kinds.isdisjoint(query.kinds))
        and (query.min_severity <= 0 or severity >= query.min_severity)
        and filed.item.source_id not in query.not_sources
        and (not query.countries or not countries.isdisjoint(query.countries))
        and (not query.sources or item.source_id in query.sources)
        and (query.since is None or item.fetched_at >= query.since)
    )


def rank(terms: Sequence[Term], item: Item) -> float:
    """0 when a term is missing or the item is not final; more for more hits, for hits in the title and for a short text."""
    if item.state is ItemState.PENDING:
        return 0.0
    title, text = words(item.title), words(item.text)
    hits = [_TITLE_WEIGHT * _count(term, title) + _count(term, text) for term in terms]
    return sum(hits) / (1 + math.log(1 + len(title) + len(text))) if all(hits) else 0.0


def _count(term: Term, said: Sequence[str]) -> int:
    size = len(term.words)
    return sum(_here(term, tuple(said[at : at + size])) for at in range(len(said) - size + 1))


def _here(term: Term, said: tuple[str, ...]) -> bool:
    if not term.open_end:
        return said == term.words
    return said[:-1] == term.words[:-1] and said[-1].startswith(term.words[-1])
