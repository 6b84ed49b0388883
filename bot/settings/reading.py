"""Reads one TOML file; whatever is wrong with it becomes a problem with line and column."""

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any

from bot.settings.faults import Faults
from bot.settings.folder import ADDED, FILES

_PLACE = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)$")


def read_toml(path: Path, label: str, faults: Faults) -> dict[str, Any] | None:
    """The file's tables; None after noting why not. `label` is how messages call the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.add(label, "", "the file is missing", _where_it_may_be(path))
    except UnicodeDecodeError as error:
        faults.add(label, "", f"is not UTF-8 text (byte {error.start + 1})", "save it as UTF-8")
    except OSError as error:
        faults.add(label, "", f"cannot be read ({error.strerror})", "make it a file that this user may read")
    else:
        return toml_of(text, label, faults)
    return None


def toml_of(text: str, label: str, faults: Faults) -> dict[str, Any] | None:
    """The tables of a text; None after noting why not."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        where = f"line {place[1]}, column {place[2]}" if place and place[1] else "the end of the file"
        fault = _PLACE.sub("", str(error))
        faults.add(label, where, f"is not TOML: {fault[:1].lower()}{fault[1:]}", 'write key = value, text in "quotes"')
    except RecursionError:
        faults.add(label, "", "is nested too deeply", "write plain tables")
    except ValueError:  # the one thing left: more digits than Python converts (sys.set_int_max_str_digits)
        faults.add(label, "", "is not TOML: a number is too long", "write a shorter one")
    return None


def _where_it_may_be(path: Path) -> str:
    """A file of nearly the same name, or where a fresh one comes from."""
    try:
        stems = [p.stem for p in path.parent.glob("*.toml") if p.name not in (*FILES, ADDED)]
    except OSError:
        stems = []
    close = difflib.get_close_matches(path.stem, stems, n=1, cutoff=0.6)
    return f'rename "{close[0]}.toml"?' if close else "copy it from the folder that `tocsin init DIR` makes"
