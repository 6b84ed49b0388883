"""How much of our time, memory and manners one request may take."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a `Fetcher`; times in seconds, sizes in bytes. The defaults are polite to a stranger's server."""

    total_requests: int = 20
    """Requests under way at once, over all hosts."""
    per_host: int = 2
    """Requests under way at once to one host name."""
    host_delay: float = 1.0
    """Least time between the starts of two requests to one host name."""
    connect: float = 10.0
    """For a name, a connection and TLS together."""
    read: float = 20.0
    """Between two pieces of an answer."""
    total: float = 45.0
    """For a whole answer, redirects included; waiting for one's turn is not counted."""
    max_body: int = 10 * MIB
    """As it comes over the wire."""
    max_inflated: int = 30 * MIB
    """After decompression."""
    max_ratio: int = 200
    """Inflated to sent, looked at from 4 MiB inflated on. Feeds reach 5 to 50; zlib's worst bomb about 1,030."""
    max_redirects: int = 5
