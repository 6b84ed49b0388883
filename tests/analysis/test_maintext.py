"""A page gives its article, title, date and language, whatever state it is in."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis import maintext
from bot.analysis.maintext import MainText, answer, decoded, main_text

STORY = (
    "<p>The port authority of Example Bay said on Tuesday that intruders had reached its billing system over the weekend.</p>"
    "<h2>What happened</h2>"
    "<p>Cranes and gates kept working, and no ship was delayed, the authority's spokesman told reporters at the quay.</p>"
    "<p>Investigators from the national response team arrived on Monday and have taken copies of four servers for analysis.</p>"
)
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Intruders in Example Bay</title>
<meta property="article:published_time" content="2026-01-20T08:30:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/news">News of the day</a></nav>
<article><h1>Intruders in Example Bay</h1>{STORY}<p>Related: Bank of Sample Loses Records</p></article>
<div class="comments"><p>First! What a port, said one reader of this page.</p></div>
<footer>All rights reserved by Example Times</footer></body></html>"""


def test_article() -> None:
    """Title, text, time and language come out; navigation, related links, comments and footer do not."""
    found = main_text(PAGE, "https://example.org/a")
    assert (found.title, found.published, found.lang) == ("Intruders in Example Bay", "2026-01-20T08:30:00+00:00", "en")
    for words in ("billing system", "What happened", "at the quay", "four servers"):
        assert words in found.text
    for words in ("Home", "Bank of Sample", "First!", "All rights"):
        assert words not in found.text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta itemprop="datePublished" content="2026-01-20">', "2026-01-20"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-01-20T08:30:00+01:00"}</script>',
            "2026-01-20T08:30:00+01:00",
        ),
        ('<meta property="article:published_time" content="yesterday">', ""),
        ("", ""),
    ],
)
def test_published(head: str, published: str) -> None:
    """The time of publication is the one that the page states to machines, as ISO 8601."""
    assert main_text(f"<html><head>{head}</head><body>{STORY}</body></html>").published == published


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8 without a word": lambda x: x.encode(),
    "utf-8 with a mark": lambda x: x.encode("utf-8-sig"),
    "utf-16": lambda x: x.encode("utf-16"),
    "declared windows-1251": lambda x: x.replace("<head>", '<head><meta charset="windows-1251">').encode("cp1251"),
    "declared koi8-u": lambda x: x.replace(
        "<head>", "<head><meta http-equiv='Content-Type' content='text/html; charset=koi8-u'>"
    ).encode("koi8-u"),
    "declared falsely": lambda x: x.replace("<head>", '<head><meta charset="iso-8859-1">').encode(),
    "declared nonsense": lambda x: x.replace("<head>", '<head><meta charset="no-such">').encode(),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(encoding: str) -> None:
    """Marked, declared, valid and falsely declared encodings are all read."""
    page = f"<html><head><title>Порт</title></head><body><p>{'Адміністрація порту повідомила про напад на сервери. ' * 5}</p></body></html>"
    assert "повідомила про напад" in main_text(ENCODINGS[encoding](page)).text


def test_undeclared_western_letters() -> None:
    """Bytes that are no UTF-8 and declare nothing are read as browsers read them."""
    assert decoded("<p>Größe “x”</p>".encode("cp1252")) == "<p>Größe “x”</p>"
    assert decoded(b"<meta charset=iso-8859-1>\x93x\x94") == "<meta charset=iso-8859-1>“x”"


@pytest.mark.parametrize(
    "data",
    [b"", b"  ", b"\0\0\0", b"no markup here", b"%PDF-1.7 \xff\xfe", b"<", b"<html></html>", b"<!--" * 99, b"\x1f\x8b\x08\0"],
)
def test_no_page(data: bytes) -> None:
    """What is no page gives an empty answer with an error, never an exception."""
    assert main_text(data).text == ""
    assert answer("a.html", data)["error"].startswith("no text")


def test_description_when_there_is_nothing_else() -> None:
    """A page built by scripts still tells what its head says of it."""
    page = '<html><head><meta property="og:description" content="Intruders reached a port."></head><body><div id="app"></div></body></html>'
    assert main_text(page).text == "Intruders reached a port."


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + STORY,
        "<ul><li>" * 2_000 + STORY,
        "<a href=x>y</a>" * 2_000 + STORY,
        "<body><p>" + "word " * 50_000,
        "<script>" + "var x;" * 50_000 + "</script>" + STORY,
        '<script type="application/ld+json">' + '{"a":' * 20_000 + "</script>" + STORY,
    ],
    ids=["deep", "deep list", "links", "one paragraph", "script", "deep data"],
)
def test_hostile_pages(page: str) -> None:
    """Depth and size give an answer, not a fall."""
    assert isinstance(main_text(f"<html>{page}</html>"), MainText)


def test_page_of_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the plain method reads the page: something comes out, and soon."""
    monkeypatch.setattr(maintext, "MAX_NODES", 300)
    monkeypatch.setattr(maintext.trafilatura, "extract", None)
    assert "billing system" in main_text("<html><body>" + "<p>x</p>" * 300 + STORY + "</body></html>").text


@settings(max_examples=15)
@given(st.binary(max_size=200), st.integers(0, len(PAGE)))
def test_damaged_pages(junk: bytes, at: int) -> None:
    """A page with junk in it, or cut off, gives an answer of texts."""
    data = PAGE.encode()
    line = answer("a.html", data[:at] + junk)
    assert set(line) == {"file", "title", "text", "published", "lang", "error"}
    assert bool(line["error"]) is not bool(line["text"])
