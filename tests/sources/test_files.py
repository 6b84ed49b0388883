"""A folder as a source: what is new, what changed, what is half written, what cannot be read."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from structlog.testing import capture_logs

from bot.domain.errors import Transient
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.request import Access
from bot.sources.files import FilesConfig, FilesSource, decoded, extract
from tests.fakes.workers import NowWorkers

ARTICLE = """<!DOCTYPE html><html lang="en"><head><title>Cranes stand still in Norhaven</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Cranes stand still in Norhaven</h1>
<p>The port of Norhaven stopped all of its cranes on Monday after its planning system was locked by extortionists.</p>
<p>The harbour master said that ships would be sent to other ports until the system could be restored from copies.</p>
</article><footer>All rights reserved by the Norhaven Courier.</footer></body></html>"""


class Broken(NowWorkers):
    """Heavy work on the named file fails."""

    def __init__(self, *names):
        self.names = set(names)
        self.tries = 0

    async def heavy(self, work, /, *args, **kwargs):
        if args[0] in self.names:
            self.tries += 1
            raise Transient(FailReason.TIMEOUT, "took over 20 s")
        return work(*args, **kwargs)


class Counting(NowWorkers):
    """Counts how much was read by heavy work."""

    def __init__(self):
        self.read = []

    async def heavy(self, work, /, *args, **kwargs):
        self.read.append(args[0])
        return work(*args, **kwargs)


def make(folder, workers=None, **config) -> FilesSource:
    info = SourceInfo("desk", "The desk's folder", "files", str(folder))
    return FilesSource(info, FilesConfig(**config), Access(), None, workers or NowWorkers())


def names(polled):
    return [e.id.partition("@")[0] for e in polled.entries or ()]


def write(path, data: bytes, age: float = 0.0):
    path.write_bytes(data)
    if age:
        os.utime(path, (path.stat().st_mtime - age,) * 2)


async def test_texts_become_entries(tmp_path):
    """Title only where the file has one; no invented addresses or dates."""
    write(tmp_path / "a.txt", b"Port stopped.\r\nCranes stand still.\r\n")
    write(tmp_path / "b.MD", b"Intro\n\n# Cranes **stand** still #\n\nThe [port](https://port.example) stopped.\n")
    write(tmp_path / "c.html", ARTICLE.encode())
    write(tmp_path / "d.pdf", b"%PDF")
    polled = await make(tmp_path).poll(Memo())
    plain, marked, page = polled.entries
    assert (plain.title, plain.text, plain.url, plain.published) == ("", "Port stopped.\nCranes stand still.", "", None)
    assert (marked.title, marked.text) == ("Cranes stand still", "Intro\n\nCranes stand still\n\nThe port stopped.")
    assert page.title == "Cranes stand still in Norhaven"
    assert "locked by extortionists" in page.text
    assert "Sport" not in page.text
    assert [len(e.id.partition("@")[2]) for e in polled.entries] == [12, 12, 12]
    assert polled.memo.seen == tuple(sorted(e.id for e in polled.entries))


async def test_known_files_are_not_read_again(tmp_path):
    """A second poll, and a poll after a restart, bring nothing and read nothing heavy."""
    write(tmp_path / "a.txt", b"one")
    workers = Counting()
    source = make(tmp_path, workers)
    memo = (await source.poll(Memo())).memo
    assert (await source.poll(memo)) == (await make(tmp_path, workers).poll(memo))
    assert (await source.poll(memo)).entries is None
    assert workers.read == ["a.txt"]


async def test_new_and_changed_files_come_alone(tmp_path):
    """A changed file is a new entry; an unchanged one beside it stays quiet."""
    write(tmp_path / "a.txt", b"one", age=60)
    write(tmp_path / "b.txt", b"two", age=60)
    source = make(tmp_path)
    first = await source.poll(Memo())
    write(tmp_path / "a.txt", b"eno")
    write(tmp_path / "c.txt", b"three")
    second = await source.poll(first.memo)
    assert names(second) == ["a.txt", "c.txt"]
    assert not {e.id for e in first.entries} & {e.id for e in second.entries}
    assert len(second.memo.seen) == 3


async def test_entries_come_again_when_their_memo_was_not_kept(tmp_path):
    """A crash between reading and storing loses nothing: what the memo does not name is new."""
    write(tmp_path / "a.txt", b"one")
    source = make(tmp_path)
    assert names(await source.poll(Memo())) == names(await source.poll(Memo())) == ["a.txt"]


async def test_a_touched_file_is_not_news(tmp_path):
    """Content decides, not the time of the last change."""
    write(tmp_path / "a.txt", b"one")
    source = make(tmp_path)
    memo = (await source.poll(Memo())).memo
    os.utime(tmp_path / "a.txt", (1, 1))
    assert (await source.poll(memo)).entries is None


async def test_a_growing_file_waits_until_it_holds_still(tmp_path):
    """Half an article is never taken; the whole is, at the poll after the last change."""
    write(tmp_path / "a.txt", b"")
    source = make(tmp_path)
    memo = Memo()
    taken = []
    for content in (b"The port", b"The port stopped", b"The port stopped its cranes.", b"The port stopped its cranes."):
        polled = await source.poll(memo)
        memo = polled.memo
        taken += [e.text for e in polled.entries or ()]
        write(tmp_path / "a.txt", content)
    polled = await source.poll(memo)
    assert taken + [e.text for e in polled.entries or ()] == ["The port stopped its cranes."]


async def test_a_file_that_changes_under_our_eyes_is_left_for_later(tmp_path):
    """Written between the look and the second look: not taken, not lost."""
    path = tmp_path / "a.txt"
    write(path, b"half", age=60)

    class Racing(NowWorkers):
        async def light(self, work, /, *args, **kwargs):
            if work.__name__ == "read_bytes" and path.read_bytes() == b"half":
                path.write_bytes(b"whole")
            return work(*args, **kwargs)

    source = make(tmp_path, Racing())
    first = await source.poll(Memo())
    assert (first.entries, first.memo.seen) == (None, ())
    second = await source.poll(first.memo)
    third = await source.poll(second.memo)
    assert [e.text for e in (second.entries or ()) + (third.entries or ())] == ["whole"]


async def test_a_removed_file_is_forgotten(tmp_path):
    """The memo holds what is there; removing is not news."""
    write(tmp_path / "a.txt", b"one")
    source = make(tmp_path)
    memo = (await source.poll(Memo())).memo
    (tmp_path / "a.txt").unlink()
    polled = await source.poll(memo)
    assert (polled.entries, polled.memo.seen) == (None, ())


async def test_only_the_folder_or_all_below(tmp_path):
    """Folders below are read when asked for; ids then carry the way."""
    (tmp_path / "2026").mkdir()
    write(tmp_path / "2026" / "b.txt", b"two")
    write(tmp_path / "a.txt", b"one")
    assert names(await make(tmp_path).poll(Memo())) == ["a.txt"]
    assert names(await make(tmp_path, recursive=True).poll(Memo())) == ["2026/b.txt", "a.txt"]
    assert names(await make(tmp_path, patterns=("b*",), recursive=True).poll(Memo())) == ["2026/b.txt"]


async def test_links_and_folders_are_not_files(tmp_path):
    """A link could lead out of the folder; a folder may have any name."""
    secret = tmp_path / "secret"
    write(secret, b"hunter2")
    folder = tmp_path / "in"
    (folder / "folder.txt").mkdir(parents=True)
    (folder / "link.txt").symlink_to(secret)
    os.mkfifo(folder / "pipe.txt")
    assert (await make(folder).poll(Memo())).entries is None


async def test_one_bad_file_never_stops_the_others(tmp_path):
    """Too long, unreadable, deadly to its worker: told once each, and the good one comes."""
    write(tmp_path / "closed.txt", b"x")
    write(tmp_path / "deadly.html", b"<p>x")
    write(tmp_path / "good.txt", b"good")
    write(tmp_path / "long.txt", b"x" * 101)
    workers = Broken("deadly.html")
    source = make(tmp_path, workers, max_bytes=100)
    read = type(tmp_path).read_bytes

    def refuse(path):
        if path.name == "closed.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    with capture_logs() as logs, pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(tmp_path), "read_bytes", refuse)
        first = await source.poll(Memo())
        await source.poll(first.memo)
    assert names(first) == ["good.txt"]
    assert {x["file"]: x["fault"] for x in logs} == {
        "closed.txt": "permission denied",
        "deadly.html": "timeout: took over 20 s",
        "long.txt": "longer than 100 bytes",
    }
    assert len(logs) == 3
    assert workers.tries == 2
    workers.names.clear()
    assert names(await source.poll(first.memo)) == ["closed.txt", "deadly.html"]


@pytest.mark.parametrize("there", [False, True], ids=["nothing", "a file"])
async def test_a_folder_that_is_gone_is_a_failure(tmp_path, there):
    """An empty answer would look like a quiet day."""
    if there:
        write(tmp_path / "gone", b"a file")
    with pytest.raises(Transient) as caught:
        await make(tmp_path / "gone").poll(Memo())
    assert caught.value.reason is FailReason.NO_SUCH_FOLDER


async def test_a_folder_that_is_closed_is_a_failure(tmp_path, monkeypatch):
    """Told apart from one that is gone."""

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(Transient) as caught:
        await make(tmp_path).poll(Memo())
    assert caught.value.reason is FailReason.UNREADABLE


async def test_odd_names_survive(tmp_path):
    """A name that is not UTF-8 still makes an id that any database takes."""
    write(tmp_path / os.fsdecode(b"caf\xe9.txt"), b"one")
    polled = await make(tmp_path).poll(Memo())
    polled.entries[0].id.encode()
    assert (await make(tmp_path).poll(polled.memo)).entries is None


RUSSIAN = "Порт Норхейвена остановил краны в понедельник после атаки вымогателей, сообщил начальник порта. " * 3
ENCODED = [
    ("Gdańsk — Köln", "utf-8"),
    ("Gdańsk — Köln", "utf-8-sig"),
    ("Gdańsk — Köln", "utf-16"),
    ("Port zamknięty", "utf-16-le-bom"),
    (RUSSIAN, "cp1251"),
]


@pytest.mark.parametrize(("text", "encoding"), ENCODED)
def test_encodings_are_found(text, encoding):
    """Byte order marks, UTF-8, and the look of older encodings."""
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("bom") else text.encode(encoding)
    assert decoded(data) == text


@given(st.binary(max_size=300))
def test_any_bytes_make_a_text(data):
    """No content of a file raises."""
    assert isinstance(extract("a.txt", data)[1], str)
    assert isinstance(extract("a.md", data)[1], str)


@pytest.mark.parametrize("wrong", [{"pattern": "x"}, {"patterns": []}, {"max_bytes": 0}, {"recursive": "sometimes"}])
def test_faults_in_the_settings_are_refused(wrong):
    """Unknown keys and senseless values are told by name."""
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        FilesConfig.model_validate(wrong)
