"""P(two reports tell of one event), and why. Learnt; the model is one file (`model/stories.npz`), read without unpickling.

    article, verdict -> Telling (once an item) -> laid out beside the lore -> features of a pair -> score, evidence

Read next: `pairs.py` for what is compared, `stories.py` for what is made of it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from bot.analysis.lore import LETTERS, Floats, Lore, packed, unpacked
from bot.analysis.pairs import FEATURES, Laid, columns_of, features, laid, widened
from bot.analysis.telling import VERSION, Teller, Telling
from bot.domain.verdict import Evidence

ARTEFACT = "stories.npz"
"""Its file name in `bot/analysis/model/`."""
_LEAST = 0.1
"""Log-odds below which a feature is no reason."""
_MOST = 6
_BOUND = 60.0
"""Of log-odds: beyond it nothing changes but an overflow."""
_SHOWN = 4
_FRAME = frozenset({"a headline only", "languages apart"})
"""What says how the others are to be read, and nothing by itself."""


@dataclass(frozen=True)
class LikenessModel:
    """Log-odds are `bias + widened(features) @ weights`; `usual` are the features' means, what a reason is measured against;
    from `cut` on two reports are called one event.
    """

    weights: Floats
    bias: float
    usual: Floats
    cut: float
    lore: Lore

    def save(self) -> bytes:
        """The artefact's bytes."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            version=np.array(VERSION),
            features=np.frombuffer("\n".join(FEATURES).encode(), np.uint8),
            weights=self.weights.astype(np.float32),
            bias=np.array(self.bias),
            usual=self.usual.astype(np.float32),
            cut=np.array(self.cut),
            **packed(self.lore),
        )
        return out.getvalue()


def load_likeness_model(raw: bytes) -> LikenessModel:
    """Reads `LikenessModel.save` back. Raises `ValueError` when it was trained for other features."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        if int(kept["version"]) != VERSION or tuple(bytes(kept["features"]).decode().split("\n")) != FEATURES:
            raise ValueError("the model of stories was trained for other features: run tocsin train --stories")
        return LikenessModel(kept["weights"], float(kept["bias"]), kept["usual"], float(kept["cut"]), unpacked(kept))


class Likeness:
    """Compares tellings. Immutable, so safe between threads."""

    def __init__(self, model: LikenessModel) -> None:
        """Takes the model; nothing is read."""
        self._model = model
        self._columns = [(name, columns_of(name)) for name in FEATURES if name not in _FRAME]
        self._usual = widened(model.usual[None, :])[0]
        self.cut = model.cut
        self.lore = model.lore

    def lay(self, telling: Telling) -> Laid:
        """Once, for many comparisons with `score_laid`."""
        return laid(telling, self._model.lore)

    def score(self, a: Telling, b: Telling) -> float:
        """Calibrated P(same event); symmetrical."""
        return self.score_laid(self.lay(a), self.lay(b))

    def score_laid(self, a: Laid, b: Laid) -> float:
        """The same of tellings that are laid out."""
        return float(self.scores_laid(a, [b])[0])

    def scores_laid(self, one: Laid, others: Sequence[Laid]) -> Floats:
        """One with each of the others: (others,)."""
        rows = np.array([features(one, other) for other in others], np.float32)
        log_odds = widened(rows) @ self._model.weights + np.float32(self._model.bias)
        made: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -_BOUND, _BOUND)))
        return made

    def why(self, a: Telling, b: Telling) -> tuple[Evidence, ...]:
        """What moved the score most: by how much the log-odds are above those of a pair that is usual in this one respect."""
        return self.why_laid(self.lay(a), self.lay(b))

    def why_laid(self, one: Laid, two: Laid) -> tuple[Evidence, ...]:
        """The same of tellings that are laid out."""
        row = widened(np.array([features(one, two)], np.float32))[0]
        moved = (row - self._usual) * self._model.weights
        told = [Evidence(name, _seen(name, one, two), round(float(moved[at].sum()), 2)) for name, at in self._columns]
        told.sort(key=lambda e: -abs(e.weight))
        return tuple(e for e in told if abs(e.weight) >= _LEAST)[:_MOST]


def _seen(name: str, a: Laid, b: Laid) -> str:
    """What a person is shown of a feature: the shared words or names themselves."""
    field = _FIELDS.get(name.rsplit(" ", 1)[0])
    if field and name.endswith("shared"):
        return ", ".join(sorted(set(getattr(a.telling, field)) & set(getattr(b.telling, field)))[:_SHOWN])
    if field:
        return " / ".join(", ".join(getattr(x.telling, field)[:2]) for x in (a, b))
    if "words" in name or "rare" in name or "found" in name:
        both = set(b.words)
        shared = sorted(((-r, w) for w, r in zip(a.words, a.rarity, strict=True) if w in both))
        return ", ".join(f"{w}…" if len(w) == LETTERS else w for _, w in shared[:_SHOWN])
    return ""


_FIELDS = {
    "names": "names",
    "numbers": "numbers",
    "flaws": "cves",
    "actors": "actors",
    "malware": "malware",
    "in headline": "titled",
    "victims": "victims",
    "countries": "places",
    "makers": "makers",
}


def packaged_likeness() -> Likeness:
    """With the model that ships with Tocsin; 0.2 s."""
    return Likeness(load_likeness_model((resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes()))


def load_likeness() -> tuple[Teller, Likeness]:
    """Who tells and who compares, of one model. The one slow call (half a second)."""
    likeness = packaged_likeness()
    return Teller(likeness.lore), likeness
