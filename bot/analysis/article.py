"""From what was handed in to the title and the text that count: mark-up and furniture gone, length bounded."""

import html
import re

from bot.analysis.boilerplate import article_text
from bot.analysis.reading import MAX_CHARS
from bot.analysis.wrapping import unwrapped
from bot.domain.verdict import Article

_MAX_HTML = 2_000_000
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,600}|!--.{0,600}?--)>")
_MARKDOWN = re.compile(r"!?\[([^\]\n]{0,300})\]\([^()\s]{1,600}\)")
_HEADING = re.compile(r"^(?:#{1,6}[ \t]+|(?:```|~~~)\w*[ \t]*$)", re.MULTILINE)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,10});", re.IGNORECASE)
_LONGEST_HEADLINE = 150
_LEAST_WORDS = 12
_ENDS = frozenset(".!?…:;,\"'”»)")
_SURROGATE = re.compile(r"[\ud800-\udfff\x00]")


def readable(article: Article) -> tuple[str, str]:
    """Title and article text. HTML is read only when there is no text; a page's own title only when there is none."""
    title, text = _bare(article.title[:MAX_CHARS]), article.text[: 2 * MAX_CHARS]
    if not text.strip() and article.html.strip():
        from bot.analysis.maintext import main_text  # noqa: PLC0415 - a third of a second to import, and most articles are plain

        page = main_text(_SURROGATE.sub(" ", article.html[:_MAX_HTML]), article.url)
        title, text = title.strip() or page.title, page.text
    body = article_text(unwrapped(_bare(text))).strip()
    return (title.strip(), body) if title.strip() else headline_off(body)


def headline_off(body: str) -> tuple[str, str]:
    """A plain text whose first line reads as a headline (short, no full stop, the article below it): that line, and the rest."""
    first, _, rest = body.partition("\n")
    first = first.strip()
    alone = 0 < len(first) <= _LONGEST_HEADLINE and first[-1] not in _ENDS and len(rest.split()) >= _LEAST_WORDS
    return (first, rest.strip()) if alone else ("", body)


def _bare(text: str) -> str:
    """Plain text that still holds tags or entities (feeds escape twice), or Markdown's links, headings and fences, becomes plain."""
    text = _SURROGATE.sub(" ", text)
    if _ENTITY.search(text):
        text = html.unescape(text)
    if _TAG.search(text):
        text = _TAG.sub(" ", text)
    if "](" in text:
        text = _MARKDOWN.sub(r"\1", text)
    return _HEADING.sub("", text) if _HEADING.search(text) else text
