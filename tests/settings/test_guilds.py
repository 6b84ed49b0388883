"""`[[guild]]` of bot.toml: who is what in which server."""

from bot.domain.rights import Guild
from tests.settings.folder import lines, read

ONE = '[[guild]]\nid = "100000000000000001"\nduty_officer = ["200000000000000001"]\nanalyst = [200000000000000002]\n'


def test_roles_are_read_by_server(tmp_path):
    """Ids may be numbers or text; what is not named is nobody."""
    found = read(tmp_path, bot=ONE).discord.roles
    rules = Guild("100000000000000001", frozenset({200000000000000001}), frozenset({200000000000000002}))
    assert found == {"100000000000000001": rules}
    assert read(tmp_path, bot="").discord.roles == {}


def test_each_fault_is_told_with_its_server(tmp_path):
    """A wrong id, an unknown key, a server given twice, a table that is no list."""
    assert lines(tmp_path, bot='[[guild]]\nid = "7"\n')[0].startswith('bot.toml: guild "7".id')
    assert "unknown key" in lines(tmp_path, bot=ONE + "officer = []\n")[0]
    assert "given twice" in lines(tmp_path, bot=ONE + ONE)[0]
    assert "begin each with [[guild]]" in lines(tmp_path, bot='[guild]\nid = "100000000000000001"\n')[0]
