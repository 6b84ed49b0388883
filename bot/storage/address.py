"""The one setting of this room, taken apart: where the database is, and how to say so without its password."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.errors import bad_address

FORMS = 'write "sqlite:///path/to/tocsin.db", "postgresql://user:password@host/database" or "memory:"'


class EngineKind(StrEnum):
    """What keeps the rows."""

    SQLITE = "sqlite"
    POSTGRES = "postgresql"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Address:
    """`path` is set for SQLite, `url` for PostgreSQL; `shown` is fit for logs."""

    kind: EngineKind
    shown: str
    path: Path = field(default_factory=Path)
    url: URL | None = field(default=None, repr=False)


def parse(address: str) -> Address:
    """Three slashes begin a path relative to the working folder, four an absolute one. Raises `ConfigError`."""
    scheme = address.partition(":")[0].strip().lower()
    if scheme == "memory":
        return Address(EngineKind.MEMORY, "memory:")
    if scheme == "sqlite":
        return _sqlite(address.strip())
    if scheme in ("postgresql", "postgres"):
        return _postgres(address.strip())
    raise bad_address(f"no database is known by the form {scheme[:20]!r}", FORMS)


def _sqlite(address: str) -> Address:
    path = address.partition(":")[2].removeprefix("///")
    if not address.startswith("sqlite:///") or path in ("", ":memory:"):
        raise bad_address("the address of a SQLite database needs three slashes and a path", FORMS)
    if "?" in path or "\0" in path:
        raise bad_address("the path of a SQLite database cannot hold '?' or NUL", FORMS)
    if Path(path).is_dir():
        raise bad_address(f"{path} is a folder", "name a file inside it")
    return Address(EngineKind.SQLITE, address, path=Path(path))


def _postgres(address: str) -> Address:
    try:
        url = make_url("postgresql" + address[address.index(":") :])
    except (ArgumentError, ValueError):
        # not chained: the cause would print the address with its password
        raise bad_address(
            "the PostgreSQL address cannot be read", f"{FORMS}; escape @ : / in a password as %40 %3A %2F"
        ) from None
    if not url.database:
        raise bad_address("the PostgreSQL address names no database", FORMS)
    shown = url.set(query={k: v for k, v in url.query.items() if k == "host"}).render_as_string(hide_password=True)
    return Address(EngineKind.POSTGRES, shown, url=url.set(drivername="postgresql+psycopg"))
