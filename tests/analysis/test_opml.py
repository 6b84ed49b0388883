"""Lists of feeds go in and out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.opml import MAX_BYTES, Outline, read, write
from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

PLAIN = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
    .map(lambda x: " ".join(x.split()))
    .filter(bool)
)
FOLDER = st.lists(PLAIN.map(lambda x: x.replace("/", "")).filter(str.strip).map(str.strip), max_size=2).map("/".join)
OUTLINES = st.lists(st.builds(Outline, PLAIN, PLAIN, PLAIN | st.just(""), FOLDER), max_size=8, unique_by=lambda x: x.xml_url)


@settings(max_examples=30)
@given(OUTLINES, PLAIN)
def test_round_trip(outlines: list[Outline], title: str) -> None:
    """What is written is read back; only the order follows the folders."""

    def whole(outline: Outline) -> tuple[str, ...]:
        return (outline.title, outline.xml_url, outline.html_url, outline.folder)

    allowed = [x for x in outlines if all(y.isprintable() for y in whole(x))]
    assert sorted(map(whole, read(write(allowed, title)))) == sorted(map(whole, allowed))


def test_lenient() -> None:
    """Odd case, text before the document, a stray ampersand, folders in folders and doubles are all read."""
    data = b"""
    exported by hand
    <OPML version="1.1"><body>
      <outline text="Official"><outline text="Teams">
        <outline text="One &amp; all" XMLURL="https://one.example/feed" htmlurl="https://one.example/"/>
      </outline></outline>
      <outline title="Two" text="x" xmlUrl="https://two.example/?a=1&b=2"/>
      <outline xmlUrl="https://one.example/feed" text="again"/>
      <outline xmlUrl="https://three.example/"/>
      <outline text="empty folder"/>
    </body></OPML>"""
    assert read(data) == [
        Outline("One & all", "https://one.example/feed", "https://one.example/", "Official/Teams"),
        Outline("Two", "https://two.example/?a=1&b=2"),
        Outline("https://three.example/", "https://three.example/"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", FailReason.EMPTY),
        (b"   \n", FailReason.EMPTY),
        (b"not xml at all", FailReason.MALFORMED),
        (b"<html><body>no</body></html>", FailReason.MALFORMED),
        (b"\x00\xff\xfe\x01", FailReason.MALFORMED),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', FailReason.UNSAFE_XML),
        (
            b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///a">]><opml><body><outline xmlUrl="&a;"/></body></opml>',
            FailReason.UNSAFE_XML,
        ),
        (b"<" * (MAX_BYTES + 1), FailReason.TOO_LARGE),
    ],
)
def test_refused(data: bytes, reason: FailReason) -> None:
    """What is no list of feeds is refused with its reason, and nothing outside the document is read."""
    with pytest.raises(Permanent) as caught:
        read(data)
    assert caught.value.reason is reason


def test_written_is_opml_2() -> None:
    """Other programs can read it: version, type and both names are there."""
    data = write([Outline("One", "https://one.example/feed", folder="Teams")], "Mine").decode()
    assert '<opml version="2.0">' in data
    assert '<outline type="rss" text="One" title="One" xmlUrl="https://one.example/feed"/>' in data


def test_deep_folders_are_read_without_recursion() -> None:
    """Folders nested as deep as the parser allows give their feeds."""
    data = (
        b"<opml><body>"
        + b'<outline text="f">' * 200
        + b'<outline xmlUrl="https://one.example/"/>'
        + b"</outline>" * 200
        + b"</body></opml>"
    )
    assert [x.xml_url for x in read(data)] == ["https://one.example/"]
