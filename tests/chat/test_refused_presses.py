"""Presses that come to nothing: without the right, forged, stale, or while the database is slow. In words, and nothing happens."""

import asyncio
from typing import Any

import pytest

from bot.chat.buttons.marks import Mark
from tests.chat.pressing import forged
from tests.chat.stage import Stage, words
from tests.chat.test_commands import shown


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Acknowledge", "analyst"),
        ("Escalate", "analyst"),
        ("Not relevant", "analyst"),
        ("Wrong kind…", "analyst"),
        ("Silence…", "duty officer"),
    ],
)
async def test_who_may_not_reads_which_role_is_needed(posted: Stage, viv: Any, label: str, role: str) -> None:
    """Asked at the press, not at the post; the server's own roles are named, and nothing happens."""
    said = words(await viv.click(posted.message, label=label))
    assert f"needs the role {role}" in said
    assert "officers" in said
    assert await posted.kept.stores.audit.find() == []


async def test_where_viewers_are_named_nobody_else_looks(posted: Stage, viv: Any, anna: Any) -> None:
    """Buttons, commands and completions alike."""
    rules = posted.desk.team.guilds()[str(posted.guild.id)]
    object.__setattr__(rules, "viewer", frozenset({posted.call.id}))
    looks = [await viv.click(posted.message, label=label) for label in ("Details", "Export")]
    for result in (*looks, await viv.slash(posted.channel, "status")):
        assert "needs the role viewer" in words(result)
    assert "Story" in words(await anna.click(posted.message, label="Details"))


@pytest.mark.parametrize(
    "custom_id",
    [
        "tocsin:1:ack:ffffffffffffffffffff",
        "tocsin:1:ack:x' OR 1=1",
        "tocsin:9:ack:0123456789abcdef0123",
        "tocsin:1:drop:0123456789abcdef0123",
        "tocsin:",
        "somebody else's",
        "tocsin:1:ack:\n",
    ],
)
async def test_a_forged_id_is_refused_politely(posted: Stage, otto: Any, custom_id: str) -> None:
    """Whatever stands in it: an answer for the presser alone, and nothing happens."""
    result = await forged(posted.message, otto, custom_id)
    assert shown(result)[0].title in ("Nothing was done", "That is too old")
    assert await posted.kept.stores.audit.find() == []


async def test_an_id_that_the_message_does_not_hold_is_refused(posted: Stage, otto: Any) -> None:
    """Discord would not let it through; neither do we leave anybody without an answer."""
    result = await forged(posted.message, otto, str(Mark("ack", (await posted.head()).id)), seen=False)
    assert result is not None
    assert await forged(posted.message, otto, "tocsin:1:ack:ffffffffffffffffffff", seen=False) is not None


async def test_a_post_of_another_channel_is_not_reached(posted: Stage, otto: Any) -> None:
    """An id copied from elsewhere is as if it were not there: what another server has is not told."""
    object.__setattr__(posted.place, "target", "1")
    assert "belongs to no post" in words(await otto.click(posted.message, label="Acknowledge"))
    assert await posted.kept.stores.audit.find() == []


async def test_an_old_copy_of_a_post_is_stale(posted: Stage, otto: Any) -> None:
    """After the post was made anew, the old one's buttons say where to press."""
    old = posted.message
    await posted.kept.stores.outbox.lost((await posted.head()).id, 0, posted.clock.now(), again=True)
    await posted.deliver.run()
    assert "earlier copy" in words(await otto.click(old, label="Acknowledge"))
    assert "It is yours" in words(await otto.click(posted.message, label="Acknowledge"))


async def test_a_slow_database_gets_an_apology_or_a_deferred_answer(
    posted: Stage, otto: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press that does something is announced and answered; one that asks something back must be quick, or says sorry."""
    heads = type(posted.kept.stores.outbox).heads

    async def slow(self: Any, ids: Any) -> Any:
        await asyncio.sleep(0.05)
        return await heads(self, ids)

    monkeypatch.setattr(type(posted.kept.stores.outbox), "heads", slow)
    assert "It is yours" in words(await otto.click(posted.message, label="Acknowledge"))
    assert "database is slow" in words(await otto.click(posted.message, label="Silence…"))
