"""Plain text out of the HTML of a summary, quickly: text for judging and for a card, not a rendering of the page.

Every pattern here stops at the next "<" or runs once to the end, so that the time grows with the length and no faster.
"""

import html
import re

MAX_TEXT = 20_000
MAX_TITLE = 500
_MAX_INPUT = 200_000

_SILENT = re.compile(r"<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(
    r"<(?:br|hr|/?(?:p|div|ul|ol|li|dl|dt|dd|table|tr|h[1-6]|blockquote|pre|section|article|figure|figcaption|header|footer))"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"""<[A-Za-z/!?](?>[^<>"']+|"[^"<]*"|'[^'<]*')*>|<[A-Za-z/!?][^<>]*>""")
_KNOWN = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|embed|figcaption|figure|font|h[1-6]|hr|i|iframe"
    r"|img|ins|kbd|li|mark|ol|p|picture|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead"
    r"|time|tr|tt|u|ul|var|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, one line per block, at most `MAX_TEXT` characters. Text that is no HTML stays as it is."""
    text = markup[:_MAX_INPUT]
    if "<" in text and _KNOWN.search(text):
        text = " ".join(_SILENT.sub(" ", text).splitlines())
        text = _uncut(_TAG.sub("", _BREAK.sub("\n", text)))
    return _tidied(_decoded(text))[:MAX_TEXT].rstrip()


def plain_title(title: str) -> str:
    """A title in one line, at most `MAX_TITLE` characters; "vector<int>" keeps its brackets, "<b>Urgent</b>" does not."""
    text = _KNOWN.sub("", title) if "<" in title else title
    return _tidied(_decoded(text)).replace("\n", " ")[:MAX_TITLE].rstrip()


def _decoded(text: str) -> str:
    """Character references decoded, twice where a publisher encoded twice."""
    if "&" not in text:
        return text
    text = html.unescape(text)
    return html.unescape(text) if _ENTITY.search(text) else text


def _uncut(text: str) -> str:
    """Without the beginning of a tag that somebody cut at the end of the text."""
    start = text.rfind("<")
    cut = start >= 0 and text.find(">", start) < 0 and text[start + 1 : start + 2].isalpha() and "=" in text[start:]
    return text[:start] if cut else text


def _tidied(text: str) -> str:
    text = _INVISIBLE.sub("", text) if not text.isascii() else text
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))
