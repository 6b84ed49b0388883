"""One form for one address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.address import canonical

STORY = "https://example.org/news/port-attack"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/port-attack",
        "https://EXAMPLE.org:443/news/port-attack/",
        "http://example.org:80/news//port-attack",
        "//www.example.org/news/port-attack#comments",
        "https://reader:secret@example.org/news/port-attack",
        "https://m.example.org/news/port-attack",
        "https://mobile.example.org/news/port-attack",
        "https://amp.example.org/news/port-attack",
        "https://example.org/news/port-attack/amp/",
        "https://example.org/amp/news/port-attack",
        "https://example.org/news/port-attack?amp=1",
        "https://example.org/news/port-attack?outputType=amp",
        "https://example.org/news/port-attack/index.html",
        "https://example.org/news/./old/../port-attack",
        "https://example.org/news/%70ort-attack",
        "https://example.org./news/port-attack",
        " https://example.org/news/port-attack\n",
        "https://example.org/news/port-attack;jsessionid=A1B2",
        "https://www.google.com/amp/s/www.example.org/news/port-attack/amp/",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/news/port-attack?amp_js_v=0.1",
        "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fexample.org%2Fnews%2Fport-attack%3Futm_medium%3Drss",
    ],
)
def test_the_same_page(url: str) -> None:
    """Mobile, AMP, wrapped and decorated addresses of one page have one form."""
    assert canonical(url) == STORY


TRACKING = """
utm_source=a fbclid=1 gclid=1 mc_cid=1 mc_eid=2 igshid=3 cmpid=rss ref=home ref_src=x at_medium=rss wt_mc=x _hsenc=1 _hsmi=2 yclid=3
spm=1.2 ocid=x source=rss xtor=RSS-1 ns_campaign=x guccounter=1 smid=tw wt.mc_id=1 mkt_tok=x m=1 __twitter_impression=true amp_js_v=1
"""


@pytest.mark.parametrize(
    "extra",
    TRACKING.split(),
)
def test_tracking_goes(extra: str) -> None:
    """What says where the reader came from is no part of the address."""
    assert canonical(f"{STORY}?{extra}&id=7") == f"{STORY}?id=7"


@pytest.mark.parametrize("name", ["id", "p", "article", "v", "story", "page", "cid", "sid", "nid", "q", "m", "source", "lang"])
def test_selecting_parameters_stay(name: str) -> None:
    """What selects content stays: two articles of one script are two."""
    assert canonical(f"https://example.org/show?{name}=41") != canonical(f"https://example.org/show?{name}=42")


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a?b=2&a=1&b=2", "https://example.org/a?a=1&b=2"),
        ("https://example.org/#!/a/b", "https://example.org/#!/a/b"),
        ("https://exämple.org/ü?q=ä+b", "https://xn--exmple-cua.org/%C3%BC?q=%C3%A4%20b"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("https://en.m.example.org/wiki/A", "https://en.example.org/wiki/A"),
        ("https://amp.example/a", "https://amp.example/a"),
        ("https://m.co.uk/a", "https://m.co.uk/a"),
        ("https://example.org/amp", "https://example.org/amp"),
    ],
)
def test_forms(url: str, form: str) -> None:
    """Order, encoding, ports and hosts have one spelling, and what only looks like a device is left."""
    assert canonical(url) == form


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "example.org/a",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "file:///etc/a",
        "http://",
        "http://[bad",
        "http://a b/",
        "https://example.org:99999/",
    ],
)
def test_no_address(url: str) -> None:
    """What cannot be asked for over the web has no form."""
    assert canonical(url) == ""


PIECES = ["amp", "/", ".", "..", "index.html", "?", "&", "=", "utm_x", "%", "%41", "%2F", "é", "m.", "www.", "http://", "https://", "google.com", "/amp/s/", "x.cdn.ampproject.org/c/s/", "a.example", ":", "80", "#", "!", ";", "+", " ", "@", "[", "]", "\\", "/url?url=", "\ud800"]  # fmt: skip


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(),
    st.sampled_from(["", "https://", "http://example.org/"]),
)
def test_stable(rest: str, start: str) -> None:
    """Any text gives an answer, and the form of a form is itself."""
    once = canonical(start + rest)
    assert canonical(once) == once


def test_endless_wrapping_is_no_address() -> None:
    """An address wrapped without end is refused instead of half unwrapped."""
    assert canonical("https://" + "google.com/amp/s/" * 100 + "example.org/a") == ""
