"""A model of chance weights: right in shape, wise in nothing. Same seed, same model."""

import numpy as np

from bot.analysis.artefact import Linear, Model
from bot.analysis.features import CHAR_SLOTS, SECTORS, WORD_SLOTS, Features
from bot.analysis.network import SPECIAL, WIDTHS, NetworkWeights
from bot.analysis.tagger import LABELS, ChainWeights
from bot.analysis.where import WhereWeights

SLUGS = ("ddos", "not_cyber", "ransomware")
WORDS = (*SPECIAL, "attack", "hackers", "port", "of", "ransomware", "snow", "école", "злам", "0", "?")
BLOCKS = {
    "alert": ("alert",),
    "kind": SLUGS,
    "severity": ("1", "2", "3", "4"),
    "sector": (*SECTORS, "none"),
    "beside:ddos": ("ddos",),
}
SIZE, FILTERS, HIDDEN = 6, 5, 7


def network_weights(facts, seed=7):
    random = np.random.default_rng(seed)

    def some(*shape):
        return random.standard_normal(shape).astype(np.float16).astype(np.float32)

    columns = sum(map(len, BLOCKS.values()))
    return NetworkWeights(
        WORDS,
        random.integers(-127, 128, (len(WORDS), SIZE)).astype(np.int8),
        (random.random(len(WORDS)) / 100).astype(np.float32),
        {n: some(n * SIZE, FILTERS) for n in WIDTHS},
        {n: some(FILTERS) for n in WIDTHS},
        some(FILTERS * len(WIDTHS) + SIZE + facts, HIDDEN),
        some(HIDDEN),
        some(HIDDEN, columns),
        some(columns),
        BLOCKS,
    )


def chain_weights(names=("b", "w=port", "sh=Xx", "g=rv"), seed=7):
    random = np.random.default_rng(seed)
    rows = random.standard_normal((len(names), len(LABELS))).astype(np.float16).astype(np.float32)
    return ChainWeights(tuple(names), rows, random.standard_normal((len(LABELS), len(LABELS))).astype(np.float32))


def model(seed=7, **changes):
    """All parts; `changes` replace some."""
    random = np.random.default_rng(seed)
    facts = len(Features(SLUGS).fact_names)
    hashed = np.sort(random.choice(WORD_SLOTS + CHAR_SLOTS, 40_000, replace=False))
    slots = np.concatenate([hashed, WORD_SLOTS + CHAR_SLOTS + np.arange(facts)]).astype(np.int32)
    kinds = ("ddos", "ransomware")
    parts = {
        "version": "test",
        "slugs": SLUGS,
        "linear": Linear(
            slots,
            kinds,
            random.standard_normal(len(slots)).astype(np.float16).astype(np.float32),
            random.integers(-127, 128, (len(slots), len(kinds))).astype(np.int8),
            np.array([0.01, 0.02], np.float32),
            np.array([0.1, -0.2, 0.3], np.float32),
        ),
        "network": network_weights(facts, seed),
        "chain": chain_weights(seed=seed),
        "where": WhereWeights(("b", "r:VICTIM"), np.array([-1.5, 2.0], np.float32), 0.25),
        "blend": (0.5, 0.75, -0.25),
    }
    return Model(**(parts | changes))
