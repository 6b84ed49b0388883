"""HTML to words, language tags, autodiscovery."""

import pytest

from bot.sources.feed.discover import feed_address
from bot.sources.feed.document import MAX_MARKUP
from bot.sources.feed.reading import language_code, read_fast
from bot.sources.feed.text import MAX_TEXT, MAX_TITLE, plain_text, plain_title


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One  two</p><p>three<br/>four</p>", "One two\nthree\nfour"),
        ("a\nb <b>c</b>\n<ul><li>d<li>e</ul>", "a b c\nd\ne"),
        ("<style>p{}</style>x<script>alert('<p>')</script><!-- y --> z", "x z"),
        ("<script>never closed", ""),
        ("Fish &amp; chips&nbsp;&#8211; &lt;b&gt;", "Fish & chips \u2013 <b>"),
        ("Tom &amp;amp; Ann&amp;nbsp;won", "Tom & Ann won"),
        ('<img alt="5 > 4" src="x">word', "word"),
        ("overflow in vector<int> when a < b", "overflow in vector<int> when a < b"),
        ("line one\nline two", "line one\nline two"),
        ('<p>cut off <a href="https://x.example', "cut off"),
        ("zero\u200bwidth and soft\u00adhyphen", "zerowidth and softhyphen"),
    ],
)
def test_plain_text(markup, text):
    """Blocks become lines, silent elements go, references are decoded, text that is no HTML is left alone."""
    assert plain_text(markup) == text


def test_text_is_capped():
    """No summary and no title outgrows its limit."""
    assert len(plain_text("<p>" + "word " * 9000)) <= MAX_TEXT
    assert len(plain_title("x" * 9999)) == MAX_TITLE


def test_titles_keep_what_only_looks_like_a_tag():
    """A title loses mark-up and line breaks, and keeps code."""
    assert plain_title("<b>Urgent</b>: std::map<K,V> &amp;\n friends") == "Urgent: std::map<K,V> & friends"


@pytest.mark.parametrize(
    ("tag", "code"), [("en-US", "en"), ("pt_BR", "pt"), ("UK", "uk"), ("english", ""), ("", ""), ("x-1", "")]
)
def test_language_codes(tag, code):
    """A language tag gives its two-letter code or nothing."""
    assert language_code(tag) == code


def test_the_longer_of_summary_and_content_is_the_text():
    """Whichever says more is judged: a teaser content does not hide a long description, nor mark-up count as words."""
    item = "<item><title>t</title><description>{}</description><content:encoded>{}</content:encoded></item>"
    rss = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{}</channel></rss>"

    def text(summary, content):
        reading = read_fast(rss.format(item.format(summary, content)).encode(), "", "")
        assert reading is not None
        return reading.entries[0].text

    assert text("short", "a long content") == "a long content"
    assert text("a long description", "short") == "a long description"
    assert text("words", "&lt;img src='" + "x" * 500 + "'&gt;") == "words"
    assert text("", "x" * (MAX_MARKUP + 1)) == "x" * MAX_TEXT


PAGE = b"""<html><head><BASE href='/en/'><link rel="stylesheet" href="s.css">
<link rel="alternate" type="application/rss+xml" title="Comments" href="comments.xml">
<link type='application/atom+xml' rel='home alternate' href=news.atom?a=1&amp;b=2>
<link rel="alternate" hreflang="fr" href="/fr/"></head></html>"""


def test_autodiscovery():
    """The page's own feed is found against its base, before the feed of the comments, whatever the order of attributes."""
    assert feed_address(PAGE, "https://site.example/start") == "https://site.example/en/news.atom?a=1&b=2"


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"<p>no link</p>",
        b'<link rel=alternate type="application/rss+xml" href="file:///etc/passwd">',
        b'<link rel="alternate" href="http://[">',
    ],
)
def test_autodiscovery_finds_nothing(page):
    """A page without a feed, and a link that leads out of the web, give nothing."""
    assert feed_address(page, "https://site.example/") == ""
