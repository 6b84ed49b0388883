"""How names are taught: labels stand where the names do, and a field learns from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.spans import READ, tokens
from bot.analysis.tagger import LABELS, Span, Tagger
from bot.analysis.training.names import Tagged, chain, tagged

pytestmark = pytest.mark.thorough


def labelled(text, actor="", victim=""):
    toks = tokens(text)
    got = tagged(toks, [["b"]] * len(toks), text, actor, victim)
    return (
        None if got is None else {text[t.start : t.end]: label for t, label in zip(toks, got.labels, strict=True) if label != "O"}
    )


@pytest.mark.parametrize(
    ("text", "actor", "victim", "labels"),
    [
        ("Night Ferry hit Port of Oslund", "Night Ferry", "Port of Oslund",
         {"Night": "B-A", "Ferry": "I-A", "Port": "B-V", "of": "I-V", "Oslund": "I-V"}),
        ("Oslund hit again", "", "oslund", {"Oslund": "B-V"}),
        ("Oslund, Marby and Lund hit", "", "Oslund; Marby and Lund", {"Oslund": "B-V", "Marby": "B-V", "Lund": "B-V"}),
        ("AT&T and T-Mobile lost data", "", "AT&T / T-Mobile", {"AT&T": "B-V", "T-Mobile": "B-V"}),
        ("Hackers hit port", "", "", {}),
        ("Oslundia hit; portly", "", "", {}),
        ("«Блакить» зламали", "", "Блакить", {"Блакить": "B-V"}),
    ],
)  # fmt: skip
def test_labels_stand_on_the_names(text, actor, victim, labels):
    """Whole names first, else each of several; small and capital letters alike."""
    assert labelled(text, actor, victim) == labels


def test_every_time_a_name_stands_there_it_is_labelled():
    """A name told twice is a name twice."""
    text = "Oslund hit: Oslund confirms"
    toks = tokens(text)
    assert tagged(toks, [["b"]] * 5, text, "", "Oslund").labels == ["B-V", "O", "O", "B-V", "O"]


@pytest.mark.parametrize(
    ("text", "actor", "victim"),
    [
        ("Hackers hit a port", "", "Oslund"),
        ("Oslund hit", "Night Ferry", "Oslund"),
        ("Oslundia hit", "", "Oslund"),
        ("x " * READ + "Oslund", "", "Oslund"),
        ("Hackers hit XY", "", "XY Group; AB"),
    ],
)
def test_a_name_that_is_not_there_teaches_nothing(text, actor, victim):
    """Elsewhere, inside another word or beyond what is read: the whole text is left out rather than taught wrongly."""
    assert labelled(text, actor, victim) is None


def test_the_attacked_keeps_its_words():
    """A doer inside a victim's name takes no word of it."""
    assert labelled("Bank of Oslund hit", "Oslund", "Bank of Oslund") == {"Bank": "B-V", "of": "I-V", "Oslund": "I-V"}


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20))
def test_any_labels_are_well_formed(text, actor, victim):
    """One label a token, and an inside one only within its name."""
    toks = tokens(text)
    got = tagged(toks, [["b"]] * len(toks), text, actor, victim)
    if got is not None:
        assert len(got.labels) == len(toks)
        before = ["O", *got.labels]
        assert all(not b.startswith("I") or a[1:] == b[1:] for a, b in zip(before, got.labels, strict=False))


def test_a_field_learns_names():
    """The word in front tells the attacked from the doer; names that were never met are found by it. Same texts, same weights."""
    pytest.importorskip("pycrfsuite", reason="a development library")
    rows = []
    for name in ("alder", "birch", "cedar", "dogwood") * 10:
        words = [name, "hit", f"{name}town", "today"]
        features = [[f"w={w}", f"w-1={b}"] for b, w in zip(["<", *words], words, strict=False)]
        rows.append(Tagged(features, ["B-A", "O", "B-V", "O"]))
    told = []
    weights = chain(rows, told.append)
    again = chain(rows, told.append)
    assert told == ["tagger: 40 texts"] * 2
    assert weights.names == again.names == tuple(sorted(weights.names))
    assert (weights.rows == again.rows).all()
    assert (weights.steps == again.steps).all()
    assert weights.rows.shape == (len(weights.names), len(LABELS))
    toks = tokens("elm hit elmtown today")
    features = [[f"w={w}", f"w-1={b}"] for b, w in (("<", "elm"), ("elm", "hit"), ("hit", "elmtown"), ("elmtown", "today"))]
    assert Tagger(weights).spans(toks, features) == [Span(0, 3, "A"), Span(8, 15, "V")]
