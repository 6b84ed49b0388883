"""How well an item answers words; and that no list is made by looking at every row."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite as dialect

from bot.domain.trace import Query
from bot.storage.database import connect, upgrade
from bot.storage.finding import _by_date
from bot.storage.ranking import Candidate, best_first
from bot.storage.words import terms
from tests.fakes.nouns import NOON

DAY = timedelta(days=1)
WORDS = st.lists(st.sampled_from(["port", "crane", "tide", "Žuvis", "порт"]), max_size=6).map(" ".join)
CANDIDATES = st.lists(st.tuples(WORDS, WORDS, st.integers(0, 400)), max_size=8).map(
    lambda rows: [Candidate(n, title, text, NOON - days * DAY, None) for n, (title, text, days) in enumerate(rows)]
)


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_that_of_the_candidates(candidates, dice):
    """Each once, in the same order however the index lists them."""
    order = best_first(terms("port crane"), candidates)
    shuffled = list(candidates)
    dice.shuffle(shuffled)
    assert sorted(order) == [c.seq for c in candidates]
    assert best_first(terms("port crane"), shuffled) == order


def test_said_more_for_its_length_goes_first():
    """The same word as often in fewer words, and in the title before the text."""
    short, long, title = ("crane", "crane " + "tide " * 400, "tide")
    rows = [Candidate(1, "", long, NOON, None), Candidate(2, "", short, NOON, None), Candidate(3, "Crane", title, NOON, None)]
    assert best_first(terms("crane"), rows) == [3, 2, 1]


async def test_the_newest_are_read_by_date(tmp_path):
    """Never by state, which would sort every alert that there is."""
    address = f"sqlite:///{tmp_path / 'tocsin.db'}"
    await upgrade(address)
    sql = str(_by_date(Query()).compile(dialect=dialect.dialect(), compile_kwargs={"literal_binds": True}))
    async with await connect(address) as database, database.stores.search._engine.read() as connection:
        plan = [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert "ix_items_fetched_at" in plan[0]
    assert not any("state" in step for step in plan)
