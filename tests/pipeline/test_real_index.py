"""Triage with the index that ships: what tells one event joins, whatever comes first, after restarts too."""

import asyncio
from dataclasses import replace
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.likeness import load_likeness
from bot.analysis.stories import Stories
from bot.analysis.telling import Telling
from bot.pipeline.story_index import StoryIndex
from bot.pipeline.triage import Triage
from tests.fakes.workers import NowWorkers
from tests.pipeline.test_stories_in_triage import StoryDesk
from tests.pipeline.test_triage import PLAN, item

TEXTS = (
    ("herald", "Port of Norhaven hit by ransomware attack", ("The cranes of the port of Norhaven stand still since Monday after a "
     "ransomware attack on its booking servers. Ships wait outside; booking is done by telephone, said harbour master Anna Lind.")),
    ("gazette", "Ransomware attack stops cranes in Norhaven", ("A ransomware attack stopped the cranes at the port of Norhaven on "
     "Monday. Harbour master Anna Lind said that its booking servers were encrypted and ships had to wait outside.")),
    ("wire", "Norhaven port: ships wait after ransomware attack", ("Ships are waiting outside Norhaven because a ransomware attack "
     "encrypted the booking servers of the port. The cranes stand still, and harbour master Anna Lind books by telephone.")),
    ("herald", "Attack on museum of Eastmere exposes visitor data", ("Strangers copied the addresses of 40,000 visitors from a server of "
     "the Eastmere museum of glass in an attack last week. The director Paul Reed apologised and told the data protection office.")),
    ("wire", "Eastmere glass museum attack: addresses of 40,000 visitors copied", ("The glass museum in Eastmere lost the addresses of "
     "40,000 visitors in an attack, its director Paul Reed said. A server was copied last week; the data protection office knows.")),
    ("gazette", "Tram company of Westford under denial-of-service attack", ("The timetable pages of the Westford tram company were down for "
     "three hours on Tuesday in a denial-of-service attack that came from two thousand cameras. Trams ran as usual.")),
)  # fmt: skip


@cache
def tools():
    return load_likeness()


def reports(order):
    return [item(n, TEXTS[n][2], TEXTS[n][0], title=TEXTS[n][1], url=f"https://{TEXTS[n][0]}.example/{n}") for n in order]


class IndexDesk(StoryDesk):
    """A triage whose index compares what the reports say."""

    def restart(self):
        teller, likeness = tools()
        placer = StoryIndex(teller.telling, Telling.from_dict, lambda: Stories(likeness))
        parts = (self.memory.stores, self.judge, self.pages, NowWorkers(), self.clock, PLAN, self.world)
        self.triage = Triage(*parts, placer=placer)

    def ends(self):
        """Who is with whom, and how many posts, lines and items of each state there are."""
        together = {}
        for i in self.memory.items:
            together.setdefault(i.story_id, set()).add(i.entry_id)
        states = sorted(str(reason) for _, reason in self.states())
        return sorted(map(sorted, together.values())), states, len(self.heads), len(self.lines)


async def arrive(order, breaks, again):
    desk = IndexDesk()
    for number, one in enumerate(reports(order)):
        await desk.settle(replace(one, fetched_at=desk.clock.now()))
        desk.clock.advance(60)
        if number in breaks:
            desk.restart()
        if number in again:
            await desk.settle(one)
    return desk.ends()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(order=st.permutations(range(len(TEXTS))), breaks=st.sets(st.integers(0, 5)), again=st.sets(st.integers(0, 5), max_size=2))
def test_no_order_restart_or_repetition_changes_the_end(order, breaks, again):
    """Three events told by six reports: three stories, three posts, three lines."""
    stories, states, heads, lines = asyncio.run(arrive(order, breaks, again))
    assert stories == [["e0", "e1", "e2"], ["e3", "e4"], ["e5"]]
    assert (states, heads, lines) == (["joined"] * 3 + ["routed"] * 3, 3, 3)
