# ruff: noqa: RUF001 - the look-alike letters, quotes and dashes of ten languages are meant
"""Indicators, flaws and techniques. In news only what is written so that nobody clicks on it, or a file's hash, is meant as
an indicator; every other address is a link of the article.
"""

import re
from typing import Final

from bot.domain.verdict import Indicator

_CVE = re.compile(r"(?<![\w-])CVE[-‐–\s](\d{4})[-‐–](\d{4,7})(?!\d)", re.IGNORECASE)
_TECHNIQUE = re.compile(r"(?<![\w.])T1\d{3}(?:\.\d{3})?(?![\w])")
_DEFANGED = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)|\{\.\}|\bhxxps?\b|\[:\]|\[://\]|\[at\]|\[@\]", re.IGNORECASE)
_HASH = re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{64}|[0-9a-fA-F]{40}|[0-9a-fA-F]{32})(?![0-9a-zA-Z])")
_TYPES: Final = (
    ("urls", "url"),
    ("ipv4s", "ipv4-addr"),
    ("ipv6s", "ipv6-addr"),
    ("domains", "domain-name"),
    ("email_addresses", "email-addr"),
)
_MOST = 60


def cves(text: str) -> tuple[str, ...]:
    """Upper case, each once, in text order."""
    return tuple(dict.fromkeys(f"CVE-{m.group(1)}-{m.group(2)}" for m in _CVE.finditer(text)))[:_MOST]


def attack_ids(text: str) -> tuple[str, ...]:
    """MITRE ATT&CK techniques (T1xxx, T1xxx.yyy), each once."""
    return tuple(dict.fromkeys(_TECHNIQUE.findall(text)))[:_MOST]


def indicators(text: str) -> tuple[Indicator, ...]:
    """Defanged addresses, refanged, and hashes. Most articles hold none and cost one look."""
    found = [Indicator("file", digest.lower()) for digest in dict.fromkeys(_HASH.findall(text))]
    if _DEFANGED.search(text):
        found += _refanged(" \n ".join(t for t in text.split() if _DEFANGED.search(t)))
    return tuple(dict.fromkeys(found))[:_MOST]


def _refanged(tokens: str) -> list[Indicator]:
    """What ioc-finder makes of the defanged tokens. A domain or host that is part of a found address is not repeated."""
    from ioc_finder import find_iocs  # noqa: PLC0415 - half a second to import, and one article in fifty needs it

    tokens = (
        re.sub(r"\[:\]|\[://\]", lambda m: "://" if "//" in m.group() else ":", tokens).replace("[at]", "@").replace("[@]", "@")
    )
    iocs = find_iocs(
        tokens,
        parse_domain_from_url=False,
        parse_from_url_path=False,
        parse_domain_from_email_address=False,
        parse_address_from_cidr=False,
    )
    return [Indicator(kind, value) for key, kind in _TYPES for value in sorted(iocs.get(key, ()))]
