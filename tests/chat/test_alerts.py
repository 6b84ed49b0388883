"""`/alerts search`, `show` and `export`, asked by a person in a simulated Discord."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.filing import StoryFile
from bot.domain.route import Channel
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed, Query
from tests.chat.conftest import Shelf
from tests.chat.pressing import forged
from tests.chat.test_commands import shown
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import SOURCE, item, verdict

pytestmark = pytest.mark.usefixtures("drawn")

RED = SourceInfo("red", "Red room", "feed", "", tlp=Tlp.RED)


async def test_search_understands_one_line(alice: Any, channel: Any, shelf: Shelf, clock: FakeClock) -> None:
    """Words, kind, country, source and time become one question, asked as of now."""
    shelf.filed = [Filed(item(), verdict())]
    line = "port kind:ransomware country:lt source:harbour-cert since:7d"
    assert shown(await alice.slash(channel, "alerts search", query=line))[0].title == item().title
    asked = Query(text="port", kinds=("ransomware",), countries=("LT",), sources=("harbour-cert",), limit=11)
    assert shelf.queries == [replace(asked, since=clock.now() - timedelta(days=7), until=clock.now())]


async def test_search_says_how_to_go_on(alice: Any, channel: Any, shelf: Shelf) -> None:
    """A full page ends with the next question, which what comes in meanwhile does not change."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(30)]
    embeds = shown(await alice.slash(channel, "alerts search", query="port"))
    assert len(embeds) == 10
    assert embeds[-1].footer.text == "page 1 · for more: page 2 of: port until:2026-01-05T08:00:00.000Z"
    await alice.slash(channel, "alerts search", query="port until:2026-01-05T08:00:00.000Z", page=2)
    assert (shelf.queries[0].until, shelf.queries[0].offset) == (shelf.queries[1].until, 0)
    assert shelf.queries[1].offset == 10


async def test_pages_are_turned_by_buttons(alice: Any, channel: Any, shelf: Shelf) -> None:
    """The next page and the one before, of the same list; for whoever presses, and as well for another process."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(30)]
    first = await alice.slash(channel, "alerts search", query="port")
    assert [b.label for b in buttons(first)] == ["Page 2"]
    second = await alice.click(first.response.message, label="Page 2")
    assert [b.label for b in buttons(second)] == ["Page 1", "Page 3"]
    assert shown(second)[-1].footer.text == "page 2 · for more: page 3 of: port until:2026-01-05T08:00:00.000Z"
    await alice.click(second.response.message, label="Page 1")
    assert [q.offset for q in shelf.queries] == [0, 10, 0]
    assert len({q.until for q in shelf.queries}) == 1
    assert all(r.message.flags.ephemeral for r in (first.response, second.response))


async def test_the_last_page_leads_back(alice: Any, channel: Any, shelf: Shelf) -> None:
    """There is no button to nowhere; a page of which there is only one has none at all."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(3)]
    last = await alice.slash(channel, "alerts search", query="port", page=2)
    assert [b.label for b in buttons(last)] == ["Page 1"]
    assert shown(last)[-1].footer.text.startswith("page 2, the last of: port")
    assert buttons(await alice.slash(channel, "alerts search", query="port")) == []


@pytest.mark.parametrize("mark", ["tocsin:1:turn:00020123456789abcdef", "tocsin:1:turn:00000123456789abcdef"])
async def test_a_forged_page_is_refused(alice: Any, channel: Any, shelf: Shelf, mark: str) -> None:
    """A question that the answer does not show is not asked."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(30)]
    first = await alice.slash(channel, "alerts search", query="port")
    said = await forged(first.response.message, alice, mark)
    assert "another version" in shown(said)[0].description
    assert len(shelf.queries) == 1


def buttons(result: Any) -> list[Any]:
    """Those below an answer."""
    return [b for row in result.response.message.components for b in row.children]


async def test_search_without_a_hit_says_so(alice: Any, channel: Any) -> None:
    """Nothing found is said, with a hint."""
    [embed] = shown(await alice.slash(channel, "alerts search", query="unheard"))
    assert "Fewer conditions" in embed.description


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("country:1x", 'Unknown country or region "1x"'),
        ("source:harbor-cert", 'did you mean "harbour-cert"?'),
        ("kind:**@everyone**", "Unknown kind"),
        ("since:yesterday", "write for example: since:7d"),
        ("grade:B", "not of an item"),
        ("sinse:7d", 'did you mean "since"?'),
    ],
)
@pytest.mark.parametrize("command", ["alerts search", "alerts export"])
async def test_a_line_that_cannot_be_understood(
    alice: Any, channel: Any, shelf: Shelf, command: str, line: str, said: str
) -> None:
    """Each fault has its own words and a way to mend it, and nothing is asked."""
    [embed] = shown(await alice.slash(channel, command, query=line))
    assert embed.title == "Not understood"
    assert said in embed.description.replace("\\", "")
    assert shelf.queries == []


async def test_everybody_sees_what_is_asked_in_public(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Only when it is wished."""
    shelf.filed = [Filed(item(), verdict())]
    assert not (await alice.slash(channel, "alerts latest", public=True)).response.ephemeral
    assert (await alice.slash(channel, "alerts latest")).response.ephemeral


async def test_a_slow_public_answer_stays_public(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Deferred as it will be answered."""
    shelf.filed, shelf.delay = [Filed(item(), verdict())], 0.05
    result = await alice.slash(channel, "alerts search", query="port", public=True)
    assert not any(message.ephemeral for message in result.followups)


@pytest.mark.parametrize(("tlp", "kept"), [(Tlp.CLEAR, ("red",)), (Tlp.RED, ())])
async def test_readers_get_what_they_are_cleared_for(
    alice: Any, channel: Any, shelf: Shelf, tlp: Tlp, kept: tuple[str, ...]
) -> None:
    """Every command asks with the clearance of the channel where it is asked."""
    shelf.infos = {SOURCE.id: SOURCE, "red": RED}
    shelf.channels = {"soc": Channel("soc", "discord", str(channel.id), tlp=tlp)}
    await alice.slash(channel, "alerts latest")
    await alice.slash(channel, "alerts search", query="port")
    await alice.slash(channel, "alerts export", query="port")
    await alice.slash(channel, "actor", name="Grey Heron")
    assert {query.not_sources for query in shelf.queries} == {kept}


async def test_show_gives_the_whole_card(alice: Any, channel: Any, shelf: Shelf) -> None:
    """As a channel would have it; what readers may not see is not there."""
    told = item(story_id=item().id)
    shelf.stories = {told.id: StoryFile(told.id, (Filed(told, verdict()),))}
    [embed] = shown(await alice.slash(channel, "alerts show", alert=f" {told.id} "))
    assert [f.name for f in embed.fields][:2] == ["Severity", "Kind"]
    shelf.infos = {SOURCE.id: replace(SOURCE, tlp=Tlp.AMBER)}
    [embed] = shown(await alice.slash(channel, "alerts show", alert=told.id))
    assert (embed.title, "/why" in embed.description) == ("No such alert", True)


async def test_show_of_nothing_is_kind(alice: Any, channel: Any) -> None:
    """An unknown id is no error, and says where to look."""
    [embed] = shown(await alice.slash(channel, "alerts show", alert="nobody"))
    assert embed.title == "No such alert"


async def test_export_sends_a_file(simcord_env: Any, alice: Any, channel: Any, shelf: Shelf) -> None:
    """With a word about how much is in it."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(3)]
    result = await alice.slash(channel, "alerts export", query="port", form="csv")
    assert result.response.embeds[0].description == "3 alerts, the newest or best first."
    [attached] = [file for message in result.followups for file in message.attachments]
    assert attached.filename == "alerts.csv"
    rows = list(csv.reader(io.StringIO((await attached.read()).decode())))
    assert len(rows) == 4


async def test_export_of_nothing_sends_no_file(alice: Any, channel: Any) -> None:
    """An empty file helps nobody."""
    result = await alice.slash(channel, "alerts export", query="port", form="stix")
    assert (result.response.embeds[0].title, result.followups) == ("No such alert", [])
