"""The words of one outgoing request: what is asked, with what rights, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Access:
    """What a source may do and show on the way out. Never printed: it holds secrets."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    """User and password."""
    bearer: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    allow_private: bool = False
    """Whether private, loopback and link-local addresses may be asked."""

    def without_secrets(self) -> "Access":
        """What may be shown to a stranger that the source's own host named."""
        return Access(proxy=self.proxy, allow_private=self.allow_private)


@dataclass(frozen=True, slots=True)
class Ask:
    """One conditional GET. `etag` and `last_modified` are those of the last good answer."""

    url: str
    etag: str = ""
    last_modified: str = ""
    accept: str = "*/*"
    access: Access = field(default_factory=Access)
    only: tuple[str, ...] = ()
    """Media types that are wanted, in lower case; anything else is refused before its body is read. Empty: all."""
    max_body: int = 0
    """Bytes, where less is wanted than the `Fetcher` would take; 0: its own limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer. `body` is None when the server said 304 Not Modified; `url` is where it came from in the end."""

    url: str
    body: bytes | None
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    """Where to ask from now on: set when every redirect on the way was permanent (301, 308)."""
    wait: timedelta | None = None
    """How long the answer stays fresh (Cache-Control, Expires; RFC 9111), or Retry-After."""
