"""Collects the body of one answer and decompresses it in small steps, so that no server decides about our memory.

aiohttp would decompress by itself, but its only bound is on what comes over the wire.
"""

import zlib

from bot.domain.errors import Permanent, Transient
from bot.domain.reasons import FailReason
from bot.fetch.limits import MIB, Limits

ACCEPTED = "gzip, deflate"
_STEP = 64 * 1024
_RATIO_FROM = 4 * MIB
"""Below this even an absurd ratio costs nothing: short dull documents reach it."""
_HEAD = 2
_GZIP_MAGIC = b"\x1f\x8b"
_PLAIN = ("", "identity", "none")


class Body:
    """Feed it pieces as they come. Raises `Permanent(TOO_LARGE)` or a `BAD_ENCODING` as soon as it is clear."""

    def __init__(self, coding: str, limits: Limits, max_body: int, where: str) -> None:
        """`coding` is the Content-Encoding field, `where` how the address is shown to people."""
        self._coding = coding.strip().lower().removeprefix("x-")
        if self._coding not in (*_PLAIN, "gzip", "deflate"):
            raise Permanent(FailReason.BAD_ENCODING, f"unknown Content-Encoding from {where}")
        self._limits = limits
        self._max_body = max_body
        self._where = where
        self._head = b""
        self._begun = self.plain
        self._inflate: zlib._Decompress | None = None
        self._sent = 0
        self._out = bytearray()

    @property
    def plain(self) -> bool:
        """Whether the server says that it sends the body as it is."""
        return self._coding in _PLAIN

    def add(self, piece: bytes) -> None:
        """One piece, as it came over the wire."""
        self._sent += len(piece)
        if self._sent > self._max_body:
            raise self._too_large(f"more than {self._max_body} bytes")
        if not self._begun:
            piece = self._begin(piece)
        if self._inflate is None:
            self._out += piece
        else:
            self._expand(piece)

    def finish(self) -> bytes:
        """The whole body, when nothing more comes."""
        if not self._begun:
            return self._head
        if self._inflate is not None and not self._inflate.eof:
            self._grow(self._inflate.flush())
            if not self._inflate.eof:
                raise self._spoiled("cut off")
        return bytes(self._out)

    def _begin(self, piece: bytes) -> bytes:
        """Looks at the first two bytes: servers name a coding and send another, or none."""
        self._head += piece
        if len(self._head) < _HEAD:
            return b""
        self._begun = True
        piece, self._head = self._head, b""
        if piece.startswith(_GZIP_MAGIC):
            self._inflate = zlib.decompressobj(wbits=31)
        elif self._coding == "deflate":
            wrapped = piece[0] & 0x0F == zlib.DEFLATED and int.from_bytes(piece[:_HEAD]) % 31 == 0
            self._inflate = zlib.decompressobj(wbits=15 if wrapped else -15)
        return piece

    def _expand(self, piece: bytes) -> None:
        """Never more than one step beyond a limit; gzip may hold several members (RFC 1952, section 2.2)."""
        assert self._inflate is not None  # noqa: S101 - the only caller checked it; mypy cannot see that
        while piece:
            try:
                self._grow(self._inflate.decompress(piece, _STEP))
            except zlib.error:
                raise self._spoiled("damaged") from None
            piece = self._inflate.unconsumed_tail
            if self._inflate.eof:
                piece = self._inflate.unused_data
                if not piece.startswith(_GZIP_MAGIC):
                    return
                self._inflate = zlib.decompressobj(wbits=31)

    def _grow(self, more: bytes) -> None:
        self._out += more
        size = len(self._out)
        if size > self._limits.max_inflated:
            raise self._too_large(f"more than {self._limits.max_inflated} bytes when decompressed")
        if size > _RATIO_FROM and size > self._limits.max_ratio * self._sent:
            raise self._too_large(f"more than {self._limits.max_ratio} times its size when decompressed")

    def _too_large(self, how: str) -> Permanent:
        return Permanent(FailReason.TOO_LARGE, f"the answer of {self._where} is {how}")

    def _spoiled(self, how: str) -> Transient:
        return Transient(FailReason.BAD_ENCODING, f"the compressed answer of {self._where} is {how}")
