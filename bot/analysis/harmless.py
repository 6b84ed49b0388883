"""What is not an indicator although it is written like one: the MISP warning lists (BSD-3-Clause), chosen by name.

The lists' JSON is read straight from the installed `pymispwarninglists` package, only when an article holds something to
look up, and by sort: hosts, addresses, files. Cloud and hosting *ranges* are left out on purpose, because attackers rent
there; so are the million-line lists. Why these and no others: docs/decisions/0011-warning-lists-by-name.md.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from bot.analysis.galaxy import table
from bot.analysis.phrases import split_list

_HOSTS: Final = (
    "tranco10k", "moz-top500", "alexa", "google", "microsoft", "microsoft-office365", "microsoft-win10-connection-endpoints",
    "security-provider-blogpost", "automated-malware-analysis", "whats-my-ip", "captive-portals", "bank-website",
    "url-shortener", "link-in-bio", "umbrella-blockpage-hostname",
)  # fmt: skip
_LENT: Final = ("lots-project", "dynamic-dns", "second-level-tlds", "url-shortener", "link-in-bio", "public-ipfs-gateways")
_NETS: Final = ("rfc1918", "rfc5735", "rfc6598", "rfc3849", "multicast", "ipv6-linklocal", "sinkholes")
_RESOLVERS: Final = ("public-dns-v4", "public-dns-v6")
_FILES: Final = ("empty-hashes", "eicar.com", "common-ioc-false-positive", "ti-falsepositives")
_DESKS: Final = frozenset({"abuse", "security", "soc", "noc", "cert", "press", "info"})
"""Mailboxes for reports, after the list `common-contact-emails` and RFC 2142: given so that people write there."""
_SPECIAL: Final = ("::1/128", "::/128", "fc00::/7", "ff00::/8")

_Net = IPv4Network | IPv6Network


def _entries(*names: str) -> Iterator[str]:
    base = resources.files("pymispwarninglists") / "data" / "misp-warninglists" / "lists"
    for name in names:
        yield from json.loads((base / name / "list.json").read_bytes())["list"]


def _host_set(*names: str) -> frozenset[str]:
    return frozenset(entry.lower().lstrip("*.") for entry in _entries(*names))


@cache
def _hosts() -> frozenset[str]:
    """Hosts that are harmless with all that is beneath them, unless `_lent`."""
    return _host_set(*_HOSTS) | {host for row in table("harmless")["hosts"].values() for host in split_list(row)}


@cache
def _lent() -> frozenset[str]:
    """Hosts beneath which, or behind a path of which, strangers put things."""
    return _host_set(*_LENT) | frozenset(split_list(table("harmless")["lent"]["hosts"]))


@cache
def _nets() -> tuple[_Net, ...]:
    return tuple(ip_network(net, strict=False) for net in (*_entries(*_NETS), *_SPECIAL))


@cache
def _resolvers() -> frozenset[str]:
    return frozenset(entry.lower() for entry in _entries(*_RESOLVERS))


@cache
def _files() -> frozenset[str]:
    return frozenset(entry.lower() for entry in _entries(*_FILES))


def harmless(kind: str, value: str) -> bool:
    """Whether a warning list or our own table knows it. `kind` is the STIX type; values that are no such thing are not known."""
    if kind == "file":
        return value.lower() in _files() or len(set(value)) == 1
    if kind in {"ipv4-addr", "ipv6-addr"}:
        return _harmless_address(value)
    if kind == "domain-name":
        return _harmless_host(value, behind=False)
    if kind == "email-addr":
        desk, _, host = value.rpartition("@")
        return desk.lower() in _DESKS or (_harmless_host(host, behind=True) and not _freemail(host))
    return kind == "url" and _harmless_url(value)


def _harmless_url(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"//{value}")
        host = parts.hostname or ""
    except ValueError:
        return False
    return _harmless_address(host) or _harmless_host(host, behind=bool(parts.path.strip("/") or parts.query))


def _harmless_host(host: str, *, behind: bool) -> bool:
    """The nearest listed parent decides. A lent host is harmless itself, but not what is `behind` or beneath it."""
    host = host.lower().strip(".")
    if host in _lent():
        return not behind
    labels = host.split(".")
    for at in range(len(labels) - 1):
        parent = ".".join(labels[at:])
        if parent in _lent():
            return False
        if parent in _hosts():
            return True
    return False


def _freemail(host: str) -> bool:
    """Everybody's mail host: an attacker's mailbox there is an indicator."""
    return host.lower() in _FREEMAIL


_FREEMAIL: Final = frozenset(
    split_list(
        "gmail.com, outlook.com, hotmail.com, live.com, yahoo.com, proton.me, protonmail.com, tutanota.com, tuta.io, mail.ru, yandex.ru,"
        " aol.com, icloud.com, gmx.de, gmx.net, web.de, onionmail.org, cock.li, zohomail.com, ukr.net, i.ua, wp.pl, o2.pl, interia.pl, onet.pl, mail.com"
    )
)


def _harmless_address(value: str) -> bool:
    """Private, reserved, documentation and multicast ranges; sinkholes; open resolvers."""
    try:
        address: IPv4Address | IPv6Address = ip_address(value.strip("[]"))
    except ValueError:
        return False
    return str(address) in _resolvers() or any(address in net for net in _nets() if net.version == address.version)
