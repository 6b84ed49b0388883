"""A channel that is a transcript file, mirrored to the console: for a demo, a console on a wall, a first try without Discord.

    <folder>/<channel id>.log      one block a post, its last line the marker "== <delivery id>"; a line below a post is
                                   a block of one line; a post written anew is a block with the marker "=+ <id> <revision>"

A post is one `write` with O_APPEND, so a kill -9 leaves all of it or nothing, and two processes never mix their lines.
Every other line is indented: no title can forge a marker, and `find` tells for certain whether a post was made.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, tzinfo
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.domain.card import Card
from bot.domain.delivery import Delivery
from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.present.escape import inert
from bot.present.limits import safe_link
from bot.present.plain import card_lines
from bot.present.responses import ACKNOWLEDGED, ANSWER, noted_card
from bot.present.words import moment, severity_line, severity_mark

STYLES = ("dim", "cyan", "yellow", "bold dark_orange", "bold red")
"""By severity."""
SHOWN_FIELDS = frozenset(
    {"Kind", "Who", "Whom", "Where", "Help from", "CVE", "Claims", "Source", "Standing", "Why", "Channel", "It was"}
)
"""What the console has room for; the transcript has all."""
UPDATED = frozenset({"Severity", "Standing", "Source", "Claims", "Seen", "Merged into", ACKNOWLEDGED, ANSWER})
"""What later reports change."""
TITLE = 60


class TerminalChannel(BaseModel):
    """What a channel of kind "terminal" has beside its id and kind: nothing, its id names its file."""


class TerminalSink:
    """One for all terminal channels."""

    def __init__(self, console: Console, folder: Path, zone: tzinfo = UTC) -> None:
        """`folder` is made with the first post, `zone` is that of the times shown; the console decides by itself whether it shows colour."""
        self._console = console
        self._folder = folder
        self._zone = zone

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Appends the post, then shows it. A console that is gone (a closed pipe) does not unmake the post."""
        path = self._path(channel)
        await asyncio.to_thread(_append, path, _block(delivery, self._zone))
        await asyncio.to_thread(self._show, delivery)
        return _marker(delivery)

    async def find(self, delivery: Delivery, channel: Channel) -> str | None:
        """Reads the transcript for the marker."""
        marker = _marker(delivery)
        return marker if await asyncio.to_thread(_holds, self._path(channel), f"{marker}\n".encode()) else None

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        """A transcript keeps what was said: what is new is appended, once a revision."""
        marker, path = f"=+ {delivery.id} {delivery.revision}", self._path(channel)
        if delivery.uncertain and await asyncio.to_thread(_holds, path, f"{marker}\n".encode()):
            return
        await asyncio.to_thread(_append, path, _updated(noted_card(delivery), self._zone, marker))
        await asyncio.to_thread(self._print, Text(f"↻ {_one_line(delivery.card)}", style="dim"))

    async def say(self, line: Delivery, head: Delivery, channel: Channel) -> str:
        """One line, with the post it belongs to."""
        calls = f", calls {inert(line.mention.name)}" if line.mention else ""
        text = f"↳ {inert(head.card.title)[:TITLE]} | {inert(line.card.title)}: {inert(line.card.body)}{calls}"
        block = f"\n  {moment(line.card.at or line.created_at, self._zone)} {text} {safe_link(line.card.url)}\n{_marker(line)}\n"
        await asyncio.to_thread(_append, self._path(channel), block.encode("utf-8", "replace"))
        await asyncio.to_thread(self._print, Text(text, style="dim" if line.silent else "bold"))
        return _marker(line)

    async def said(self, line: Delivery, head: Delivery, channel: Channel) -> str | None:  # noqa: ARG002  the port's signature
        """As `find`: all that is said in a channel stands in its transcript."""
        return await self.find(line, channel)

    def _path(self, channel: Channel) -> Path:
        if Path(channel.id).name != channel.id or not channel.id.strip("."):
            raise Permanent(FailReason.BAD_REQUEST, f"{channel.id!r} cannot be the name of a file")
        return self._folder / f"{channel.id}.log"

    def _show(self, delivery: Delivery) -> None:
        self._print(_panel(delivery.card, delivery.mention.name if delivery.mention else "", self._zone))

    def _print(self, shown: Panel | Text) -> None:
        try:
            self._console.print(shown)
        except (OSError, ValueError):  # ValueError: the stream was closed
            self._console.quiet = True


def _marker(delivery: Delivery) -> str:
    return f"== {delivery.id}"


def _block(delivery: Delivery, zone: tzinfo) -> bytes:
    """The post as it stands in the transcript; it begins with a line end in case an earlier write was cut off."""
    calls = f", calls {inert(delivery.mention.name)}" if delivery.mention else ""
    head = f"\n  {moment(delivery.card.at or delivery.created_at, zone)} {severity_line(delivery.card.severity)}{calls}"
    lines = [head, *(f"  {line}" for line in card_lines(delivery.card)), _marker(delivery), ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _updated(card: Card, zone: tzinfo, marker: str) -> bytes:
    """A post written anew, in short: its facts, without the text that stands above already."""
    head = f"\n  {moment(card.at, zone)} updated: {_one_line(card)}"
    facts = [f"    {inert(f.name)}: {inert(f.value)}" for f in card.fields if f.name in UPDATED]
    return "\n".join([head, *facts, marker, ""]).encode("utf-8", "replace")


def _one_line(card: Card) -> str:
    return f"{severity_mark(card.severity)} {inert(card.title)}"


def _append(path: Path, block: bytes) -> None:
    """One write, on the disk when this returns. A full disk may pass, a forbidden folder will not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            written = os.write(file, block)
            os.fsync(file)
        finally:
            os.close(file)
    except (PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError) as error:
        raise Permanent(FailReason.UNWRITABLE, f"{path.name}: {error.strerror}") from error
    except OSError as error:
        raise Transient(FailReason.UNWRITABLE, f"{path.name}: {error.strerror}") from error
    if written < len(block):
        raise Transient(FailReason.UNWRITABLE, f"{path.name}: only a part could be written")


def _holds(path: Path, marker: bytes) -> bool:
    try:
        with path.open("rb") as lines:
            return any(line == marker for line in lines)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Transient(FailReason.UNREADABLE, f"{path.name}: {error.strerror}") from error


def _panel(card: Card, calls: str, zone: tzinfo) -> Panel:
    style = STYLES[min(max(card.severity, 0), 4)]
    head = Text(f"{severity_mark(card.severity)} {inert(card.title)}", style=style, overflow="ellipsis", no_wrap=True)
    foot = Text(moment(card.at, zone) if card.at else "", style="dim")
    text = Text("\n").join(_shown(card, calls))
    return Panel(text, title=head, title_align="left", subtitle=foot, subtitle_align="right", border_style=style, padding=(0, 1))


def _shown(card: Card, calls: str) -> Iterator[Text]:
    yield from (Text(inert(line)) for line in card.body.splitlines())
    for field in card.fields:
        if field.name in SHOWN_FIELDS:
            yield Text.assemble((f"{inert(field.name)}: ", "dim"), inert(field.value))
    if link := safe_link(card.url):
        yield Text(link, style=f"underline link {link}")
    if calls:
        yield Text(f"Calls {inert(calls)}", style="bold")
