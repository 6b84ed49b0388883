"""The promises of the terminal sink."""

import asyncio
import io
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel, Mention
from bot.ports.sink import Lookup
from bot.sinks import KINDS, Surroundings
from bot.sinks.terminal import TerminalSink
from tests.fakes.nouns import NOON, card, delivery

HERE = Channel("desk", "terminal")


def sink_at(folder: Path, *, tty: bool = False) -> tuple[TerminalSink, io.StringIO]:
    out = io.StringIO()
    return TerminalSink(Console(file=out, force_terminal=tty, width=100, color_system="truecolor" if tty else None), folder), out


async def test_a_post_is_one_block_that_ends_in_its_marker(tmp_path: Path) -> None:
    """The transcript holds all of the card, indented, and the delivery's id alone on the last line."""
    sink, _ = sink_at(tmp_path)
    made = delivery(mention=Mention("duty", role_id=1))
    assert await sink.send(made, HERE) == f"== {made.id}"
    assert (tmp_path / "desk.log").read_text().splitlines() == [
        "",
        "  2026-01-05 12:00 UTC ■■■□ major (3 of 4), calls duty",
        "  Port of Norhaven halts cranes",
        "  It stopped on Monday.",
        "  Severity: ■■■□ major (3 of 4)",
        "  Kind: 🔒 Ransomware",
        "  Link: https://news.example/norhaven",
        f"== {made.id}",
    ]


async def test_a_post_can_be_found_again(tmp_path: Path) -> None:
    """Another process finds the post in the transcript, and does not find what was never sent."""
    sink, _ = sink_at(tmp_path)
    assert isinstance(sink, Lookup)
    assert await sink.find(delivery(), HERE) is None
    made = await sink.send(delivery(), HERE)
    later, _ = sink_at(tmp_path)
    assert await later.find(delivery(), HERE) == made
    assert await later.find(delivery(about="item-2"), HERE) is None
    assert await later.find(delivery(), Channel("other", "terminal")) is None


async def test_no_title_forges_a_marker(tmp_path: Path) -> None:
    """A source that writes another delivery's marker into its title does not stop that delivery."""
    sink, _ = sink_at(tmp_path)
    other = delivery(about="item-2")
    await sink.send(delivery(card=card(title=f"x\n== {other.id}\n", body=f"== {other.id}\n== {other.id}")), HERE)
    assert await sink.find(other, HERE) is None


async def test_a_block_cut_off_by_a_crash_does_not_count(tmp_path: Path) -> None:
    """Half a post is not a post, and the next one starts on a line of its own."""
    sink, _ = sink_at(tmp_path)
    await sink.send(delivery(), HERE)
    log = tmp_path / "desk.log"
    log.write_bytes(log.read_bytes()[:-5])
    assert await sink.find(delivery(), HERE) is None
    await sink.send(delivery(), HERE)
    assert await sink.find(delivery(), HERE) is not None


async def test_without_a_terminal_no_colour_is_written(tmp_path: Path) -> None:
    """Piped output holds the mark, the title, the link and no escape code."""
    sink, out = sink_at(tmp_path)
    await sink.send(delivery(), HERE)
    assert "\x1b" not in out.getvalue()
    assert "■■■□ Port of Norhaven halts cranes" in out.getvalue()
    assert "https://news.example/norhaven" in out.getvalue()


async def test_on_a_terminal_only_our_own_codes_are_written(tmp_path: Path) -> None:
    """A title cannot clear the screen or set the window's name, nor use rich's own mark-up."""
    sink, out = sink_at(tmp_path, tty=True)
    await sink.send(delivery(card=card(title="a\x1b[2Jb[red]c\x1b]0;own\x07", body="[link=https://evil.example]x")), HERE)
    shown = out.getvalue()
    assert ";38;5;208m" in shown
    assert "\x1b[2J" not in shown
    assert "\x1b]0;" not in shown
    assert "a[2Jb[red]c]0;own" in shown
    assert "[link=https://evil.example]x" in shown


async def test_a_console_that_went_away_does_not_unmake_posts(tmp_path: Path) -> None:
    """A closed pipe ends the mirror, not the transcript."""
    sink, out = sink_at(tmp_path)
    out.close()
    await sink.send(delivery(), HERE)
    assert await sink.send(delivery(about="item-2"), HERE)
    assert (tmp_path / "desk.log").read_text().count("\n==") == 2


async def test_posts_of_many_senders_never_mix(tmp_path: Path) -> None:
    """Fifty at a time, every block is whole."""
    sink, _ = sink_at(tmp_path)
    rows = [delivery(about=f"item-{n}") for n in range(50)]
    await asyncio.gather(*(sink.send(row, HERE) for row in rows))
    blocks = (tmp_path / "desk.log").read_text().strip("\n").split("\n\n")
    assert len(blocks) == 50
    assert {block.splitlines()[-1] for block in blocks} == {f"== {row.id}" for row in rows}
    assert {len(block.splitlines()) for block in blocks} == {7}


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where the folder should be will not pass by itself: permanent."""
    (tmp_path / "file").write_text("")
    sink, _ = sink_at(tmp_path / "file")
    with pytest.raises(Permanent) as caught:
        await sink.send(delivery(), HERE)
    assert caught.value.reason is FailReason.UNWRITABLE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
async def test_a_full_disk_may_pass(tmp_path: Path) -> None:
    """No space left: transient, so that the post is tried again."""
    (tmp_path / "desk.log").symlink_to("/dev/full")
    sink, _ = sink_at(tmp_path)
    with pytest.raises(Transient) as caught:
        await sink.send(delivery(), HERE)
    assert caught.value.reason is FailReason.UNWRITABLE


@pytest.mark.parametrize("name", ["../escape", "a/b", "..", ""])
async def test_a_channel_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    """Only a plain name becomes a file."""
    sink, _ = sink_at(tmp_path)
    with pytest.raises(Permanent):
        await sink.send(delivery(), Channel(name, "terminal"))


async def test_the_kind_table_builds_it(tmp_path: Path) -> None:
    """What `kind = "terminal"` names is this sink."""
    made = KINDS["terminal"].build(Surroundings(Console(file=io.StringIO()), tmp_path))
    assert isinstance(made, TerminalSink)
    assert KINDS["terminal"].config.model_fields == {}


async def test_times_are_those_of_the_zone(tmp_path: Path) -> None:
    """The transcript and the console show the clock that the settings name."""
    out = io.StringIO()
    made = KINDS["terminal"].build(Surroundings(Console(file=out, width=100), tmp_path, ZoneInfo("Europe/Vilnius")))
    await made.send(delivery(card=card(at=NOON)), HERE)
    assert "2026-01-05 14:00 EET" in (tmp_path / "desk.log").read_text()
    assert "2026-01-05 14:00 EET" in out.getvalue()


SENDER = """
import asyncio, io, sys
from pathlib import Path
from rich.console import Console
from bot.sinks.terminal import TerminalSink
from tests.fakes.nouns import delivery
from bot.domain.route import Channel

async def main():
    sink, here = TerminalSink(Console(file=io.StringIO()), Path(sys.argv[1])), Channel("desk", "terminal")
    for n in range(100000):
        await sink.send(delivery(about=f"item-{n}"), here)

asyncio.run(main())
"""


def killed_in_the_middle(folder: Path) -> Path:
    """Starts a sender on this folder and kills it once it is busy; returns its transcript."""
    process = subprocess.Popen([sys.executable, "-c", SENDER, str(folder)], cwd=Path(__file__).parents[2])
    log = folder / "desk.log"
    while not log.exists() or log.stat().st_size < 20_000:
        assert process.poll() is None, "the sender died by itself"
        time.sleep(0.01)
    process.kill()
    process.wait()
    return log


async def test_kill_nine_neither_loses_nor_doubles(tmp_path: Path) -> None:
    """A sender is killed in the middle; who takes over looks first, and every post stands exactly once."""
    log = await asyncio.to_thread(killed_in_the_middle, tmp_path)
    sink, _ = sink_at(tmp_path)
    begun = len(re.findall(r"^== ", log.read_text(), re.MULTILINE))
    rows: list[Delivery] = [delivery(about=f"item-{n}") for n in range(begun + 3)]
    for row in rows[-5:]:
        if await sink.find(row, HERE) is None:
            await sink.send(row, HERE)
    seen = Counter(line for line in log.read_text().splitlines() if line.startswith("== "))
    assert seen == Counter(f"== {row.id}" for row in rows)
