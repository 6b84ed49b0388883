"""HTML in the dark look of Discord, with styles of our own: an imitation, so that the picture needs no account and no server.

What the posts hold is foreign text. It passes `_plain` or `_marked`, which let no angle bracket through.
"""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord

from bot.chat.threads import thread_name
from tests.looks.scenes import Line, Shown

STYLE = Path(__file__).with_name("look.css")
_MARK = re.compile(
    r"\\(?P<still>.)|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*|`(?P<code>[^`]+)`|<(?P<link>https?://[^>\s]+)>|<t:(?P<stamp>\d+):f>|(?P<line>\n)",
    re.DOTALL,
)


def page(posts: Sequence[Shown]) -> str:
    """A whole document; the posts in order."""
    body = "".join(map(post, posts))
    head = f'<meta charset="utf-8"><title>Posts</title><style>{STYLE.read_text(encoding="utf-8")}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def post(shown: Shown) -> str:
    """One message of the bot with its embed and buttons, and its thread below."""
    return _message(shown.at, _embed(shown.embed) + _buttons(shown.buttons) + _thread(shown.embed.title or "", shown.lines))


def _message(at: datetime, inner: str) -> str:
    name = f'<div class="name">Tocsin <span class="app">APP</span> <time>{at:%H:%M}</time></div>'
    return f'<div class="message"><div class="face">T</div><div class="said">{name}{inner}</div></div>'


def _embed(embed: discord.Embed) -> str:
    colour = embed.colour.value if embed.colour else 0
    title = _marked(embed.title or "")
    linked = ' class="title linked"' if embed.url else ' class="title"'
    about = f'<div class="about">{_marked(embed.description)}</div>' if embed.description else ""
    fields = "".join(f'<div class="row">{"".join(row)}</div>' for row in _rows(embed))
    when = f"{embed.timestamp:%Y-%m-%d %H:%M}" if embed.timestamp else ""
    foot = " • ".join(filter(None, (embed.footer.text or "", when)))
    return (
        f'<div class="embed" style="border-color:#{colour:06x}"><div{linked}>{title}</div>{about}{fields}'
        f'<div class="foot">{_plain(foot)}</div></div>'
    )


def _rows(embed: discord.Embed) -> Iterator[list[str]]:
    """Up to three inline fields stand beside each other."""
    row: list[str] = []
    for field in embed.fields:
        cell = f'<div class="field"><b>{_marked(field.name or "")}</b>{_marked(field.value or "")}</div>'
        if not field.inline or len(row) == 3:
            if row:
                yield row
            row = []
        if field.inline:
            row.append(cell)
        else:
            yield [cell]
    if row:
        yield row


def _buttons(buttons: Sequence[discord.ui.Button[Any]]) -> str:
    """In the rows that they ask for."""
    rows = ([b for b in buttons if b.row == row] for row in sorted({b.row or 0 for b in buttons}))
    return "".join(f'<div class="buttons">{"".join(map(_button, row))}</div>' for row in rows)


def _button(button: discord.ui.Button[Any]) -> str:
    off = " off" if button.disabled else ""
    return f'<div class="button {button.style.name}{off}">{_plain(button.label or "")}</div>'


def _thread(title: str, lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    name = _marked(thread_name(title))
    said = "".join(_message(line.at, f"<div>{_marked(line.text)}</div>") for line in lines)
    return f'<div class="thread"><div class="opens"><b>{name}</b> <i>{len(lines)} Messages &rsaquo;</i></div>{said}</div>'


def _marked(text: str) -> str:
    """The few marks that posts use, as Discord shows them; a character behind a backslash is only itself."""
    made, end = [], 0
    for found in _MARK.finditer(text):
        made += [_plain(text[end : found.start()]), _shown(found)]
        end = found.end()
    return "".join([*made, _plain(text[end:])])


def _shown(found: re.Match[str]) -> str:
    kind, inner = found.lastgroup, found[found.lastgroup or 0]
    match kind:
        case "bold":
            return f"<b>{_marked(inner)}</b>"
        case "code":
            return f"<code>{_plain(inner)}</code>"
        case "link":
            return f'<span class="linked">{_plain(inner)}</span>'
        case "stamp":
            return f'<span class="stamp">{datetime.fromtimestamp(int(inner), UTC):%-d %B %Y %H:%M}</span>'
        case "line":
            return "<br>"
    return _plain(inner)


def _plain(text: str) -> str:
    return html.escape(text)
