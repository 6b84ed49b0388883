"""The promises of `analysis.article`."""

import pytest

from bot.analysis.article import headline_off, readable
from bot.domain.verdict import Article

BODY = "The port of Norhaven switched off its booking servers on Monday after strangers entered the network."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Port of Norhaven under attack\n\n{BODY}", "Port of Norhaven under attack"),
        (f"Port of Norhaven under attack.\n{BODY}", ""),
        (BODY, ""),
        (f"{BODY}\nMore will follow when the port is open again, the authority said in the evening.", ""),
        ("Port of Norhaven under attack\nMore soon", ""),
        ("x" * 151 + f"\n{BODY}", ""),
    ],
)
def test_a_first_line_without_a_full_stop_is_the_headline(text, title):
    """A file without a title of its own gives its headline, once: it is not the first sentence too."""
    head, body = headline_off(text)
    assert head == title
    assert body == (BODY if title else text)


def test_a_given_title_stays():
    """What the source calls the title is the title, whatever the text begins with."""
    assert readable(Article("1", title="Given", text=f"Line\n{BODY}"))[0] == "Given"
