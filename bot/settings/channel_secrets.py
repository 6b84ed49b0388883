"""What channels need and files must not hold: a key that ends in `_env` names a variable, here its secret is read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from bot.domain.route import Channel
from bot.settings.channels_table import ROUTES
from bot.settings.faults import Faults, in_two
from bot.settings.rows import labelled
from bot.settings.secrets import PLACE, secret
from bot.sinks import KINDS

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_END = "_env"


def with_secrets(
    channels: Mapping[str, Channel], routing: Mapping[str, Any] | None, environ: Mapping[str, str], faults: Faults
) -> dict[str, Channel]:
    """The channels, each with the secrets of its kind and in the form that its row asks for. `routing` is `routes.toml` as it was read."""
    made = dict(channels)
    for label, row in labelled(routing or {}, "channel", ROUTES, faults):
        channel = channels.get(str(row.get("id")))
        kind = KINDS.get(channel.kind) if channel else None
        if channel is None or kind is None or row.get("kind") != channel.kind:
            continue
        own = kind.config.model_validate(dict(row))
        names = dict(_variables(own))
        found = {key: _read(label, key, name, environ, faults) for key, name in names.items()}
        secrets = {key: value for key, value in found.items() if value}
        if len(secrets) == len(names):
            try:
                kind.check(secrets)
            except ValueError as error:
                faults.add(ROUTES, label, *in_two(str(error)))
        made[channel.id] = replace(channel, secrets=secrets, short=getattr(own, "short", channel.short))
    return made


def _variables(own: BaseModel) -> Iterator[tuple[str, str]]:
    """Name of a secret -> name of its variable."""
    for key in type(own).model_fields:
        if key.endswith(_END) and (name := getattr(own, key)):
            yield key.removesuffix(_END), str(name)


def _read(label: str, key: str, name: str, environ: Mapping[str, str], faults: Faults) -> str:
    """The secret of one variable, or ""; whatever is not the name of one may be the secret itself, and is not repeated."""
    if not _VARIABLE.fullmatch(name):
        mend = f'put the secret into a variable and name that one, for example {key}{_END} = "TEAM_PAGER"'
        faults.add(ROUTES, f"{label}.{key}{_END}", "is not the name of a variable", mend)
        return ""
    value = secret(environ, name, faults)
    if value is None and not (environ.get(name) or environ.get(f"{name}_FILE")):
        mend = f"set it, or {name}_FILE to the name of a file that holds it"
        faults.add(PLACE, name, f"is not set, and {label} needs it", mend)
    return value.get_secret_value() if value else ""
