"""What storage says when it cannot do its work: one line for people, never an address with its password."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.domain.errors import ConfigError, Problem, TocsinError

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)
"""What SQLAlchemy raises when the database is away, locked, full or read-only; everything else is a bug of ours."""


class StoreUnavailable(TocsinError):
    """The database cannot be used right now; nothing of the transaction was kept. The same call may work later."""


def unavailable(where: str, error: Exception) -> StoreUnavailable:
    """`where` is an address fit to be shown."""
    return StoreUnavailable(f"database {where} cannot be used: {first_line(error)}")


def first_line(error: Exception) -> str:
    """What the driver said, without SQLAlchemy's statement and link."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return said.strip().partition("\n")[0] or type(error).__name__


def bad_address(fault: str, mend: str) -> ConfigError:
    """A fault in the one setting that storage has."""
    return ConfigError([Problem(file="bot.toml", key="database", fault=fault, mend=mend)])
