"""Hostile text made harmless: control characters, mark-up, mentions, live indicators.

Everything that came from a source passes `inert` before it is stored in a card. `markdown` is for Discord alone.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.domain.verdict import Indicator

MOST = 16_384
"""Characters that are looked at: four times what the largest place shows, so that a title of a megabyte costs nothing."""
MARKS_A_BASE = 3
"""Combining marks kept on one character: enough for every written language, too few for a tower of them."""
SAME_IN_A_ROW = 12
"""Copies of one symbol, or emoji in a row, that are kept."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols by their category that show as nothing (fillers and blanks)."""
_DROPPED = frozenset({"Cc", "Cf", "Co", "Cs"})
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f"
_EMOJI_RUN = re.compile(rf"([{_EMOJI}](?:\s?[{_EMOJI}]){{{SAME_IN_A_ROW - 1}}})(?:\s?[{_EMOJI}])+")
_SYMBOL_RUN = re.compile(rf"([^\w\s{_EMOJI}])\1{{{SAME_IN_A_ROW},}}")
_SPACE = re.compile(r"\s+")

_ACTIVE = re.compile(r"[\\*_~|`\[\]<>]")
_LINE_START = re.compile(r"^(\s*)(#|-|\+|\d+(?=[.)]))", re.MULTILINE)
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=//)")
_INVITE = re.compile(r"(discord(?:app)?)\.(?=gg|com|me|new)", re.IGNORECASE)

_WEB = re.compile(r"http(?=s?://)", re.IGNORECASE)
_LIVE = re.compile(r"(?:https?|ftp)://\S+|\bwww\.[^\s\[]\S*", re.IGNORECASE)
_CALL = re.compile(r"@(?=(?:everyone|here|channel|all|room|team)|[!&]?\d)|(?<=<)(?=[@!#])", re.IGNORECASE)

_NETWORK = {"domain-name", "ipv4-addr", "ipv6-addr", "url", "email-addr"}
_HTTP = re.compile(r"\bhttp(?=s?://)", re.IGNORECASE)


def inert(text: str) -> str:
    """One line that shows what it says and does nothing: no control or format characters (among them bidirectional
    overrides and isolates and zero-width joiners, Unicode TR 36), no fillers, no lone surrogates, no long runs.
    """
    whole = text[:MOST].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    spaced = _SPACE.sub(" ", whole)
    kept = _few_marks(unicodedata.normalize("NFC", "".join(filter(_visible, spaced))))
    short = _SYMBOL_RUN.sub(lambda m: m[1] * SAME_IN_A_ROW, _EMOJI_RUN.sub(r"\1", kept))
    return _SPACE.sub(" ", short).strip()


def markdown(text: str) -> str:
    """Text that Discord shows as it stands: no style, list, header, quote, link, mention, timestamp or emoji comes alive.

    A backslash is enough for what the reader's client interprets; a mention is found by the server, which ignores
    backslashes, so it is broken with a zero-width space.
    """
    escaped = _ACTIVE.sub(r"\\\g<0>", unmentioned(text))
    unlinked = _INVITE.sub(r"\1\\.", _SCHEME.sub(r"\\:", escaped))
    return _LINE_START.sub(_still, unlinked)


def unmentioned(text: str) -> str:
    """The text with its mentions broken and nothing else changed, for places that know no mark-up."""
    return _MENTION.sub("@\u200b", text)


def lifeless(text: str) -> str:
    """The text for programs that make links and calls of plain words by themselves (mail, SMS, chat): its addresses are
    defanged and its mentions broken. What is defanged already stays as it is.
    """
    cold = _LIVE.sub(lambda m: _cold(_WEB.sub("hxxp", m[0])), text)
    return _CALL.sub(lambda m: f"{m[0]}\u200b", cold).replace("<@", "<\u200b@")


def defang(text: str, indicators: Sequence[Indicator]) -> str:
    """The text with these indicators written so that nothing links to them: hxxp, [.], [:], [@]."""
    values = sorted({i.value for i in indicators if i.type in _NETWORK and i.value}, key=len, reverse=True)
    if not values:
        return text
    known = "|".join(map(re.escape, values))
    return re.sub(rf"(?:https?://)?(?<![\w-])(?:{known})(?![\w-])", lambda m: _cold(m[0]), text, flags=re.IGNORECASE)


def _visible(char: str) -> bool:
    return char not in _INVISIBLE and unicodedata.category(char) not in _DROPPED


def _few_marks(text: str) -> str:
    """At most `MARKS_A_BASE` combining marks in a row."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char)[0] == "M" else 0
        if run <= MARKS_A_BASE:
            kept.append(char)
    return "".join(kept)


def _still(match: re.Match[str]) -> str:
    """The start of a header, list or small print, without its power. Digits cannot be escaped, their dot can."""
    space, sign = match[1], match[2]
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _cold(indicator: str) -> str:
    """One indicator, defanged. Only the host of an address is touched besides its scheme."""
    cold = _HTTP.sub("hxxp", indicator)
    scheme, slashes, rest = cold.partition("://") if "://" in cold else ("", "", cold)
    host, slash, path = rest.partition("/")
    if host.count(":") > 1:
        host = host.replace(":", "[:]")
    return f"{scheme}{slashes}{host.replace('@', '[@]').replace('.', '[.]')}{slash}{path}"
