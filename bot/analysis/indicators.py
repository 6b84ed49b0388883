# ruff: noqa: RUF001 - the look-alike dashes are meant
"""Indicators, flaws and techniques. In news only what is written so that nobody clicks on it, a wallet, or a file's hash is
meant as an indicator; every other address is a link of the article. What a warning list knows is none either.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from bot.analysis.harmless import harmless
from bot.analysis.refang import broken, joined, refanged
from bot.analysis.wallets import wallets
from bot.domain.verdict import Indicator

_CVE = re.compile(r"(?<![\w-])CVE[-‐‑–—\s](\d{4})[-‐‑–—](\d{4,7})(?!\d)", re.IGNORECASE)
_TECHNIQUE = r"T1(?!000)[0-6]\d\d(?:\.\d{3})?"
_IDS = re.compile(
    rf"(?<![\w.-]){_TECHNIQUE}(?!\w|\.\d)|(?<![\w.-])(?:TA00\d\d|T0[89]\d\d(?:\.\d{{3}})?|[GSC]\d{{4}}|DS00\d\d|M1\d{{3}})(?![\w]|\.\d)"
)
_SURE = re.compile(_TECHNIQUE)
_SAYS_ATTACK = re.compile(r"\bMITRE\b|\bATT&(?:amp;)?CK\b|\bATTACK (?:ID|framework|matrix)", re.IGNORECASE)
_NEAR = 300
_HASH = re.compile(r"(?<![0-9a-zA-Z/=_-])(?:[0-9a-fA-F]{128}|[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9a-zA-Z/_-])")
_COMMIT = re.compile(r"\b(?:commit|revision|changeset|git)\W{1,3}(?:hash\W{1,3}|id\W{1,3})?$", re.IGNORECASE)
_TYPES: Final = (
    ("urls", "url"),
    ("ipv4s", "ipv4-addr"),
    ("ipv6s", "ipv6-addr"),
    ("domains", "domain-name"),
    ("email_addresses", "email-addr"),
)
_PLAYED = re.compile(
    r"(?<![\w.@/-])(?P<scheme>https?://)?(?:[a-z0-9-]{1,63}\.){1,6}(?:example|test|invalid)\b(?![.-]\w)(?::\d{2,5})?(?:/[\w./?=&%-]*)?",
    re.IGNORECASE,
)
"""Names under reserved ends (RFC 6761), which the finder does not know: exercises and samples play hostile hosts with them."""
_MOST = 60
_TOKENS = 200
_TOKEN = 500
"""Longest word that is read as an address: longer ones are attacks on the reader."""


def cves(text: str) -> tuple[str, ...]:
    """Upper case, each once, in text order."""
    return tuple(dict.fromkeys(f"CVE-{m.group(1)}-{m.group(2)}" for m in _CVE.finditer(text)))[:_MOST]


def attack_ids(text: str) -> tuple[str, ...]:
    """MITRE ATT&CK ids, each once: techniques anywhere; tactics, groups, software and the like only where ATT&CK is named nearby."""
    named = [m.start() for m in islice(_SAYS_ATTACK.finditer(text), _MOST)]
    found = (
        m.group() for m in _IDS.finditer(text) if _SURE.fullmatch(m.group()) or any(abs(m.start() - at) <= _NEAR for at in named)
    )
    return tuple(dict.fromkeys(islice(found, 10 * _MOST)))[:_MOST]


def indicators(text: str) -> tuple[Indicator, ...]:
    """Hashes, wallets, and defanged addresses made whole, less what the warning lists know. Most articles cost one look."""
    found = [Indicator("file", digest) for digest in dict.fromkeys(_hashes(text))]
    found += [Indicator("cryptocurrency-wallet", wallet) for wallet in dict.fromkeys(wallets(text))]
    if broken(text):
        found += _addresses(text)
    kept = (one for one in dict.fromkeys(found) if not harmless(one.type, one.value))
    return tuple(islice(kept, _MOST))


def _hashes(text: str) -> Iterator[str]:
    """MD5, SHA-1, SHA-256 and SHA-512 in small letters. A commit's name is none, and neither is a long number."""
    for match in _HASH.finditer(text):
        digest = match.group()
        if not digest.isdigit() and not digest.isalpha() and not _COMMIT.search(text, max(0, match.start() - 24), match.start()):
            yield digest.lower()


def _addresses(text: str) -> list[Indicator]:
    """What ioc-finder makes of the defanged words. A domain or host that is part of a found address is not repeated."""
    from ioc_finder import find_iocs  # noqa: PLC0415 - half a second to import, and one article in fifty needs it

    words = (word for word in joined(text).split() if len(word) <= _TOKEN and broken(word))
    whole = " \n ".join(refanged(word).strip("\"'“”«»„,;<>()[]") for word in islice(words, _TOKENS))
    iocs = find_iocs(
        whole,
        parse_domain_from_url=False,
        parse_from_url_path=False,
        parse_domain_from_email_address=False,
        parse_address_from_cidr=False,
    )
    found = [Indicator(kind, value) for key, kind in _TYPES for value in sorted(iocs.get(key, ()))]
    played = [Indicator("url" if m.group("scheme") else "domain-name", m.group()) for m in _PLAYED.finditer(whole)]
    return [one for one in found if _stands_whole(one.value, whole)] + played


def _stands_whole(value: str, text: str) -> bool:
    """Whether it is not but the beginning of a longer name, whose end the finder did not know."""
    return re.search(rf"{re.escape(value)}(?![\w-]|\.\w)", text, re.IGNORECASE) is not None
