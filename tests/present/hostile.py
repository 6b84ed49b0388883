"""Texts that mean harm, and a reader that finds what would come alive in Discord.

The reader is written from Discord's documents ("Message Formatting", the Markdown guide), not from our escapes: it drops
escaped characters as a client does and then looks for anything that acts.
"""

import re

from hypothesis import strategies as st

TRICKS = (
    "@everyone", "@here", "@HERE", "<@12345678901234567>", "<@!1>", "<@&12345678901234567>", "<#1>", "<t:1700000000:R>", "<:emoji:1>",
    "<a:b:2>", "</why:1>", "<id:home>", "[click](https://evil.example)", "https://evil.example", "HTTP://evil.example", "discord.gg/abc",
    "discord.com/invite/a", "# header", "-# small", "- list", "* list", "1. one", "> quote", ">>> all", "`code`", "```\nblock\n```", "||spoiler||",
    "~~gone~~", "**bold**", "__under__", "_it_", "\\", "\\\\", "\n", "\r\n", "\u2028", "\u202e", "\u2066", "\u200b", "\x00", "\x1b[31m", "\ud800", "\udfff",
    "é́́́́́", "🔥", "👩‍👩‍👧", "🇱🇹", "🇱", "👍🏽", "\u200b", "\u3164", "\U000e0041", "<", "@", ":", "/", " ",
)  # fmt: skip
HOSTILE = st.lists(
    st.one_of(st.sampled_from(TRICKS), st.text(max_size=12), st.characters(categories=["Cs", "Cf", "Mn"])), max_size=12
).map("".join)

_ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
_ACTS = {
    "style": re.compile(r"[*_~|`]"),
    "link": re.compile(r"(?:https?|discord|steam)://", re.IGNORECASE),
    "masked link": re.compile(r"\]\("),
    "tag": re.compile(r"<(?:[@#]|t:|a?:|/|id:)", re.IGNORECASE),
    "line": re.compile(r"^\s*(?:#{1,3}\s|-#|[-+*]\s|>|\d+[.]\s)", re.MULTILINE),
    "invite": re.compile(r"discord(?:app)?\.(?:gg|com)/", re.IGNORECASE),
}
_SERVER = re.compile(r"@(?:everyone|here)|<@[!&]?\d+>")


def alive(text: str) -> list[str]:
    """What would act: found by the server in the raw text, or by the client after it has taken escapes away."""
    shown = _ESCAPED.sub("\N{WHITE SQUARE}", text)
    return [name for name, pattern in _ACTS.items() if pattern.search(shown)] + _SERVER.findall(text)
