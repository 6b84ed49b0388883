"""Which addresses on the network a stranger's document may make us ask: public ones only.

The check sits where the socket is made, after name resolution, so the address that was checked is the one that is
connected: a name that answers differently the second time (DNS rebinding) gains nothing. Tables: IANA special-purpose
address registries (RFC 6890 and its updates).
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

_CLOSED_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_SIX_TO_FOUR = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedAddressError(OSError):
    """The address is not public. Always the same words: the connector joins different ones into another error."""

    def __init__(self) -> None:
        """An `OSError`, because that is what the connector takes as "try the next address"."""
        super().__init__("address refused")


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public Internet; an IPv4 address wrapped in IPv6 counts by itself."""
    ip = ip_address(address)
    return _public_v4(ip) if isinstance(ip, IPv4Address) else _public_v6(ip)


def is_refused_host(host: str) -> bool:
    """Whether the host of an address is refused by its looks: a numeric address in any spelling, or `localhost`.

    Names pass; their addresses are checked when they are connected. Through a proxy this is the only check, because
    the proxy resolves names.
    """
    bare = host.rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return not is_public(bare)
    except ValueError:
        pass
    try:
        return not _public_v4(IPv4Address(socket.inet_aton(bare)))
    except (OSError, UnicodeError):
        return False


def guarded_socket(info: AddrInfoType) -> socket.socket:
    """The socket for one resolved address. Raises `RefusedAddressError`."""
    family, kind, protocol, _, address = info
    if not is_public(str(address[0])):
        raise RefusedAddressError
    return socket.socket(family=family, type=kind, proto=protocol)


def _public_v4(ip: IPv4Address) -> bool:
    return not any(ip in net for net in _CLOSED_V4)


def _public_v6(ip: IPv6Address) -> bool:
    if ip.ipv4_mapped is not None:
        return _public_v4(ip.ipv4_mapped)
    if ip in _NAT64:
        return _public_v4(IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip in _SIX_TO_FOUR:
        return _public_v4(IPv4Address(int(ip) >> 80 & 0xFFFFFFFF))
    return ip in _GLOBAL_V6 and not any(ip in net for net in _CLOSED_V6)
