"""HANDS: one module (or package) per source kind. A kind answers `ports.source.Source` and knows no other kind.

May import `fetch`, `analysis`, `ports` and `domain`. Add a kind: a module with a config model (pydantic, unknown keys
forbidden) and a class made of `(info, config, access, fetcher, workers)`, a test, and a line in `KINDS`.
Read first: `kev.py`, the plainest whole example.

A kind is loaded when it is first looked up: worker processes import single parsers out of this room, and must not pay
for every library of every kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # light on purpose, see above
    from pydantic import BaseModel

    from bot.domain.source import SourceInfo
    from bot.fetch.client import Fetcher
    from bot.fetch.request import Access
    from bot.ports.source import Source
    from bot.ports.workers import Workers


@dataclass(frozen=True, slots=True)
class SourceKind:
    """What `sources.toml` may say of a source of this kind, and how one is built."""

    config: "type[BaseModel]"
    build: "Callable[[SourceInfo, BaseModel, Access, Fetcher, Workers], Source]"


class _Kinds(Mapping[str, SourceKind]):
    """Kind -> `SourceKind`, each loaded once, at its first use."""

    def __init__(self, places: Mapping[str, tuple[str, str, str]]) -> None:
        """`places` says module, config model and source class."""
        self._places = places
        self._loaded: dict[str, SourceKind] = {}

    def __getitem__(self, kind: str) -> SourceKind:
        if kind not in self._loaded:
            module, config, source = self._places[kind]
            home = import_module(f"{__name__}.{module}")
            self._loaded[kind] = SourceKind(getattr(home, config), getattr(home, source))
        return self._loaded[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


KINDS: Mapping[str, SourceKind] = _Kinds(
    {
        "feed": ("feed.source", "FeedConfig", "FeedSource"),
        "files": ("files", "FilesConfig", "FilesSource"),
        "kev": ("kev", "KevConfig", "KevSource"),
    }
)
