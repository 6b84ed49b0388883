"""The whole command tree, as Discord would be told it."""

from bot.chat.answer import Desk
from bot.chat.client import TocsinClient
from tests.fakes.command_rules import IN_ALL, broken_limits
from tests.fakes.discord_rules import broken_rules
from tests.fakes.memory import FakeMemory


def told(desk: Desk) -> list[dict]:
    client = TocsinClient(desk, FakeMemory())
    return [c.to_dict(client.tree) for c in client.tree.get_commands()]


def test_the_tree_is_within_every_limit(desk: Desk) -> None:
    """Counts, lengths, nesting and 8000 characters a command: a group that grows too far fails here, not at the start of the bot."""
    assert list(broken_limits(told(desk))) == []
    assert IN_ALL == 8000


def test_the_tree_is_what_discord_takes(desk: Desk) -> None:
    """The request that tells the commands keeps Discord's own file, for everybody and for one server."""
    assert broken_rules("PUT", "/applications/1/commands", told(desk)) == []
    assert broken_rules("PUT", "/applications/1/guilds/2/commands", told(desk)) == []
