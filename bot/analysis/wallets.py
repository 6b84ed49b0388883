"""Wallets that a text names: Bitcoin with its checksum proved, Ethereum by its form."""

import hashlib
import re
from collections.abc import Iterator
from typing import Final

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_OLD = re.compile(r"(?<![0-9A-Za-z/])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![0-9A-Za-z])")
_NEW = re.compile(r"(?<![0-9A-Za-z/])bc1[02-9ac-hj-np-z]{11,71}(?![0-9A-Za-z])", re.IGNORECASE)
_ETHER = re.compile(r"(?<![0-9A-Za-z/])0x[0-9a-fA-F]{40}(?![0-9A-Za-z])")
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKS: Final = (1, 0x2BC830A3)
"""The remainders of Bech32 (BIP 173) and Bech32m (BIP 350)."""


def wallets(text: str) -> Iterator[str]:
    """In text order within each sort."""
    yield from (m.group() for m in _OLD.finditer(text) if _base58check(m.group()))
    yield from (m.group().lower() for m in _NEW.finditer(text) if _bech32check(m.group()))
    yield from (m.group() for m in _ETHER.finditer(text) if len(set(m.group()[2:])) > 1)


def _base58check(wallet: str) -> bool:
    """25 octets of which the last four are the head of a double SHA-256 of the rest."""
    number = 0
    for char in wallet:
        number = number * 58 + _BASE58.index(char)
    if number.bit_length() > 25 * 8:
        return False
    octets = number.to_bytes(25)
    return hashlib.sha256(hashlib.sha256(octets[:-4]).digest()).digest()[:4] == octets[-4:]


def _bech32check(wallet: str) -> bool:
    """The polynomial checksum of BIP 173."""
    if wallet not in {wallet.lower(), wallet.upper()}:
        return False
    values = [3, 3, 0, 2, 3, *(_BECH32.find(c) for c in wallet.lower()[3:])]
    rest = 1
    for value in values:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for i, step in enumerate(_GENERATOR):
            rest ^= step if (top >> i) & 1 else 0
    return rest in _CHECKS
