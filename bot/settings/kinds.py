"""`categories/<slug>.toml`: the taxonomy. One file per kind; the file's name is the kind's slug."""

import re
from pathlib import Path

from pydantic import Field

from bot.domain.kind import Kind, Standing
from bot.settings.faults import Faults, validated
from bot.settings.reading import read_toml
from bot.settings.words import Colour, Lang, Table, Text

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")


class KindFile(Table):
    """One category as it is written."""

    name: Text = Field(examples=["Ransomware"])
    description: Text = Field(examples=["Files are locked, or stolen, for money."])
    standing: Standing = Field(examples=["alert"])
    colour: Colour = Field(examples=["#C0392B"])
    icon: Text = Field(examples=["🔒"])
    rsit: str = Field(default="", examples=["availability:ddos"])
    eurepoc: str = Field(default="", examples=["Disruption"])
    cues: dict[Lang, tuple[Text, ...]] = Field(default_factory=dict, examples=[{"en": ["ransom note", "encrypt*"]}])


def load_kinds(directory: Path) -> dict[str, Kind]:
    """Every kind of the folder by slug. Raises `ConfigError` with all problems found."""
    faults = Faults()
    kinds = read_kinds(directory, faults)
    faults.settle()
    return kinds


def read_kinds(directory: Path, faults: Faults) -> dict[str, Kind]:
    """As `load_kinds`, but notes problems and leaves the broken kinds out."""
    files = sorted(directory.glob("*.toml"))
    if not files:
        faults.add(f"{directory.name}/", "", "holds no category", "copy the folder from the one that `tocsin init DIR` makes")
    found = ((path.stem, _read_kind(path, f"{directory.name}/{path.name}", faults)) for path in files)
    return {slug: kind for slug, kind in found if kind is not None}


def _read_kind(path: Path, label: str, faults: Faults) -> Kind | None:
    """One file as a kind."""
    if not _SLUG.fullmatch(path.stem):
        faults.add(
            label, "", "the file's name is not a slug", "name it with small letters, digits and _, for example data_breach.toml"
        )
    raw = read_toml(path, label, faults)
    made = None if raw is None else validated(KindFile, raw, label, "", faults)
    if made is None:
        return None
    cues = {lang: tuple(word.lower() for word in words) for lang, words in made.cues.items()}
    return Kind(path.stem, made.name, made.description, made.standing, made.colour, made.icon, made.rsit, made.eurepoc, cues)
