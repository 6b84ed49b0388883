"""Addresses on the way from the first request to the last redirect: what may be asked, shown, and remembered."""

from functools import lru_cache

from yarl import URL

from bot.domain.errors import Permanent
from bot.domain.reasons import FailReason

PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_LONGEST_SHOWN = 200


def shown(url: URL) -> str:
    """Scheme, host and path alone: a user, a password, a query and a fragment may be secrets."""
    port = "" if url.explicit_port is None else f":{url.explicit_port}"
    text = f"{url.scheme}://{url.host_subcomponent or ''}{port}{url.raw_path}"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


@lru_cache(4096)
def parse(text: str) -> URL:
    """An absolute http or https address. Raises `Permanent` of `BAD_ADDRESS` or `BAD_SCHEME`."""
    try:
        url = URL(text.strip())
        port = url.port
    except ValueError:
        raise Permanent(FailReason.BAD_ADDRESS, "this is not an address that can be asked") from None
    return _checked(url, port)


def _checked(url: URL, port: int | None) -> URL:
    if not url.scheme:
        raise Permanent(FailReason.BAD_ADDRESS, "the address does not begin with https://")
    if url.scheme not in _PORTS:
        raise Permanent(FailReason.BAD_SCHEME, f"only http and https are asked, not {url.scheme[:20]}")
    if not url.raw_host or not port:
        raise Permanent(FailReason.BAD_ADDRESS, "the address names no host")
    return url.with_fragment(None) if url.raw_fragment else url


class Trail:
    """The chain of redirects of one request, followed by hand."""

    def __init__(self, text: str, most: int) -> None:
        """`most` redirects are followed. Raises `Permanent` for an address that cannot be asked."""
        first = parse(text)
        self.user = _user(first)
        """User and password that stood in the address itself."""
        self.url = first if self.user is None else first.with_user(None)
        self.trusted = True
        """Whether we are still where the source's secrets belong: its own scheme, host and port, or https of the same host."""
        self._first = self.url
        self._most = most
        self._seen = {self.url}
        self._lasting = True

    @property
    def moved_to(self) -> str:
        """The last address where every redirect was permanent; "" where none was followed, or secrets would be left behind."""
        gone = self._lasting and self.url != self._first
        return str(self.url) if gone and self.user is None and not self._downgraded else ""

    @property
    def _downgraded(self) -> bool:
        return self._first.scheme == "https" and self.url.scheme == "http"

    def follow(self, status: int, location: str) -> None:
        """Takes one redirect. Raises `Permanent` when it leads nowhere, in a circle or too far."""
        here = shown(self.url)
        try:
            target = self.url.join(URL(location))
            url = _checked(target, target.port).with_user(None)
        except ValueError:
            raise Permanent(FailReason.BAD_ADDRESS, f"{here} redirects to something that is not an address") from None
        except Permanent as failure:
            raise Permanent(failure.reason, f"{here} redirects wrongly: {failure.detail}") from None
        if url in self._seen or len(self._seen) > self._most:
            circle = "in a circle" if url in self._seen else f"more than {self._most} times"
            raise Permanent(FailReason.TOO_MANY_REDIRECTS, f"{shown(self._first)} redirects {circle}")
        self._seen.add(url)
        self.trusted = self.trusted and _same_place(self.url, url)
        self._lasting = self._lasting and status in PERMANENT
        self.url = url


def _user(url: URL) -> tuple[str, str] | None:
    return None if url.raw_user is None and url.raw_password is None else (url.user or "", url.password or "")


def _same_place(old: URL, new: URL) -> bool:
    """The same origin, or its upgrade from http to https on the ordinary ports."""
    if old.origin() == new.origin():
        return True
    ordinary = old.port == _PORTS["http"] and new.port == _PORTS["https"]
    return old.raw_host == new.raw_host and old.scheme == "http" and new.scheme == "https" and ordinary
