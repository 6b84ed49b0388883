"""Where settings live: the folder that was named, or what Tocsin ships."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from bot.domain.errors import ConfigError, Problem

FILES = ("bot.toml", "sources.toml", "routes.toml", "oncall.toml")
CATEGORIES = "categories"
ADDED = "sources.added.toml"
"""Sources that were added while Tocsin ran; it may be missing."""


def shipped_dir() -> Path:
    """The settings that came with Tocsin: inside the installed package, or at the root of a checkout."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "defaults"
    return packaged if packaged.is_dir() else package.parent / "config"


def default_dir(environ: Mapping[str, str]) -> Path:
    """TOCSIN_CONFIG, else what is shipped."""
    named = environ.get("TOCSIN_CONFIG", "")
    return Path(named).expanduser() if named else shipped_dir()


def init(target: Path) -> list[Path]:
    """Copies the shipped settings for editing; returns the new files. Never overwrites: raises `ConfigError` if any is there."""
    source = shipped_dir()
    files = [*source.glob("*.toml"), *source.glob(f"{CATEGORIES}/*.toml")]
    wanted = {path: target / path.relative_to(source) for path in sorted(files)}
    there = [new.name for new in wanted.values() if new.exists()]
    if there:
        more = f" and {len(there) - 1} more files" if there[1:] else ""
        raise ConfigError([Problem(str(target), "", f"holds {there[0]}{more} already", "name an empty folder")])
    try:
        for path, new in wanted.items():
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, new)
    except OSError as error:
        fault = f"cannot be written ({error.strerror})"
        raise ConfigError([Problem(str(target), "", fault, "name a folder that this user may write to")]) from error
    return list(wanted.values())
