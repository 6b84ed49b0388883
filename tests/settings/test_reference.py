"""docs/reference/settings.md says what there is: every key, and no other."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined

from bot.fetch.access import AccessConfig
from bot.settings import (
    activation_table,
    bot_file,
    channels_table,
    digests_table,
    guilds_table,
    muting_tables,
    paging_table,
    routes_file,
)
from bot.settings import oncall_tables as tables
from bot.settings.duration import parse_duration
from bot.settings.faults import example, keys_of
from bot.settings.hours_table import HoursTable, QuietTable
from bot.settings.kinds import KindFile
from bot.settings.match_keys import MatchKeys
from bot.settings.sources_file import FOLDER_KINDS, FolderRow, SourceRow, WebRow
from bot.sources import KINDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
SIZES = {"max_body", "max_inflated"}


def own(model: type[BaseModel], *bases: type[BaseModel]) -> dict[str, object]:
    """The fields of a model that none of the bases has in the same form."""
    return {n: f for n, f in keys_of(model).items() if all(repr(keys_of(b).get(n)) != repr(f) for b in bases)}


def sections() -> dict[str, dict[str, object]]:
    """Heading -> the keys that belong under it."""
    found = {f"bot.toml [{name}]": own(field.annotation) for name, field in bot_file.BotFile.model_fields.items()}
    found["bot.toml [[guild]]"] = own(guilds_table.GuildRow)
    found["sources.toml [[source]]"] = own(SourceRow)
    found["sources.toml [[source]] with an address"] = own(WebRow, SourceRow)
    folder = {n: f for n, f in own(FolderRow, SourceRow).items() if "interval" not in n}
    for kind in KINDS:
        found[f'sources.toml [[source]] of kind "{kind}"'] = own(KINDS[kind].config) | (folder if kind in FOLDER_KINDS else {})
    found["sources.toml [source.http]"] = own(AccessConfig)
    found["routes.toml [[channel]]"] = own(channels_table.ChannelRow)
    for kind, model in channels_table.CHANNEL_KINDS.items():
        if keys := {n: f for n, f in own(model).items() if n not in channels_table.ChannelRow.model_fields}:
            found[f'routes.toml [[channel]] of kind "{kind}"'] = keys
    found["routes.toml: conditions"] = own(MatchKeys)
    found["routes.toml [[route]]"] = own(routes_file.RouteRow, MatchKeys)
    found["routes.toml: hours"] = own(HoursTable)
    found["routes.toml [[route]] quiet"] = own(QuietTable, HoursTable)
    found["routes.toml [[inhibit]]"] = own(muting_tables.InhibitRow)
    found["routes.toml [[maintenance]]"] = own(muting_tables.MaintenanceRow, MatchKeys)
    found["routes.toml [[digest]]"] = own(digests_table.DigestRow, MatchKeys)
    found["oncall.toml [[target]]"] = own(routes_file.TargetRow)
    for name, model in (
        ("[paging]", paging_table.PagingTable),
        ("[[heartbeat]]", paging_table.HeartbeatRow),
        ("[[person]]", tables.PersonRow),
        ("[[person.contact]]", tables.ContactTable),
        ("[[rotation]]", tables.RotationRow),
        ("[[schedule]]", tables.ScheduleRow),
        ("[[schedule.layer]]", tables.LayerTable),
        ("[[policy]]", tables.PolicyRow),
        ("[[policy.step]]", tables.StepTable),
        ("[activation]", activation_table.ActivationTable),
        ("[handover]", activation_table.HandoverTable),
    ):
        found[f"oncall.toml {name}"] = own(model)
    found["categories/*.toml"] = own(KindFile)
    return found


def written() -> dict[str, dict[str, str]]:
    """Heading -> key -> what the page says its default is."""
    parts = re.split(r"(?m)^## (.*)$", PAGE)
    rows = (re.findall(r"(?m)^\| `(\w+)` \| ?(.*?) ?\| ", part) for part in parts[2::2])
    return {heading: dict(row) for heading, row in zip(parts[1::2], rows, strict=True)}


@pytest.mark.parametrize("heading", sections())
def test_every_key_is_described(heading):
    """Each key of each table stands in the reference, under its own heading, and nothing else does."""
    assert set(written()[heading]) == set(sections()[heading])


def shown(name: str, value: object, page: str) -> str:
    """A default as the page writes it; for lengths of time, any way of writing it will do."""
    match value:
        case timedelta() if parse_duration(page.strip('`"')) == value:
            return page
        case SecretStr():
            return f"`{example(value.get_secret_value())}`"
        case tuple() if value and isinstance(value[0], time | timedelta):
            return f"`{example([v.strftime('%H:%M') if isinstance(v, time) else f'{v // timedelta(hours=1)}h' for v in value])}`"
        case tuple() | frozenset():
            return f"`{example(sorted(value, key=list(value).index))}`"
        case int() if name in SIZES:
            return f'`"{value // 1024**2}MiB"`'
    return f"`{example(value)}`"


@pytest.mark.parametrize("heading", sections())
def test_defaults_are_the_true_ones(heading):
    """Where the reference names a default, it is the one in force; where a key must be given, it says so."""
    page = written()[heading]
    for name, field in sections()[heading].items():
        if field.is_required():
            assert page[name] == "must be given", name
        elif page[name] not in ("", "the id") and field.default is not PydanticUndefined:
            assert page[name] == shown(name, field.default, page[name]), name


def test_no_heading_is_left_over():
    """A table that is gone from the code is gone from the reference."""
    assert set(written()) - set(sections()) == {"Environment"}


def test_every_variable_is_described():
    """Each variable that the code reads stands in the reference, and no other."""
    code = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot" / "settings").glob("*.py"))
    named = set(re.findall(r'"(TOCSIN_[A-Z_]*[A-Z])"', code))
    named |= {f"{n}_FILE" for n in named if re.search(rf'secret\(environ, "{n}"|name = "{n}"', code)}
    assert set(written()["Environment"]) | set(re.findall(r"(?m)^\| `(TOCSIN\w+)`", PAGE)) == named
