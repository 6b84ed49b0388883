"""The artefact: small, safe to load, the same bytes for the same model, whole when it comes back."""

import dataclasses
import io
from collections.abc import Mapping
from importlib import resources

import numpy as np
import pytest

from bot.analysis import artefact
from bot.analysis.artefact import ARTEFACT, load_model, packaged_model
from tests.fakes.model import model

MAX_BYTES = 10_000_000


def equal(one, other):
    """Whether two models, or parts of them, are the same down to the kind of number."""
    if dataclasses.is_dataclass(one):
        fields = [f.name for f in dataclasses.fields(one)]
        return type(one) is type(other) and all(equal(getattr(one, f), getattr(other, f)) for f in fields)
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(equal(one[k], other[k]) for k in one)
    return one == other


def rewritten(raw, **changes):
    """The same file with some of its arrays replaced."""
    with np.load(io.BytesIO(raw)) as kept:
        arrays = dict(kept) | changes
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def test_a_saved_model_comes_back_whole():
    """Every part, number for number; blocks and words in their order, letters of every script."""
    made = model()
    assert equal(load_model(made.save()), made)


def test_same_model_same_bytes():
    """Neither the hour nor the way through a file leaves a trace."""
    raw = model().save()
    assert model().save() == raw
    assert load_model(raw).save() == raw
    assert model(seed=8).save() != raw


def test_empty_tables_come_back_empty():
    """A tagger or countries that learnt nothing have no names, not one without letters."""
    chain = artefact.ChainWeights((), np.zeros((0, 5), np.float32), np.zeros((5, 5), np.float32))
    where = artefact.WhereWeights((), np.zeros(0, np.float32), 0.0)
    again = load_model(model(chain=chain, where=where).save())
    assert (again.chain.names, again.where.names) == ((), ())
    assert again.chain.rows.shape == (0, 5)


def test_a_model_of_other_features_is_refused():
    """A stale artefact is said to be one, with what to do."""
    raw = rewritten(model().save(), features=np.array(artefact.VERSION + 1))
    with pytest.raises(ValueError, match="run tocsin train"):
        load_model(raw)


@pytest.mark.parametrize("name", ["net_hidden", "slugs", "features", "blend"])
def test_pickles_are_refused(name):
    """An object in the file is never brought to life, whichever part claims to be one."""
    raw = rewritten(model().save(), **{name: np.array([{"an": "object"}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        load_model(raw)


def test_the_packaged_model_is_small_and_reads_the_features_of_today():
    """At most 10 MB, no objects, of this version, with one margin for each of its answers."""
    raw = (resources.files("bot.analysis") / "model" / ARTEFACT).read_bytes()
    assert len(raw) <= MAX_BYTES
    packed = packaged_model()
    assert packed.version.startswith(f"{artefact.VERSION}-")
    assert packed.network.out.shape[1] == len(packed.network.out_bias) == sum(map(len, packed.network.blocks.values()))
    assert packed.network.vectors.shape[0] == len(packed.network.words)
    assert packed.linear.matrix.shape == (len(packed.linear.slots), len(packed.linear.kinds))
    assert packed.chain.rows.shape == (len(packed.chain.names), 5)


def test_the_packaged_model_knows_the_shipped_kinds(kinds):
    """Cues are counted for each configured kind, and no kind is answered that is not configured."""
    packed = packaged_model()
    assert set(packed.slugs) == set(kinds)
    assert set(packed.network.blocks["kind"]) | set(packed.linear.kinds) <= set(kinds)
