"""Brings a database to the present shape, and tells whether it has it.

Alembic is driven from here, without an `env.py` or an ini file: nothing to find on the disk but the revisions.
"""

import functools
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.engine import Connection

from bot.storage.errors import bad_address

_REVISIONS = Path(__file__).parent / "migrations"
NEWER = "install the version of tocsin that wrote it, or a later one"


def head() -> str:
    """The revision that this version of Tocsin works with."""
    return _script().get_current_head() or ""


def current(connection: Connection) -> str:
    """The revision a database has; "" for an empty one."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(connection: Connection, to: str = "head") -> list[str]:
    """Runs what is missing, up to that revision, inside the caller's transaction, which has locked out other migrations;
    returns the revisions.

    Raises `ConfigError` when the database is of a later version.
    """
    script = _script()
    applied: list[str] = []

    def done(ctx: object, step: MigrationInfo, heads: object, run_args: object) -> None:  # noqa: ARG001 - Alembic's signature
        applied.extend(step.up_revision_ids)

    def steps(revision: Any, _context: MigrationContext) -> Any:
        return script._upgrade_revs(to, revision)  # noqa: SLF001 - the documented way to drive EnvironmentContext without env.py

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True, on_version_apply=done)
        try:
            environment.run_migrations()
        except CommandError as error:
            raise bad_address(f"it was written by a later version of tocsin ({error})", NEWER) from error
    return applied


@functools.cache
def _script() -> ScriptDirectory:
    return ScriptDirectory(str(_REVISIONS))
