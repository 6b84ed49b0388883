"""What is read out of each format, from documents of invented organisations."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason
from bot.sources.feed.batch import answer
from bot.sources.feed.parser import parse, parse_fast, parse_tolerant

RSS20 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
 <channel>
  <title>Harbour Gazette</title><link>https://gazette.example/</link><description>News</description>
  <language>en-GB</language><ttl>30</ttl>
  <atom:link href="https://gazette.example/rss" rel="self" type="application/rss+xml"/>
  <image><title>Logo</title><url>https://gazette.example/l.png</url><link>https://img.example/</link></image>
  <item>
   <title>Port authority &amp; ferry line hit by ransomware</title>
   <link>https://gazette.example/a?x=1&amp;y=2</link>
   <guid isPermaLink="false">gz-1</guid>
   <pubDate>Tue, 04 Feb 2025 09:15:00 +0100</pubDate>
   <dc:creator><![CDATA[Ada Quill]]></dc:creator>
   <category>Security</category><category>Ports</category><category>Security</category>
   <description><![CDATA[<p>Short <b>story</b>.</p>]]></description>
   <content:encoded><![CDATA[<p>The long story.</p>]]></content:encoded>
   <media:content url="https://gazette.example/p.jpg"><media:title>A photo</media:title></media:content>
  </item>
  <item><title>No id, no date</title><link>/b</link></item>
 </channel>
</rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://cert.example/news/">
  <title type="html">CERT &lt;i&gt;Example&lt;/i&gt;</title>
  <link rel="self" href="feed.atom"/><link rel="alternate" href="."/><id>urn:example:feed</id>
  <updated>2025-02-04T08:00:00Z</updated>
  <entry xml:lang="en">
    <title>Advisory 7</title><id>urn:example:7</id>
    <link rel="enclosure" href="7.pdf"/><link href="7.html"/>
    <published>2025-02-04T10:00:00.123+02:00</published><updated>2025-02-04T09:30:00Z</updated>
    <author><name>Duty desk</name><email>desk@cert.example</email></author>
    <category term="advisory"/>
    <summary>Patch now</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Patch <em>now</em> &amp; check.</p></div></content>
  </entry>
</feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
 <channel rdf:about="https://lab.example/rss">
  <title>Lab notes</title><link>https://lab.example/</link><description>d</description>
  <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
  <items><rdf:Seq><rdf:li rdf:resource="https://lab.example/1"/></rdf:Seq></items>
 </channel>
 <item rdf:about="https://lab.example/1">
  <title>A wiper taken apart</title><link>https://lab.example/1</link><description>Notes</description>
  <dc:date>2025-02-03T23:30:00-05:00</dc:date><dc:subject>malware</dc:subject>
 </item>
</rdf:RDF>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Vendor notes", "home_page_url": "https://vendor.example/",
 "language": "de", "items": [
 {"id": 12, "url": "https://vendor.example/12", "title": "Fix", "content_text": "a < b", "date_published": "2025-02-04T10:00:00Z",
  "authors": [{"name": "Eva"}, {"name": "Jan"}], "tags": ["patch", 3]},
 "noise", {"external_url": "https://other.example/x", "content_html": "<p>Hm</p>"}]}"""

OLD = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/rss.dtd">
<rss version="0.91"><channel><title>Old</title><link>https://old.example/</link><description/>
<item><title>Item</title><link>https://old.example/1</link></item></channel></rss>"""

ATOM03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Early</title>
<entry><title>One</title><id>tag:early.example,2004:1</id><link rel="alternate" type="text/html" href="https://early.example/1"/>
<issued>2004-05-06T07:08:09Z</issued><content type="text/html" mode="escaped">&lt;p&gt;Hi&lt;/p&gt;</content></entry></feed>"""


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_rss_20():
    """RSS 2.0 with the modules of everyday gives every field, by the fast path."""
    feed = parse_fast(RSS20.encode(), "https://gazette.example/rss")
    assert feed is not None
    assert (feed.kind, feed.title, feed.link, feed.language) == ("rss20", "Harbour Gazette", "https://gazette.example/", "en-GB")
    assert feed.ttl == timedelta(minutes=30)
    first, second = feed.entries
    assert (first.id, first.link) == ("gz-1", "https://gazette.example/a?x=1&y=2")
    assert first.title == "Port authority & ferry line hit by ransomware"
    assert first.published == at(2025, 2, 4, 8, 15)
    assert (first.author, first.tags) == ("Ada Quill", ("Security", "Ports"))
    assert (first.summary, first.content) == ("<p>Short <b>story</b>.</p>", "<p>The long story.</p>")
    assert (second.id, second.link, second.published) == ("/b", "https://gazette.example/b", None)


def test_atom_10():
    """Atom 1.0: text constructs, link relations, xml:base, xml:lang, times with fractions."""
    feed = parse_fast(ATOM.encode())
    assert feed is not None
    assert (feed.kind, feed.title, feed.link, feed.language) == (
        *("atom10", "CERT <i>Example</i>", "https://cert.example/news/", "uk"),
    )
    (entry,) = feed.entries
    assert (entry.id, entry.link, entry.language) == ("urn:example:7", "https://cert.example/news/7.html", "en")
    assert (entry.published, entry.updated) == (at(2025, 2, 4, 8), at(2025, 2, 4, 9, 30))
    assert (entry.author, entry.tags) == ("Duty desk (desk@cert.example)", ("advisory",))
    assert (entry.summary, entry.content) == ("Patch now", "<p>Patch <em>now</em> &amp; check.</p>")


def test_rdf():
    """RSS 1.0: items beside the channel, Dublin Core, the syndication module's period."""
    feed = parse_fast(RDF.encode())
    assert feed is not None
    assert (feed.kind, feed.title, feed.ttl) == ("rss10", "Lab notes", timedelta(hours=6))
    (entry,) = feed.entries
    assert (entry.id, entry.updated, entry.tags) == ("https://lab.example/1", at(2025, 2, 4, 4, 30), ("malware",))


def test_json_feed():
    """JSON Feed: numbers as ids, text escaped into HTML, several authors, noise between items left out."""
    feed = parse(JSON.encode())
    assert (feed.kind, feed.title, feed.language) == ("json11", "Vendor notes", "de")
    first, second = feed.entries
    assert (first.id, first.content, first.author, first.tags) == ("12", "a &lt; b", "Eva, Jan", ("patch",))
    assert (second.id, second.link) == ("https://other.example/x", "https://other.example/x")


@pytest.mark.parametrize(
    ("text", "kind", "entry_id"),
    [(OLD, "rss091n", "https://old.example/1"), (ATOM03, "atom03", "tag:early.example,2004:1")],
)
def test_elder_formats(text, kind, entry_id):
    """RSS 0.91 with a document type and Atom 0.3 are left to the tolerant path and read."""
    assert parse_fast(text.encode()) is None
    feed = parse(text.encode())
    assert (feed.kind, [entry.id for entry in feed.entries]) == (kind, [entry_id])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            '<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><title>Порт</title></channel></rss>',
            "cp1251",
        ),
        ('<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><title>Порт</title></channel></rss>', "utf-16"),
        ("\ufeff<rss version='2.0'><channel><title>Порт</title></channel></rss>", "utf-8"),
        ("\n\n <?xml version='1.0'?><rss version='2.0'><channel><title>Порт</title></channel></rss>", "utf-8"),
    ],
    ids=["declared", "utf-16", "byte order mark", "space before"],
)
def test_encodings(text, encoding):
    """The title is right in whatever encoding it comes."""
    assert parse(text.encode(encoding)).title == "Порт"


def test_server_names_the_encoding():
    """The header's charset counts where the document is silent."""
    data = "<rss version='2.0'><channel><title>Порт</title></channel></rss>".encode("koi8-r")
    assert parse(data, content_type="text/xml; charset=KOI8-R").title == "Порт"


def test_few_wrong_bytes_cost_few_letters():
    """One damaged byte in a UTF-8 document spoils one letter, not every letter outside ASCII."""
    data = "<rss version='2.0'><channel><title>Порт закрито</title></channel></rss>".encode().replace("П".encode(), b"\xd0", 1)
    assert parse(data).title == "\ufffd" + "Порт закрито"[1:]


def test_broken_documents_give_what_can_be_saved():
    """A document cut in the middle keeps the entries before the cut; an unknown entity and a bare ampersand are no end."""
    cut = parse(RSS20[: RSS20.index("<item><title>No id")].encode())
    assert [entry.id for entry in cut.entries] == ["gz-1"]
    sloppy = parse(b"<rss version='2.0'><channel><item><title>Tom & Ann&nbsp;win</title></item></channel></rss>")
    assert sloppy.entries[0].title == "Tom & Ann\xa0win"


def test_missing_ids_are_stable_and_distinct():
    """Entries without id get the same one at every poll; entries that share their only link are still told apart."""
    item = "<item><title>{}</title><link>https://one.example/</link></item>"
    text = f"<rss version='2.0'><channel>{item.format('A')}{item.format('B')}<item><title>C</title></item></channel></rss>"
    first, again = parse(text.encode()), parse(text.replace("<channel>", "<channel><ttl>5</ttl>").encode())
    ids = [entry.id for entry in first.entries]
    assert len(set(ids)) == 3
    assert ids == [entry.id for entry in again.entries]
    assert ids == [entry.id for entry in parse_tolerant(text.encode()).entries]


def test_ids_survive_a_move():
    """An id that looks like a relative address does not change with the address of the feed."""
    text = b"<rss version='2.0'><channel><item><guid>4711</guid><title>x</title></item></channel></rss>"
    here, there = (parse(text, url=f"https://{host}.example/feed").entries[0] for host in ("old", "new"))
    assert here.id == there.id == "4711"
    assert there.link == "https://new.example/4711"


def test_batch_answers():
    """`tocsin parse` gives the contract's fields, and a plain reason for what is no feed."""
    good = answer("a.xml", ATOM.encode())
    assert list(good) == ["file", "ok", "kind", "title", "link", "entries", "error"]
    assert list(good["entries"][0]) == ["id", "title", "link", "published", "updated", "author", "summary", "content", "tags"]
    assert good["entries"][0]["published"] == "2025-02-04T08:00:00Z"
    bad = answer("b.xml", b"")
    assert (bad["ok"], bad["entries"], bad["error"]) == (False, [], "empty: the document is empty")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": ', FailReason.MALFORMED),
        (b'{"items": 3}', FailReason.NOT_A_FEED),
        (b'{"items": [{"id": 1}]}', FailReason.NOT_A_FEED),
        (b"just words", FailReason.NOT_A_FEED),
        (b"<note><to>x</to></note>", FailReason.NOT_A_FEED),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(data, reason):
    """Other JSON, other XML and plain text each end in their own reason."""
    with pytest.raises(Permanent) as caught:
        parse(data)
    assert caught.value.reason is reason


def test_an_article_that_shows_a_document_type_stays_on_the_fast_path():
    """Only a document type before the root is one; in the words of an article it is words."""
    text = "<rss version='2.0'><channel><item><title>x</title><description><![CDATA[<!DOCTYPE html>]]></description></item></channel></rss>"
    feed = parse_fast(text.encode())
    assert feed is not None
    assert feed.entries[0].summary == "<!DOCTYPE html>"


def test_channel_definition_format():
    """A channel of the elder CDF, which names no version and no entries, is still a feed with an address."""
    assert parse(b"<CHANNEL HREF='https://cdf.example/'></CHANNEL>").link == "https://cdf.example/"
