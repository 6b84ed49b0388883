"""Names to addresses, in threads of their own: a dead name server must not hold up anybody else's threads."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult


class NameResolver(AbstractResolver):
    """The system's resolver, `getaddrinfo`, with a bounded number of lookups under way."""

    def __init__(self, threads: int = 8) -> None:
        """Threads start with the first lookups."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="names")

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Every stream address of the host. Raises `OSError`."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _lookup, host, port, family)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=family,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address, family in found
        ]

    async def close(self) -> None:
        """Lookups under way are left to end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _lookup(host: str, port: int, family: int) -> list[tuple[str, int]]:
    """Link-local addresses keep their zone (`%eth0`)."""
    infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(socket.getnameinfo(sockaddr, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0], f) for f, _, _, _, sockaddr in infos]
