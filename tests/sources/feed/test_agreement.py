"""Properties: nothing but `Permanent` ever comes out, and the two paths read the same."""

from dataclasses import replace
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Permanent
from bot.sources.feed.document import Document
from bot.sources.feed.parser import parse, parse_fast, parse_tolerant
from bot.sources.feed.reading import read_fast, read_tolerant
from tests.sources.feed.test_formats import ATOM, ATOM03, JSON, OLD, RDF, RSS20

SEEDS = [text.encode() for text in (ATOM, ATOM03, JSON, OLD, RDF, RSS20)]
PIECES = [
    b"<",
    b">",
    b"&",
    b"&nbsp;",
    b"]]>",
    b"<![CDATA[",
    b"\0",
    b"\xff\xfe",
    b"<item>",
    b"</entry>",
    b'xml:base="//["',
    b"<!DOCTYPE x [",
    b"1e999",
]
PIECES += [b"<guid>", b"http://[", b"0000-00-00", b"&#xD800;", b"<!--", b'encoding="utf-7"', b"<content type='x/y'>", b"{", b"}"]
few = settings(max_examples=60, deadline=None)


@st.composite
def damaged(draw):
    """A good document with pieces cut out, doubled or put in."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 60)))
        data = data[:start] + draw(st.sampled_from([b"", data[start:end] * 2, *PIECES])) + data[end:]
    return data


def harmless(data: bytes) -> None:
    for work in (lambda: parse(data), lambda: parse_tolerant(data), lambda: read_fast(data, "https://a.example/", "")):
        try:
            work()
        except Permanent as failure:
            assert "\n" not in failure.detail  # noqa: PT017 - that it may also not raise is the point


@few
@given(st.binary(max_size=300))
def test_noise_ends_in_permanent(data):
    """Arbitrary bytes are a document or a `Permanent`."""
    harmless(data)


@settings(max_examples=200, deadline=None)
@given(damaged())
def test_damage_ends_in_permanent(data):
    """Damaged documents are a document or a `Permanent`, on every path."""
    harmless(data)


letters = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\x85"), min_size=1, max_size=12)
phrases = st.lists(letters, min_size=1, max_size=6).map(" ".join)
links = st.from_regex(r"https://[a-z]{1,8}\.example/[a-z0-9/]{0,9}(\?a=[0-9]{1,3})?", fullmatch=True)
dates = st.datetimes().map(lambda d: d.replace(year=1990 + d.year % 60, day=min(d.day, 28)))
extras = st.sampled_from(
    [
        "",
        "<enclosure url='https://x.example/e'/>",
        "<slash:comments>3</slash:comments>",
        "<media:title>M</media:title>",
        "<dc:date/>",
    ]
)


@st.composite
def rss_items(draw):
    parts = [f"<title>{escape(draw(phrases))}</title>", f"<link>{escape(draw(links))}</link>"]
    parts += draw(
        st.lists(
            st.one_of(
                phrases.map(lambda t: f"<description>{escape(t)}</description>"),
                phrases.map(lambda t: f"<content:encoded>{escape('<p>' + escape(t) + '</p>')}</content:encoded>"),
                phrases.map(lambda t: f"<media:description>{escape(t)}</media:description>"),
                phrases.map(lambda t: f"<category domain='d'>{escape(t)}</category>"),
                letters.map(lambda t: f"<dc:creator>{escape(t)}</dc:creator>"),
                st.tuples(letters, st.sampled_from(["", " isPermaLink='false'", " isPermaLink='true'"])).map(
                    lambda x: f"<guid{x[1]}>{escape(x[0])}</guid>"
                ),
                dates.map(lambda d: f"<pubDate>{d:%d} Feb {d:%Y %H:%M:%S} +0130</pubDate>" if d.day < 28 else ""),
                dates.map(lambda d: f"<dc:date>{d:%Y-%m-%dT%H:%M:%SZ}</dc:date>"),
                extras,
            ),
            max_size=8,
        )
    )
    return "<item>" + "".join(draw(st.permutations(parts))) + "</item>"


@st.composite
def rss(draw):
    items = "".join(draw(st.lists(rss_items(), max_size=4)))
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    spaces += 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    head = f"<title>{escape(draw(phrases))}</title><link>{draw(links)}</link><ttl>{draw(st.integers(0, 999))}</ttl>"
    return f'<rss version="2.0" {spaces}><channel>{head}{items}</channel></rss>'


@st.composite
def atom(draw):
    def entry():
        title, kind = escape(draw(phrases)), draw(st.sampled_from(["text", "html"]))
        link = f'<link href="{draw(links)}" rel="{draw(st.sampled_from(["alternate", "self", "related"]))}"/>'
        body = f'<content type="{kind}">{escape(draw(phrases))}</content>' if draw(st.booleans()) else ""
        who = f"<author><name>{escape(draw(letters))}</name></author>" if draw(st.booleans()) else ""
        parts = [f'<title type="{kind}">{title}</title>', link, body, who, f"<id>urn:x:{draw(st.integers(0, 9))}</id>"]
        parts.append(f"<updated>{draw(dates):%Y-%m-%dT%H:%M:%S+02:00}</updated>")
        parts.append(f"<summary>{escape(draw(phrases))}</summary>" if draw(st.booleans()) else "")
        return "<entry>" + "".join(draw(st.permutations(parts))) + "</entry>"

    entries = "".join(entry() for _ in range(draw(st.integers(0, 3))))
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl"><title>{escape(draw(phrases))}</title>{entries}</feed>'


def without_languages(document: Document) -> Document:
    return replace(document, entries=tuple(replace(entry, language="") for entry in document.entries))


@few
@given(st.one_of(rss(), atom()))
def test_both_paths_read_the_same(text):
    """On generated well-formed documents the fast path answers, and answers as feedparser does."""
    fast = parse_fast(text.encode())
    assert fast is not None
    assert without_languages(fast) == without_languages(parse_tolerant(text.encode()))


@few
@given(rss())
def test_both_paths_make_the_same_entries(text):
    """What the bot keeps does not depend on the path either."""
    fast = read_fast(text.encode(), "https://a.example/", "en")
    assert fast == read_tolerant(text.encode(), "https://a.example/", "", "en")
