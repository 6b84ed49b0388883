"""Secrets come from the environment: in a variable, or in a file that a variable names (Docker and systemd do the second)."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.settings.faults import Faults

PLACE = "environment"
"""What messages call the place."""


def secret(environ: Mapping[str, str], name: str, faults: Faults) -> SecretStr | None:
    """The secret of `name` or `name`_FILE; None when neither is set, or after noting why it cannot be had. An empty variable
    counts as not set.
    """
    value, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if value and file:
        faults.add(PLACE, f"{name} and {name}_FILE", "both are set", "keep one of the two")
        return None
    if file:
        return _from_file(Path(file), f"{name}_FILE", faults)
    return _clean(value, name, faults) if value else None


def _from_file(path: Path, name: str, faults: Faults) -> SecretStr | None:
    """The first and only line of a file."""
    try:
        value = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(PLACE, name, f'names a file that is missing, "{path}"', "make that file or name another")
    except (OSError, UnicodeDecodeError):
        faults.add(PLACE, name, f'names a file that cannot be read, "{path}"', "make it a text file that this user may read")
    else:
        return _clean(value, name, faults)
    return None


def _clean(value: str, name: str, faults: Faults) -> SecretStr | None:
    """Without the line end that editors add. Nothing of the value is ever shown."""
    text = value.strip()
    if not text:
        faults.add(PLACE, name, "is empty", "put the secret in, or leave the variable away")
    elif any(c.isspace() or not c.isprintable() for c in text):
        faults.add(PLACE, name, "holds a space or a line break", "paste the secret again, as one word")
    else:
        return SecretStr(text)
    return None
