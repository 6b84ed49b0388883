"""Each slash command, asked by a person in a simulated Discord. Every request is held against Discord's own rules (conftest)."""

from typing import Any

import pytest

from bot.domain.item import ItemState
from bot.domain.reasons import FailReason, ItemReason
from bot.domain.source import Health, SourceInfo, SourceState
from bot.domain.trace import Filed, Query, Trace
from bot.present.limits import EMBED
from tests.chat.conftest import Shelf
from tests.fakes.nouns import NOON, SOURCE, delivery, item, verdict


def shown(result: Any) -> list[Any]:
    """Every embed of an answer, the first message's first; all of it seen by the asker alone."""
    messages = [result.response, *result.followups]
    assert all(message.ephemeral for message in messages)
    return [embed for message in messages for embed in message.embeds]


async def test_latest_lists_the_newest_alerts(simcord_env: Any, alice: Any, channel: Any, shelf: Shelf) -> None:
    """The newest alerts come with severity, kind and a link."""
    shelf.filed = [Filed(item(id=str(n)), verdict()) for n in range(9)]
    embeds = shown(await alice.slash(channel, "alerts latest"))
    assert len(embeds) == 5
    assert embeds[0].url == "https://news.example/norhaven"
    assert "■■■□ major" in embeds[0].description
    assert shelf.queries == [Query(limit=5)]


async def test_latest_takes_kind_severity_and_count(alice: Any, channel: Any, shelf: Shelf) -> None:
    """The options become the question."""
    await alice.slash(channel, "alerts latest", kind="ddos", severity=3, count=2)
    assert shelf.queries == [Query(kinds=("ddos",), min_severity=3, limit=2)]


async def test_latest_of_nothing_says_so(alice: Any, channel: Any) -> None:
    """An empty list is an answer in words."""
    (embed,) = shown(await alice.slash(channel, "alerts latest"))
    assert embed.title == "No such alert"


async def test_an_unknown_kind_is_named_with_the_nearest(alice: Any, channel: Any, shelf: Shelf) -> None:
    """A typing error asks nothing of the database and tells what was perhaps meant."""
    (embed,) = shown(await alice.slash(channel, "alerts latest", kind="ransomwear"))
    assert (embed.title, embed.description) == ("There is no kind called ransomwear", "Did you mean ransomware?")
    assert shelf.queries == []


async def test_why_prints_the_whole_trace(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Every piece of evidence and every delivery is there, over as many embeds as they need."""
    found = Trace(Filed(item(), verdict()), None, (), tuple(delivery(about=str(n)) for n in range(80)))
    shelf.traces = {"https://news.example/norhaven": [found]}
    embeds = shown(await alice.slash(channel, "why", url=" https://news.example/norhaven "))
    told = "\n".join(embed.description for embed in embeds)
    assert "Because alert: cranes (+2.4)" in told
    assert told.count("Channel desk") == 80
    assert embeds[0].url == "https://news.example/norhaven"


async def test_why_of_an_address_never_seen_is_kind(alice: Any, channel: Any) -> None:
    """An unknown address is no error."""
    (embed,) = shown(await alice.slash(channel, "why", url="https://news.example/other"))
    assert embed.title == "Never seen"


async def test_why_of_a_hostile_article_stays_tame(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Mark-up and mentions in a title do nothing in the answer."""
    nasty = item(title="@everyone [free](https://evil.example) <@1>", url="javascript:alert(1)")
    shelf.traces = {"x": [Trace(Filed(nasty, None), None, (), ())]}
    (embed,) = shown(await alice.slash(channel, "why", url="x"))
    assert embed.title == "@\u200beveryone \\[free\\](https\\://evil.example) \\<@\u200b1\\>"
    assert embed.url is None


async def test_sources_are_listed_broken_first(alice: Any, channel: Any, shelf: Shelf) -> None:
    """A long list of sources is packed, and what is broken stands on top."""
    shelf.infos = {f"s{n:03}": SourceInfo(f"s{n:03}", f"Source {n} " + "x" * 60, "feed", "") for n in range(60)}
    shelf.states = [SourceState("s042", NOON, health=Health(broken_since=NOON, last_poll_at=NOON, reason=FailReason.TLS))]
    embeds = shown(await alice.slash(channel, "sources list"))
    assert embeds[0].title == "60 sources"
    assert embeds[0].description.startswith("✗ s042")
    assert sum(embed.description.count("\n") + 1 for embed in embeds) == 60


async def test_no_sources_are_told_with_the_mend(alice: Any, channel: Any, shelf: Shelf) -> None:
    """An empty list says where sources are written."""
    shelf.infos = {}
    (embed,) = shown(await alice.slash(channel, "sources list"))
    assert embed.title == "No sources"


async def test_status_says_whether_all_is_well(alice: Any, channel: Any, shelf: Shelf) -> None:
    """The title alone tells; the rest counts."""
    shelf.totals = {(ItemState.ALERTED, ItemReason.ROUTED): 4}
    (embed,) = shown(await alice.slash(channel, "status"))
    assert embed.title == "All is well"
    assert "posted as an alert (routed): 4" in embed.description
    shelf.states = [SourceState(SOURCE.id, NOON, health=Health(broken_since=NOON, last_poll_at=NOON, reason=FailReason.TLS))]
    (embed,) = shown(await alice.slash(channel, "status"))
    assert embed.title == "Something is broken"


async def test_a_list_too_long_is_cut_with_a_word(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Five messages are the most; what is left out is counted."""
    shelf.infos = {f"s{n:03}": SourceInfo(f"s{n:03}", "x" * 900, "feed", "") for n in range(60)}
    embeds = shown(await alice.slash(channel, "sources list"))
    assert "more are left out" in embeds[-1].description
    assert sum(len(embed) for embed in embeds) <= 5 * EMBED


async def test_a_slow_lookup_is_announced_then_answered(simcord_env: Any, alice: Any, channel: Any, shelf: Shelf) -> None:
    """A database that takes its time gets a deferred answer, still for the asker alone."""
    shelf.delay = 0.05
    result = await alice.slash(channel, "why", url="x")
    assert [r.json for r in simcord_env.http_requests if r.path.endswith("/callback")] == [{"type": 5, "data": {"flags": 64}}]
    assert [embed.title for embed in shown(result)] == ["Never seen"]


async def test_a_lookup_that_never_ends_is_refused_in_words(simcord_env: Any, alice: Any, channel: Any, shelf: Shelf) -> None:
    """When patience ends the person hears that the database is slow."""
    shelf.delay = 0.45
    result = await alice.slash(channel, "why", url="x")
    assert shown(result)[0].description.startswith("Tocsin's database is slow")
    assert [type(e).__name__ for e in simcord_env.errors] == ["CommandInvokeError"]


async def test_a_fault_of_ours_has_a_reference(simcord_env: Any, alice: Any, channel: Any, shelf: Shelf) -> None:
    """Never a bare "interaction failed": the person gets words and a reference, and no inner detail."""
    shelf.fault = RuntimeError("password=hunter2")
    (embed,) = shown(await alice.slash(channel, "why", url="x"))
    assert "It is in the log under" in embed.description
    assert "hunter2" not in embed.description
    assert len(simcord_env.errors) == 1


@pytest.mark.parametrize(
    ("command", "option", "typed", "values"),
    [
        ("alerts latest", "kind", "deni", ["ddos"]),
        ("alerts search", "query", "port kind:", ["port kind:ransomware", "port kind:ddos"]),
        ("alerts search", "query", "source:HARB", ["source:harbour-cert"]),
        ("alerts search", "query", "source:zzz", []),
        ("alerts search", "query", "port", []),
        ("alerts export", "query", "a b country:lith", ["a b country:LT"]),
    ],
)
async def test_kinds_and_sources_are_offered(
    alice: Any, channel: Any, command: str, option: str, typed: str, values: list[str]
) -> None:
    """What is typed is completed by id or name; of a line its last condition."""
    assert [c["value"] for c in await alice.autocomplete(channel, command, option, typed)] == values


async def test_at_most_25_are_offered(alice: Any, channel: Any, shelf: Shelf) -> None:
    """Discord takes 25 choices of 100 characters."""
    shelf.infos = {f"s{n:03}": SourceInfo(f"s{n:03}", "long " * 40, "feed", "") for n in range(60)}
    offered = await alice.autocomplete(channel, "alerts search", "query", "w" * 80 + " source:s")
    assert len(offered) == 25
    assert max(len(c["name"]) for c in offered) <= 100
