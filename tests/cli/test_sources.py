"""`tocsin sources pause`, `resume` and `import`, and `check-config --show`, from a person's keyboard."""

import json

import pytest

from bot.cli import run_command
from tests.settings.folder import write

BOT = '[bot]\nname = "Tocsin"\n[database]\naddress = "sqlite:///{}"\n'
OPML = '<opml version="2.0"><body>{}</body></opml>'


@pytest.fixture
def say(tmp_path, capsys):
    """Runs a command: (exit code, standard output, standard error)."""
    folder = write(tmp_path / "config", bot=BOT.format(tmp_path / "tocsin.db"))

    def run(*words):
        code = run_command([*words, "--config", str(folder)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_a_source_is_paused_and_polled_again(say):
    """Also one that was never polled; twice changes nothing; each change is on record, with who made it."""
    assert say("sources", "pause", "one", "--by", "ana")[:2] == (0, "one is not polled any more, until it is resumed.\n")
    assert say("sources", "pause", "one")[1] == "one is paused already.\n"
    (told,) = json.loads(say("sources", "list", "--json")[1])
    assert told["state"]["paused"]
    assert say("sources", "resume", "one")[1] == "one is polled again from its next time on.\n"
    trail = json.loads(say("audit", "--json")[1])
    assert [(line["action"], line["subject"]) for line in trail] == [("source_resumed", "one"), ("source_paused", "one")]
    assert trail[1]["who"] == "ana"


def test_a_source_that_is_not_there(say):
    """The name, and where the right ones are listed."""
    code, _, said = say("sources", "pause", "none")
    assert (code, "sources.toml: none: no such source; see: tocsin sources list" in said) == (2, True)


def test_an_import_names_what_it_leaves_out(say, tmp_path):
    """What is right is printed whole; what is wrong is a line each, and exit code 2."""
    feeds = [f'<outline text="Feed {n}" xmlUrl="https://feed{n}.example/rss"/>' for n in range(5)]
    wrong = ['<outline text="Old" xmlUrl="gopher://old.example/"/>', '<outline text="None" xmlUrl="nowhere"/>']
    file = tmp_path / "feeds.opml"
    file.write_text(OPML.format("".join([*feeds[:3], *wrong, *feeds[3:]])))
    code, out, said = say("sources", "import", str(file))
    assert (code, out.count("[[source]]")) == (2, 5)
    assert "gopher" not in out
    assert [line.split(": ")[1] for line in said.splitlines() if line.startswith("tocsin: ")] == [
        "gopher://old.example/",
        "nowhere",
    ]
    file.write_text(OPML.format("".join(feeds)))
    assert say("sources", "import", str(file))[0] == 0


def test_the_settings_in_force_are_shown(say):
    """As `/config show` does, after the check."""
    code, out, _ = say("check-config", "--show")
    assert code == 0
    assert out.startswith("Name Tocsin, zone UTC")
    assert "OK: 1 sources" in out
