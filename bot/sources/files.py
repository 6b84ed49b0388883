"""FILES: a folder into which people, or other programs, put texts. New and changed files become entries.

    list the folder -> read what is not known by its hash -> decode, or take the main text out of HTML -> entries

An entry's id is "path@hash": a changed file is a new entry, and the same content put back is an old one.
Only regular files are read: a link could lead out of the folder.
"""

import asyncio
import codecs
import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic import BaseModel, ConfigDict, Field

from bot.domain.errors import Failure, Transient
from bot.domain.item import Entry
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.request import Access
from bot.ports.source import Polled

if TYPE_CHECKING:  # `extract` runs in a worker process, which needs no HTTP client
    from bot.fetch.client import Fetcher
    from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

_HASH_DIGITS = 12
_AT_ONCE = 8
"""Files whose content is in memory together."""
_SAMPLE = 64 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]*?\S)\1")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~).*\n?", re.MULTILINE)


class FilesConfig(BaseModel):
    """Which files of the folder count. `patterns` are matched against the name, upper and lower case alike."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    patterns: tuple[str, ...] = Field(default=("*.txt", "*.md", "*.html"), min_length=1)
    recursive: bool = False
    max_bytes: int = Field(default=5_000_000, gt=0)
    """A longer file is left out, with a warning."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file looked at one instant: bytes, and nanoseconds since 1970 of its last change."""

    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose content is not known yet."""

    id: str
    name: str
    path: Path


@dataclass(slots=True)
class _Listing:
    """One look at the whole folder: the ids that stand, what is new, and what is wrong with which file."""

    ids: list[str] = field(default_factory=list)
    new: list[_File] = field(default_factory=list)
    looks: dict[str, _Look] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


class FilesSource:
    """One folder. What it remembers between polls beside the memo only saves work: a restart may forget it."""

    def __init__(self, info: SourceInfo, config: BaseModel, access: Access, fetcher: "Fetcher", workers: "Workers") -> None:  # noqa: ARG002 - every kind is built alike
        """`info.address` is the folder's path."""
        if not isinstance(config, FilesConfig):
            raise TypeError("a folder wants a FilesConfig")
        self._info = info
        self._config = config
        self._workers = workers
        self._folder = Path(info.address).expanduser()
        self._looks: dict[str, _Look] = {}
        self._ids: dict[tuple[str, _Look], str] = {}
        self._told: dict[str, str] = {}

    @property
    def info(self) -> SourceInfo:
        """What people know it by."""
        return self._info

    async def poll(self, memo: Memo) -> Polled:
        """Raises `Transient` when the folder itself is gone or closed; one bad file never stops the others."""
        listing = await self._workers.light(self._list, frozenset(memo.seen))
        places = asyncio.Semaphore(_AT_ONCE)
        found = [e for e in await asyncio.gather(*(self._entry(f, listing, places) for f in listing.new)) if e]
        self._tell(listing.wrong)
        self._looks = listing.looks
        ids = (*listing.ids, *(e.id for e in found))
        return Polled(Memo(seen=tuple(sorted(ids))), tuple(found) or None)

    async def _entry(self, file: _File, listing: _Listing, places: asyncio.Semaphore) -> Entry | None:
        """None where it fails: told, not counted as seen, and so tried again at the next poll."""
        async with places:
            try:
                data = await self._workers.light(file.path.read_bytes)
                if _id(file.name, data) != file.id:
                    return None
                title, text = await self._workers.heavy(extract, file.name, data)
            except Failure as failure:
                listing.wrong[file.name] = str(failure)
            except OSError as error:
                listing.wrong[file.name] = _words(error)
            else:
                return Entry(id=file.id, title=title, text=text)
        return None

    def _tell(self, wrong: dict[str, str]) -> None:
        """Once per file and fault, not at every poll."""
        for name, fault in wrong.items():
            if self._told.get(name) != fault:
                log.warning("files.unreadable", source=self._info.id, file=name, fault=fault)
        self._told = wrong

    def _list(self, seen: frozenset[str]) -> _Listing:
        """Looks at every file, and reads those whose look is not known."""
        listing = _Listing()
        known = self._ids
        self._ids = {}
        for path, name in sorted(self._names(), key=lambda pair: pair[1]):
            try:
                look = _look(path)
                if look is None:
                    continue
                listing.looks[name] = look
                self._take(path, name, look, known, seen, listing)
            except OSError as error:
                listing.wrong[name] = _words(error)
        return listing

    def _take(
        self, path: Path, name: str, look: _Look, known: dict[tuple[str, _Look], str], seen: frozenset[str], to: _Listing
    ) -> None:
        """One file into the listing; left for the next poll while somebody is writing it."""
        made = known.get((name, look), "")
        if made not in seen:
            if look.size > self._config.max_bytes:
                to.wrong[name] = f"longer than {self._config.max_bytes} bytes"
                return
            if self._still_written(name, look):
                return
            data = path.read_bytes()
            if _look(path) != look or len(data) != look.size:
                return
            made = _id(name, data)
        self._ids[name, look] = made
        if made in seen:
            to.ids.append(made)
        else:
            to.new.append(_File(made, name, path))

    def _still_written(self, name: str, look: _Look) -> bool:
        """Empty, or grown since the last poll: a writer may not be through. It has its turn when it holds still."""
        before = self._looks.get(name)
        return look.size == 0 or (before is not None and before.size != look.size)

    def _names(self) -> Iterator[tuple[Path, str]]:
        """Paths, and their names below the folder as text that any database takes."""
        for folder, below, files in os.walk(self._folder, onerror=_raise):
            if not self._config.recursive:
                below.clear()
            for file in files:
                if any(fnmatch.fnmatchcase(file.lower(), p.lower()) for p in self._config.patterns):
                    path = Path(folder, file)
                    name = path.relative_to(self._folder).as_posix()
                    yield path, name.encode(errors="surrogateescape").decode(errors="replace")


def extract(name: str, data: bytes) -> tuple[str, str]:
    """Title ("" where the file has none) and plain text of one file. Runs in a worker process."""
    suffix = Path(name).suffix.lower()
    if suffix in {".html", ".htm", ".xhtml"}:
        from bot.analysis.maintext import main_text  # noqa: PLC0415 - takes 0.5 s to load, and only the worker needs it

        page = main_text(data)
        return page.title, page.text
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if suffix not in {".md", ".markdown"}:
        return "", text.strip()
    heading = _HEADING.search(text)
    return _plain(heading[1]) if heading else "", _plain(text)


def decoded(data: bytes) -> str:
    """By byte order mark, else UTF-8, else by what the bytes look like, else Windows-1252. Never raises."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # noqa: PLC0415 - rarely needed, and only in the worker

        guess = from_bytes(data[:_SAMPLE]).best()
        return data.decode(guess.encoding if guess else "cp1252", errors="replace")


def _plain(markdown: str) -> str:
    """Without the marks that would stand in a post as noise."""
    text = _FENCE.sub("", markdown)
    text = _HEADING.sub(r"\1", text)
    return _STRONG.sub(r"\2", _LINK.sub(r"\1", text)).strip()


def _id(name: str, data: bytes) -> str:
    return f"{name}@{hashlib.blake2b(data, digest_size=_HASH_DIGITS // 2).hexdigest()}"


def _words(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _look(path: Path) -> _Look | None:
    """None for anything but a regular file, and for one that is gone since it was listed."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return _Look(found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None


def _raise(error: OSError) -> None:
    """What cannot be listed is a failure of the source: silence would look like an empty folder."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        raise Transient(FailReason.NO_SUCH_FOLDER, f"there is no folder {error.filename}") from None
    raise Transient(FailReason.UNREADABLE, f"the folder {error.filename} cannot be listed ({error.strerror})") from None
