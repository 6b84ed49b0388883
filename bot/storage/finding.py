"""From a question to the rows that answer it, over SQL: never more of the index than the newest that match.

    words and facets -> the index, newest first, so many at most -> by date, or by how well they answer -> one page

A question without words or facts walks the items by date instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.item import ALERTS
from bot.domain.trace import Query
from bot.storage.engine import LAST, Engine, Wanted
from bot.storage.facets import asked, refused
from bot.storage.ranking import READ, Candidate, best_first, newest_first
from bot.storage.tables import items
from bot.storage.words import as_typed, phrases, terms

CANDIDATES = 300
"""How many of the newest are held against each other: so many with the words in the title, and so many with them anywhere."""
SLACK = 1500
"""Items of one poll bear one time and come newest first: so many may stand in the index the other way round."""
OVERLAP = timedelta(minutes=5)
"""Polls that end at the same time are stored one after the other: so much may the order of arrival differ from that of time."""
NEWEST_FIRST = (items.c.fetched_at.desc(), items.c.published.desc().nulls_last(), items.c.seq)

_STATE = type_coerce(items.c.state, Text).concat("")
"""No column, so that no engine takes the index of states and sorts all alerts that there are: by date a few rows are read."""


async def page(engine: Engine, connection: AsyncConnection, query: Query) -> list[int]:
    """The `seq`s that answer, in their order."""
    wanted = wanted_of(query)
    if (query.text or query.words) and not wanted.terms:
        return []
    if not wanted.terms and not _narrow(query):
        return list((await connection.execute(_by_date(query))).scalars())
    bounded = await _bounded(connection, wanted, query)
    if bounded is None:
        return []
    found = await (_ranked if wanted.terms else _newest)(engine, connection, bounded, query)
    return found[query.offset : query.offset + query.limit]


def wanted_of(query: Query) -> Wanted:
    """The question as the index takes it. Where a text has no word nothing is wanted of it."""
    typed, said = terms(query.text), phrases(query.words)
    if (query.text and not typed) or len(said) < len(query.words):
        return Wanted()
    return Wanted((*said, *typed), tuple(phrases(query.not_words)), tuple(asked(query)), refused(query))


async def counted(engine: Engine, connection: AsyncConnection, query: Query, edges: Sequence[datetime]) -> list[int]:
    """How many answer between each two edges."""
    wanted, seqs = wanted_of(query), [await _first_since(connection, edge) for edge in edges]
    counts = []
    for first, end in pairwise(seqs):
        found = engine.matching(replace(wanted, first=first, last=end - 1)).order_by(None).subquery()
        counts.append(int((await connection.execute(select(func.count()).select_from(found))).scalar_one()) if first < end else 0)
    return counts


def _narrow(query: Query) -> bool:
    """Whether few may answer: then to walk all items for them would take long."""
    facts = asked(replace(query, alerts_only=False, sources=query.sources if query.alerts_only else ()))
    return bool(facts or (query.not_words and query.alerts_only))


def _by_date(query: Query) -> Select[int]:
    where = _times(query)
    if query.alerts_only:
        where.append(_STATE.in_(sorted(ALERTS)))
    if query.sources:
        where.append(items.c.source_id.in_(query.sources))
    if query.not_sources:
        where.append(items.c.source_id.not_in(query.not_sources))
    return select(items.c.seq).where(*where).order_by(*NEWEST_FIRST).limit(query.limit).offset(query.offset)


def _times(query: Query) -> list[ColumnElement[bool]]:
    since = [items.c.fetched_at >= query.since] if query.since else []
    return [*since, *([items.c.fetched_at <= query.until] if query.until else [])]


async def _bounded(connection: AsyncConnection, wanted: Wanted, query: Query) -> Wanted | None:
    """With the part of the index where times may fit; None where nothing does."""
    if query.since is not None:
        wanted = replace(wanted, first=await _first_since(connection, query.since - OVERLAP))
    if query.until is not None:
        before = items.c.fetched_at <= query.until + OVERLAP
        last = select(items.c.seq).where(before).order_by(items.c.fetched_at.desc(), items.c.seq.desc()).limit(1)
        wanted = replace(wanted, last=(await connection.execute(last)).scalar() or 0)
    return wanted if wanted.first <= wanted.last else None


async def _first_since(connection: AsyncConnection, since: datetime) -> int:
    first = select(items.c.seq).where(items.c.fetched_at >= since).order_by(items.c.fetched_at, items.c.seq).limit(1)
    return int((await connection.execute(first)).scalar() or LAST)


async def _newest(engine: Engine, connection: AsyncConnection, wanted: Wanted, query: Query) -> list[int]:
    found = engine.matching(wanted).limit(query.offset + query.limit + SLACK)
    dates = select(items.c.fetched_at, items.c.published, items.c.seq).where(items.c.seq.in_(found), *_times(query))
    return [row.seq for row in sorted(await connection.execute(dates), key=lambda row: newest_first(*row))]


async def _ranked(engine: Engine, connection: AsyncConnection, wanted: Wanted, query: Query) -> list[int]:
    """Those that say the words as they were typed; then, where these are not enough, those in which the last word goes on."""
    whole = replace(wanted, terms=as_typed(wanted.terms))
    found = await _candidates(engine, connection, whole, query)
    order = best_first(whole.terms, list(found.values()))
    if len(order) < query.offset + query.limit and whole != wanted:
        more = await _candidates(engine, connection, wanted, query)
        order += best_first(wanted.terms, [c for seq, c in more.items() if seq not in found])
    return order


async def _candidates(engine: Engine, connection: AsyncConnection, wanted: Wanted, query: Query) -> dict[int, Candidate]:
    """The newest with the words in the title, and the newest with them anywhere."""
    most = max(CANDIDATES, query.offset + query.limit)
    found: dict[int, Candidate] = {}
    for titles in (True, False):
        seqs = engine.matching(replace(wanted, titles=titles)).limit(most)
        read: Select[Any] = select(
            items.c.seq, items.c.title, func.substr(items.c.text, 1, READ), items.c.fetched_at, items.c.published
        )
        rows = await connection.execute(read.where(items.c.seq.in_(seqs), *_times(query)))
        found |= {row[0]: Candidate(*row) for row in rows}
    return found
