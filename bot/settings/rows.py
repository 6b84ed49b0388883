"""Files that are lists of tables (`[[source]]`, `[[route]]`): each row checked by its model, ids unique, faults by the row's id."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, create_model

from bot.domain.errors import nearest
from bot.settings.faults import Faults, validated
from bot.settings.words import Table

R = TypeVar("R", bound=Table)


def check_top(raw: Mapping[str, Any], names: Collection[str], file: str, faults: Faults) -> None:
    """Only these lists may stand in the file."""
    for key in raw:
        if key not in names:
            faults.add(file, key, "unknown key", nearest(key, names))


def check_name(file: str, key: str, noun: str, name: str, there: Collection[str] | None, faults: Faults) -> None:
    """A name that something else uses must exist. "" names nothing; None: what there is could not be read."""
    if name and there is not None and name not in there:
        faults.add(file, key, f'unknown {noun} "{name}"', nearest(name, there))


def row_ids(raw: Mapping[str, Any] | None, name: str) -> frozenset[str] | None:
    """The ids of all rows, broken ones too: a route that names one of those is not a second fault. None for no document."""
    if raw is None:
        return None
    rows = raw.get(name)
    found = (row.get("id") for row in rows if isinstance(row, Mapping)) if isinstance(rows, list) else ()
    return frozenset(i for i in found if isinstance(i, str))


def labelled(raw: Mapping[str, Any], name: str, file: str, faults: Faults) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each row with what messages call it: `source "x"`, or `source 3` where it has no id. An id may be given once."""
    rows = raw.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        faults.add(file, name, "must be a list of tables", f"begin each with [[{name}]]")
        return
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        given = row.get("id")
        label = f'{name} "{given}"' if isinstance(given, str) and given else f"{name} {number}"
        if isinstance(given, str) and first.setdefault(given, number) != number:
            faults.add(file, label, f"the id is given twice ({name} {first[given]} and {name} {number})", "give each its own id")
        yield label, row


def row_model(name: str, base: type[R], own: type[BaseModel]) -> type[R]:
    """One model with the keys of both: what all rows have, and what a kind adds."""
    bases: Any = (base, own)  # create_model's types want bases of one family
    made: Any = create_model(name, __base__=bases)
    return cast(type[R], made)


def read_rows(raw: Mapping[str, Any], name: str, model: type[R], file: str, faults: Faults) -> list[tuple[str, R]]:
    """The good rows of one list, each with its label."""
    checked = [(label, validated(model, row, file, label, faults)) for label, row in labelled(raw, name, file, faults)]
    return [(label, row) for label, row in checked if row is not None]
