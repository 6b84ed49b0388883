"""The settings folder as a running Tocsin may change it: first on trial, whole, then on disk, never half a file.

new text -> `load` with it in place of the file -> (every fault, and nothing is written) or (a copy of the old file, the new one)
"""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.errors import ConfigError, Problem
from bot.settings.added import HEAD
from bot.settings.channels_table import ROUTES
from bot.settings.faults import example
from bot.settings.folder import ADDED, default_dir, shipped_dir
from bot.settings.loading import load
from bot.settings.shape import Settings

Row = Mapping[str, str]
"""The keys of one `[[source]]`; "" is left out."""


class SettingsFiles:
    """One folder. Every method may read the disk: call it in a thread. Raises `ConfigError` with every fault."""

    def __init__(self, config_dir: Path | None, environ: Mapping[str, str]) -> None:
        """As `load` is told."""
        self._named = config_dir
        self._folder = config_dir or default_dir(environ)
        self._environ = environ

    def load(self) -> Settings:
        """As they stand."""
        return load(self._named, self._environ)

    def with_routes(self, text: str) -> Settings:
        """With another routes.toml."""
        return load(self._named, self._environ, routes=text)

    def set_routes(self, text: str, now: datetime) -> str:
        """Puts a routes.toml in force that has no fault; the old one is kept beside it. Returns the name of the copy."""
        self.with_routes(text)
        kept = f"{ROUTES}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.bak"
        self._write(ROUTES, text, kept)
        return kept

    def with_sources(self, rows: Sequence[Row]) -> Settings:
        """With these sources beside those there are."""
        return load(self._named, self._environ, added=self._added(rows))

    def sound_sources(self, rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
        """Those without a fault, and the faults of the others, each with its address. Raises what is wrong without any of them."""
        self.with_sources([])
        return self._sorted(rows)

    def _sorted(self, rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
        """By halves: few are wrong."""
        try:
            if rows:
                self.with_sources(rows)
        except ConfigError as error:
            if len(rows) == 1:
                return [], [Problem(rows[0]["url"], "", p.fault, p.mend) for p in error.problems]
            half = len(rows) // 2
            (first, wrong), (second, more) = self._sorted(rows[:half]), self._sorted(rows[half:])
            return [*first, *second], [*wrong, *more]
        return list(rows), []

    def add_sources(self, rows: Sequence[Row]) -> None:
        """Adds sources that have no fault."""
        self.with_sources(rows)
        self._write(ADDED, self._added(rows), "")

    def _added(self, rows: Sequence[Row]) -> str:
        path = self._folder / ADDED
        old = path.read_text(encoding="utf-8-sig") if path.is_file() else HEAD
        return "\n".join([old.rstrip("\n"), *map(_entry, rows)]) + "\n"

    def _write(self, name: str, text: str, kept: str) -> None:
        path = self._folder / name
        if self._folder.resolve() == shipped_dir().resolve():
            mend = "make a folder of your own with `tocsin init DIR` and name it with --config or TOCSIN_CONFIG"
            raise ConfigError([Problem(name, "", "the settings that Tocsin ships are not changed", mend)])
        try:
            if kept and path.exists():
                shutil.copy2(path, path.with_name(kept))
            _replaced(path, text)
        except OSError as error:
            mend = "let the user that Tocsin runs as write to the settings folder, or change the file by hand"
            raise ConfigError([Problem(name, "", f"cannot be written ({error.strerror})", mend)]) from error


def _replaced(path: Path, text: str) -> None:
    """The whole file or none of it, also through a crash; its rights stay."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _entry(row: Row) -> str:
    return "\n".join(["", "[[source]]", *(f"{key} = {example(value)}" for key, value in row.items() if value)])
