"""What is wrong with the settings, in words that lead to the mend; collected, so that a person sees all of it at once.

Pydantic finds the faults, this module says them. A value is never repeated from its own error, because it may be a secret;
our own validators repeat only what cannot be one (`Fault`).
"""

import json
import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.domain.errors import ConfigError, Problem, nearest
from bot.settings.folder import FILES

M = TypeVar("M", bound=BaseModel)

LONGEST = 300
"""Characters of one part of a line."""

ORDER = {name: place for place, name in enumerate(FILES)}

TABLE = "must be a table; write its keys below a line that holds its name in brackets"

EXPECTED = {
    "bool": ("must be true or false", True),
    "int": ("must be a whole number", 5),
    "float": ("must be a number", 0.5),
    "string": ("must be text in quotes", "text"),
    "list": ("must be a list", ["one", "two"]),
    "tuple": ("must be a list", ["one", "two"]),
    "set": ("must be a list", ["one", "two"]),
    "frozen": ("must be a list", ["one", "two"]),
    "dict": (TABLE, None),
    "model": (TABLE, None),
    "mapping": (TABLE, None),
}
"""First word of pydantic's error type -> what a person should know, and an example where the key has none of its own."""

FAULTS = {
    "missing": ("is missing", "text"),
    "string_too_short": ("must not be empty", "text"),
    "too_short": ("must not be empty", None),
}

BOUNDS = {
    "greater_than_equal": ("ge", "must be at least {}"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than_equal": ("le", "must be at most {}"),
    "less_than": ("lt", "must be less than {}"),
}


class Fault(ValueError):
    """What a validator raises: the fault in plain words and how to mend it, both free of secrets."""

    def __init__(self, fault: str, mend: str = "") -> None:
        """`mend` may be "": then the key's example is shown."""
        super().__init__(fault)
        self.fault = fault
        self.mend = mend


class Faults:
    """The problems found so far, each line once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self._own: dict[tuple[str, str], str] = {}

    def own(self, file: str, label: str, place: str) -> None:
        """What is called this in the file stands in another, `place`."""
        self._own[file, label] = place

    def add(self, file: str, key: str, fault: str, mend: str = "") -> None:
        """Notes one problem, on one line whatever the words in it hold."""
        place = next(
            (p for (f, label), p in self._own.items() if f == file and (key == label or key.startswith(f"{label}."))), file
        )
        self._found[Problem(*(_one_line(part) for part in (place, key, fault, mend)))] = None

    def settle(self) -> None:
        """Raises `ConfigError` if anything was noted; file by file, as a person would go through them."""
        if self._found:
            raise ConfigError(sorted(self._found, key=lambda problem: ORDER.get(problem.file, len(ORDER))))


def validated(model: type[M], raw: object, file: str, at: str, faults: Faults) -> M | None:
    """`raw` as a model; None after noting every fault in it. `at` is the key path of `raw`, "" for a whole file."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        for detail in found:
            if detail["type"] == "too_short" and any(_below(d["loc"], detail["loc"]) for d in found):
                continue  # pydantic counts the good items only: what is wrong with the others is told already
            fault, mend = _words(model, detail)
            faults.add(file, key_path(at, detail["loc"]), fault, mend)
    return None


def _below(loc: Sequence[str | int], place: Sequence[str | int]) -> bool:
    """Whether `loc` is inside `place`."""
    return len(loc) > len(place) and loc[: len(place)] == place


def key_path(at: str, loc: Sequence[str | int]) -> str:
    """`source "x"` and ("http", "proxy") -> `source "x".http.proxy`; numbers count list items from 1."""
    path = at
    for part in loc:
        if isinstance(part, int):
            path += f"[item {part + 1}]"
        elif part != "[key]":
            path += f".{part}" if path else part
    return path


def in_two(words: str) -> tuple[str, str]:
    """The errors of other rooms say fault and mend in one, with a semicolon between."""
    fault, _, mend = words.partition("; ")
    return fault, mend


def example(value: object) -> str:
    """A value as TOML. JSON and TOML agree on text, numbers, true, false and lists of them."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {example(inner)}' for key, inner in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def _words(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    """Fault and mend of one pydantic error."""
    kind, loc, context = detail["type"], detail["loc"], detail.get("ctx", {})
    owner, key = _owner(model, loc)
    error, mend = context.get("error"), ""
    fallback: object = None
    if kind == "extra_forbidden":
        return "unknown key", nearest(str(loc[-1]), keys_of(owner))
    if isinstance(error, Fault):
        fault, mend = error.fault, error.mend
    elif kind == "value_error":
        fault, mend = in_two(_plain(str(error)))
    elif kind in ("enum", "literal_error"):
        fault = f"must be one of {str(context.get('expected', '')).replace(chr(39), chr(34))}"
    elif kind in BOUNDS:
        name, words = BOUNDS[kind]
        fault = words.format(context.get(name))
    else:
        default = (_plain(detail["msg"]), fallback)
        words, fallback = FAULTS.get(kind) or EXPECTED.get(kind.partition("_")[0], default)
        fault, mend = in_two(words)
    return fault, mend or _for_example(owner, key, fallback)


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that people write: `from` is no name for an attribute."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _one_line(text: str) -> str:
    """Without line breaks and control characters, and of bounded length."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}..."


def _plain(message: str) -> str:
    """One line, without pydantic's "Value error, " and without a full stop."""
    words = " ".join(message.split()).removeprefix("Value error, ").rstrip(".")
    return words[:1].lower() + words[1:]


def _owner(model: type[BaseModel], loc: Sequence[str | int]) -> tuple[type[BaseModel], str]:
    """The model that the last key of `loc` belongs to, and the last of its own keys on the way."""
    owner, key = model, ""
    for part in loc:
        field = keys_of(owner).get(str(part))
        if field is None:
            continue
        key = str(part)
        inner = _model_in(field.annotation)
        if inner is not None and part != loc[-1]:
            owner, key = inner, ""
    return owner, key


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that a field's annotation is, or holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)


def _for_example(owner: type[BaseModel], key: str, fallback: object) -> str:
    """How to write the key: by its own example, its default, or what its type suggests."""
    field = keys_of(owner).get(key)
    if field is None:
        return ""
    for value in (*(field.examples or ()), field.default, fallback):
        if isinstance(value, str | int | float | list | Mapping) and value != "":
            return f"write for example: {key} = {example(value)}"
    return ""
