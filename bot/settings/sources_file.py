"""`sources.toml`: what is read. The common keys are here; the remaining keys of a row belong to the config model of its kind."""

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, StrictBool, StrictStr, model_validator

from bot.domain.errors import nearest
from bot.domain.source import Grade, Publisher, SourceInfo
from bot.domain.tlp import Tlp
from bot.fetch.access import AccessConfig
from bot.fetch.request import Access
from bot.settings.duration import Duration
from bot.settings.faults import Fault, Faults, in_two, validated
from bot.settings.rows import check_top, labelled, row_model
from bot.settings.shape import SourceSettings
from bot.settings.words import Address, HomeCountry, Id, Lang, Table, Text
from bot.sources import KINDS

SOURCES = "sources.toml"
FOLDER_KINDS = frozenset({"files"})
"""Kinds that have a `path` in place of a `url`."""
_INFO = SourceInfo("", "", "", "")
"""For its defaults."""


class SourceRow(Table):
    """The keys that every source has."""

    id: Id = Field(examples=["cert-example"])
    name: StrictStr = Field(default="", examples=["CERT Example"])
    kind: Text = Field(default="feed", examples=["feed"])
    lang: Lang = Field(default="", examples=["en"])
    country: HomeCountry = Field(default="", examples=["LT"])
    publisher: Publisher = _INFO.publisher
    grade: Grade = _INFO.grade
    tlp: Tlp = _INFO.tlp
    enabled: StrictBool = True
    min_interval: Duration = Field(default=_INFO.min_interval, ge=timedelta(seconds=1), le=timedelta(days=30), examples=["15m"])
    max_interval: Duration = Field(default=_INFO.max_interval, ge=timedelta(seconds=1), le=timedelta(days=30), examples=["6h"])

    @model_validator(mode="after")
    def _in_order(self) -> "SourceRow":
        if self.max_interval < self.min_interval:
            raise Fault("max_interval is shorter than min_interval", "make max_interval the longer one")
        return self


class WebRow(SourceRow):
    """A source with a web address."""

    url: Address = Field(examples=["https://www.example.org/feed.xml"])
    post_backlog: StrictBool = _INFO.post_backlog
    full_text: StrictBool = _INFO.full_text
    http: AccessConfig = AccessConfig()


class FolderRow(SourceRow):
    """A source that is a folder of this machine: looked at often, and posted from the first look on."""

    path: Text = Field(examples=["inbox"])
    post_backlog: StrictBool = True
    min_interval: Duration = Field(
        default=timedelta(seconds=10), ge=timedelta(seconds=1), le=timedelta(days=30), examples=["10s"]
    )
    max_interval: Duration = Field(default=timedelta(minutes=1), ge=timedelta(seconds=1), le=timedelta(days=30), examples=["1m"])


def read_sources(
    raw: Mapping[str, Any] | None, folder: Path, environ: Mapping[str, str], faults: Faults
) -> tuple[tuple[SourceSettings, ...], tuple[SourceInfo, ...]]:
    """The sources that are switched on, and those that are off (whose secrets are not asked for). Paths count from `folder`."""
    if raw is None:
        return (), ()
    check_top(raw, ("source",), SOURCES, faults)
    on: list[SourceSettings] = []
    off: list[SourceInfo] = []
    owner: dict[str, str] = {}
    for label, given in labelled(raw, "source", SOURCES, faults):
        row = _row(label, given, faults)
        if row is None:
            continue
        info = _info(row, folder)
        if owner.setdefault(info.address, info.id) != info.id:
            faults.add(SOURCES, label, f'has the same address as source "{owner[info.address]}"', "remove one of the two")
        if row.enabled:
            on.append(SourceSettings(info, _config(row), _access(label, row, folder, environ, faults)))
        else:
            off.append(info)
    if not raw.get("source"):
        faults.add(SOURCES, "", "names no source", "add a [[source]] with id, kind and url")
    return tuple(on), tuple(off)


@cache
def source_model(kind: str) -> type[SourceRow]:
    """All keys that a row of this kind may have: the common ones and those of the kind's own config model."""
    base = FolderRow if kind in FOLDER_KINDS else WebRow
    return row_model(f"{kind}_source", base, KINDS[kind].config)


def _row(label: str, given: Mapping[str, Any], faults: Faults) -> SourceRow | None:
    """One checked row."""
    kind = given.get("kind", "feed")
    if not isinstance(kind, str) or kind not in KINDS:
        named = f'unknown kind of source "{kind}"' if isinstance(kind, str) else "must be text in quotes"
        faults.add(SOURCES, f"{label}.kind", named, nearest(str(kind), KINDS))
        return None
    return validated(source_model(kind), given, SOURCES, label, faults)


def _info(row: SourceRow, folder: Path) -> SourceInfo:
    """What people know the source by."""
    web = row if isinstance(row, WebRow) else None
    place = row if isinstance(row, FolderRow) else None
    return SourceInfo(
        id=row.id,
        name=row.name or row.id,
        kind=row.kind,
        address=web.url if web else os.path.normpath(folder / Path(place.path if place else "").expanduser()),
        lang=row.lang,
        country=row.country,
        publisher=row.publisher,
        grade=row.grade,
        post_backlog=web.post_backlog if web else place is not None and place.post_backlog,
        full_text=web is not None and web.full_text,
        min_interval=row.min_interval,
        max_interval=row.max_interval,
        tlp=row.tlp,
    )


def _config(row: SourceRow) -> BaseModel:
    """The kind's own part of a row. The values are checked; they are handed on as they are."""
    model: type[BaseModel] = KINDS[row.kind].config
    return model.model_construct(**{name: getattr(row, name) for name in model.model_fields})


def _access(label: str, row: SourceRow, folder: Path, environ: Mapping[str, str], faults: Faults) -> Access:
    """The source's rights, with its secrets read."""
    if not isinstance(row, WebRow):
        return Access()
    try:
        return row.http.access(environ, folder)
    except ValueError as error:
        fault, mend = in_two(str(error))
        faults.add(SOURCES, f"{label}.http", fault, mend)
        return Access()
