"""The twin's answer to what the engines do in SQL: does an item answer a query, and how well."""

from collections.abc import Sequence

from bot.domain.item import ItemState
from bot.domain.trace import Filed, Query
from bot.storage.facets import asked, facets_of, refused
from bot.storage.ranking import Candidate, best_first, in_words, newest_first
from bot.storage.words import Term, as_typed, phrases, terms, words


def answers(filed: Filed, query: Query) -> bool:
    """Every field that is set but the words, which `in_order` looks at."""
    item = filed.item
    there = set(facets_of(item.source_id, item.state, filed.verdict).split())
    return (
        all(not there.isdisjoint(group) for group in asked(query))
        and there.isdisjoint(refused(query))
        and (query.since is None or item.fetched_at >= query.since)
        and (query.until is None or item.fetched_at <= query.until)
    )


def in_order(found: Sequence[Filed], query: Query) -> list[Filed]:
    """By date, or those that say the words, best first."""
    known = {n: filed for n, filed in enumerate(found) if not any(_says(filed, t) for t in phrases(query.not_words))}
    if not query.text and not query.words:
        by_date = sorted(known, key=lambda n: newest_first(known[n].item.fetched_at, known[n].item.published, n))
        return [known[n] for n in by_date]
    typed, said = terms(query.text), phrases(query.words)
    if (query.text and not typed) or len(said) < len(query.words):
        return []
    whole = _best(as_typed((*said, *typed)), known)
    begun = _best((*said, *typed), {n: filed for n, filed in known.items() if n not in whole})
    return [known[n] for n in (*whole, *begun)]


def _best(wanted: Sequence[Term], known: dict[int, Filed]) -> list[int]:
    final = {n: f.item for n, f in known.items() if f.item.state is not ItemState.PENDING and all(_says(f, t) for t in wanted)}
    return best_first(wanted, [Candidate(n, i.title, i.text, i.fetched_at, i.published) for n, i in final.items()])


def _says(filed: Filed, term: Term) -> bool:
    return any(in_words(term, words(part)) for part in (filed.item.title, filed.item.text))
