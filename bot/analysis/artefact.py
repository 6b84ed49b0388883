"""The trained parts in one file: an `.npz` of at most 10 MB, read without unpickling. Same model, same bytes."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.features import VERSION, Floats
from bot.analysis.network import WIDTHS, NetworkWeights
from bot.analysis.tagger import ChainWeights
from bot.analysis.where import WhereWeights

ARTEFACT = "judge.npz"
"""Its file name in `bot/analysis/model/`."""


@dataclass(frozen=True)
class Linear:
    """Logistic heads over the kept slots of the sparse vector: column 0 asks "an alert?", the others "mainly of this kind?"."""

    slots: npt.NDArray[np.int32]
    """(kept,): which slots of the wide space have a weight, rising."""
    kinds: tuple[str, ...]
    alert: Floats
    """(kept,)"""
    matrix: npt.NDArray[np.int8]
    """(kept, kinds)"""
    scale: Floats
    """(kinds,)"""
    bias: Floats
    """(1 + kinds,)"""


@dataclass(frozen=True)
class Model:
    """All that `tocsin train` makes. `slugs` is the order of the cue counts in the vector; P(alert) is
    sigmoid(blend[0] * linear margin + blend[1] * network margin + blend[2]).
    """

    version: str
    slugs: tuple[str, ...]
    linear: Linear
    network: NetworkWeights
    chain: ChainWeights
    where: WhereWeights
    blend: tuple[float, float, float]

    def save(self) -> bytes:
        """The artefact's bytes."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            features=np.array(VERSION),
            version=np.array(self.version),
            slugs=_text(self.slugs),
            blend=np.array(self.blend, np.float64),
            **_linear_arrays(self.linear),
            **_network_arrays(self.network),
            chain_names=_text(self.chain.names),
            chain_rows=self.chain.rows.astype(np.float16),
            chain_steps=self.chain.steps,
            where_names=_text(self.where.names),
            where_values=self.where.values.astype(np.float16),
            where_threshold=np.array(self.where.threshold),
        )
        return out.getvalue()


def _text(names: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """Names as UTF-8, one a line: a fraction of the size of numpy's own form."""
    return np.frombuffer("\n".join(names).encode("utf-8"), np.uint8)


def _names(kept: npt.NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(bytes(kept).decode("utf-8").split("\n")) if len(kept) else ()


def _linear_arrays(linear: Linear) -> dict[str, Any]:
    return {
        "linear_steps": np.diff(linear.slots, prepend=np.int32(0)),
        "linear_kinds": _text(linear.kinds),
        "linear_alert": linear.alert.astype(np.float16),
        "linear_matrix": linear.matrix,
        "linear_scale": linear.scale,
        "linear_bias": linear.bias,
    }


def _network_arrays(net: NetworkWeights) -> dict[str, Any]:
    made: dict[str, Any] = {"net_words": _text(net.words), "net_vectors": net.vectors, "net_scale": net.scale}
    for n in WIDTHS:
        made |= {f"net_filters{n}": net.filters[n].astype(np.float16), f"net_filter_bias{n}": net.filter_bias[n]}
    made |= {"net_hidden": net.hidden.astype(np.float16), "net_hidden_bias": net.hidden_bias}
    made |= {"net_out": net.out.astype(np.float16), "net_out_bias": net.out_bias}
    made |= {"net_blocks": _text(tuple("\t".join((name, *answers)) for name, answers in net.blocks.items()))}
    return made


def load_model(raw: bytes) -> Model:
    """Reads `Model.save` back. Raises `ValueError` when it was trained for other features."""
    with np.load(io.BytesIO(raw), allow_pickle=False) as kept:
        if int(kept["features"]) != VERSION:
            raise ValueError(f"the model was trained for features {int(kept['features'])}, this is {VERSION}: run tocsin train")
        a, b, c = map(float, kept["blend"])
        chain = ChainWeights(_names(kept["chain_names"]), kept["chain_rows"].astype(np.float32), kept["chain_steps"])
        where = WhereWeights(_names(kept["where_names"]), kept["where_values"].astype(np.float32), float(kept["where_threshold"]))
        return Model(
            str(kept["version"]), _names(kept["slugs"]), _linear(kept), _network(kept), chain, where, (a, b, c)
        )  # fmt: skip


def _linear(kept: Mapping[str, Any]) -> Linear:
    return Linear(
        np.cumsum(kept["linear_steps"]).astype(np.int32),
        _names(kept["linear_kinds"]),
        kept["linear_alert"].astype(np.float32),
        kept["linear_matrix"],
        kept["linear_scale"],
        kept["linear_bias"],
    )


def _network(kept: Mapping[str, Any]) -> NetworkWeights:
    rows = [line.split("\t") for line in _names(kept["net_blocks"])]
    return NetworkWeights(
        _names(kept["net_words"]),
        kept["net_vectors"],
        kept["net_scale"],
        {n: kept[f"net_filters{n}"].astype(np.float32) for n in WIDTHS},
        {n: kept[f"net_filter_bias{n}"] for n in WIDTHS},
        kept["net_hidden"].astype(np.float32),
        kept["net_hidden_bias"],
        kept["net_out"].astype(np.float32),
        kept["net_out_bias"],
        {name: tuple(answers) for name, *answers in rows},
    )


def packaged_model() -> Model:
    """The artefact that ships with Tocsin."""
    return load_model((resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes())
