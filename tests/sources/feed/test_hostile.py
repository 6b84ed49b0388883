"""Documents made to hurt: refused before a parser sees them, or read within bounds."""

import feedparser
import pytest

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.sources.feed import fast
from bot.sources.feed.document import MAX_ENTRIES
from bot.sources.feed.guard import MAX_OPEN, MAX_SALVAGE
from bot.sources.feed.parser import parse, parse_tolerant

BODY = "<rss version='2.0'><channel><title>{}</title><item><title>x</title></item></channel></rss>"
LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c \"&b;&b;\">]>" + BODY.format("&c;")
QUADRATIC = f"<!DOCTYPE rss [<!ENTITY a '{'ha' * 5000}'>]>" + BODY.format("&a;" * 500)
EXTERNAL = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + BODY.format("&a;")
PUBLIC = "<!-- x --><!DOCTYPE rss [<!ENTITY a PUBLIC '-//Somebody//' 'https://steal.example/'>]>" + BODY.format("&a;")
PARAMETER = "<!DOCTYPE rss [<!ENTITY % a '<!ENTITY b \"c\">'> %a;]>" + BODY.format("&b;")
MANY = "<!DOCTYPE rss [" + "<!ENTITY a 'x'>" * 2000 + "]>" + BODY.format("&a;")


def trap(*args, **kwargs):
    pytest.fail("a parser saw the document")


@pytest.fixture
def no_parser(monkeypatch):
    """Both parsers replaced by traps."""
    monkeypatch.setattr(fast, "read", trap)
    monkeypatch.setattr(feedparser, "parse", trap)


def reason(data: bytes) -> FailReason:
    with pytest.raises(Permanent) as caught:
        parse(data)
    return caught.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", [LAUGHS, QUADRATIC, EXTERNAL, PUBLIC, PARAMETER, MANY])
def test_entity_attacks_are_refused_unparsed(no_parser, text, encoding):
    """Bombs and external entities are refused by looking at the declarations, in any encoding; no parser runs."""
    assert reason(text.encode(encoding)) is FailReason.UNSAFE_XML


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0" * 40])
def test_nothing_is_empty(no_parser, data):
    """0 bytes, white space, a lone byte order mark and NULs are EMPTY."""
    assert reason(data) is FailReason.EMPTY


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><title>News</title>",
        b"<?xml version='1.0'?><!-- c -->\n<!DOCTYPE html PUBLIC 'x'><html/>",
        b"\xef\xbb\xbf<HTML><body>Please log in</body></HTML>",
    ],
)
def test_web_pages_are_refused_unparsed(no_parser, page):
    """A web page instead of a feed is NOT_A_FEED, at the price of a look at its beginning."""
    assert reason(page) is FailReason.NOT_A_FEED


def test_harmless_declarations_are_allowed():
    """HTML's own entity names and short texts, which real old feeds declare, are no attack."""
    text = (
        '<?xml version=\'1.0\'?><!DOCTYPE rss [\n<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" "x">\n'
        '<!ENTITY org "Harbour Office">]>\n' + BODY.format("&org; news")
    )
    assert parse(text.encode()).title == "Harbour Office news"


def test_an_article_about_bombs_is_no_bomb():
    """Declarations quoted inside an article are words."""
    assert parse(BODY.format("<![CDATA[" + LAUGHS + "]]>").encode()).entries[0].title == "x"


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel>" + "<a>" * (MAX_OPEN + 9),
        "<rss><channel>" + "<a>" * (MAX_OPEN + 9) + "</a>" * (MAX_OPEN + 9) + "</channel></rss>",
        "<!-- -->" + " " * 70_000 + "<rss/>",
        "<rss " + " ".join(f"a{n}='1'" for n in range(2000)) + "><channel/>&bad;</rss>",
    ],
    ids=["nesting", "nesting closed again", "prolog", "attributes"],
)
def test_shapes_without_end_never_reach_feedparser(monkeypatch, text):
    """Nesting, prologs and attributes without end are refused before the slow parser, whose time they would eat."""
    monkeypatch.setattr(feedparser, "parse", trap)
    assert reason(text.encode()) is FailReason.UNSAFE_XML


def test_open_html_is_not_nesting():
    """Elements that HTML leaves open, thousands of them in a broken feed, are not taken for an attack."""
    text = BODY.format("x").replace("<item>", "<item><description>" + "line<br>" * (MAX_OPEN + 9) + "</description>&bad;")
    assert len(parse(text.encode()).entries) == 1


def test_huge_broken_documents_are_given_up(monkeypatch):
    """Beyond a size nothing is saved from what only the slow parser could read."""
    monkeypatch.setattr(feedparser, "parse", trap)
    assert reason(b"<rss>&bad;" + b"x" * MAX_SALVAGE) is FailReason.MALFORMED


def test_json_nested_without_end():
    """Deep JSON is a broken document, not a crash."""
    assert reason(b'{"items":' + b"[" * 200_000) is FailReason.MALFORMED


def test_control_characters_are_taken_out():
    """A NUL and its like, which no store and no chat can show, never reach a title."""
    assert parse(b"<rss version='2.0'><channel><title>a\0b\x1bc</title></channel></rss>").title == "abc"
    assert parse(b'{"version":"https://jsonfeed.org/version/1","items":[],"title":"a\\u0000b\\ud800"}').title == "ab?"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#57343;", "&#x110000;", "&#1114112;", f"&#{'9' * 5000};"])
def test_an_impossible_character_spoils_no_other_entry(reference):
    """One title with a reference to what is no character costs that character, not the feed."""
    text = BODY.format("t").replace("<item>", f"<item><title>a{reference}b</title></item><item>")
    assert [entry.title for entry in parse(text.encode()).entries] == ["a\ufffdb", "x"]


def test_possible_characters_beside_an_impossible_one_stay():
    """Only what is no character is replaced."""
    text = BODY.format("t").replace("<title>x", "<title>&#x10FFFF;&#8364;&#x20AC;&#65;&#xD800;")
    assert parse(text.encode()).entries[0].title == "\U0010ffff\u20ac\u20acA\ufffd"


def test_entries_have_a_ceiling_on_both_paths():
    """No document makes more than `MAX_ENTRIES` entries."""
    text = BODY.format("t").replace("<item>", "<item><title>y</title></item>" * (MAX_ENTRIES + 5) + "<item>").encode()
    assert len(parse(text).entries) == len(parse_tolerant(text).entries) == MAX_ENTRIES


def test_feedparser_is_given_bytes_not_names(tmp_path, monkeypatch):
    """A document that is the name of a file is not opened."""
    (tmp_path / "rss").write_text(BODY.format("secret"))
    monkeypatch.chdir(tmp_path)
    assert reason(b"rss") is FailReason.NOT_A_FEED


def test_what_feedparser_lets_out_is_a_reason(monkeypatch):
    """An error inside feedparser becomes MALFORMED with its cause kept."""

    def fails(*args, **kwargs):
        raise IndexError("inside")

    monkeypatch.setattr(feedparser, "parse", fails)
    with pytest.raises(Permanent) as caught:
        parse_tolerant(b"<rss>")
    assert caught.value.reason is FailReason.MALFORMED
    assert isinstance(caught.value.__cause__, IndexError)
