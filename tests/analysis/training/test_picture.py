"""The confusion matrix as a picture."""

import os
from importlib.util import find_spec

import pytest

from bot.analysis.training.picture import confusion_picture, order
from tests.analysis.training.made import label, said

pytestmark = pytest.mark.thorough

ANSWERS = [
    *[(label(), said())] * 3,
    (label(), said(kind="ransomware")),
    (label(kind="ransomware"), said(kind="supply_chain")),
    (label(kind="ransomware"), said(alert=False, kind="not_cyber")),
    (label(alert=False, kind="exercise"), said(alert=False, kind="exercise")),
]


def test_a_png_of_some_size():
    """It is a PNG, not an empty one, and the same twice."""
    if find_spec("matplotlib") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI draws the picture: matplotlib is among the development libraries")
        pytest.skip("matplotlib is not installed")
    made = confusion_picture(ANSWERS, "Kinds")
    assert made.startswith(b"\x89PNG\r\n")
    assert len(made) > 5000
    assert made == confusion_picture(ANSWERS, "Kinds")


def test_rows_and_columns():
    """Labelled kinds come first, the most frequent at the top; then those only said. No alert, no picture."""
    assert order(ANSWERS) == (["ddos", "ransomware"], ["ddos", "ransomware", "not_cyber", "supply_chain"])
    with pytest.raises(ValueError, match="no alert"):
        confusion_picture(ANSWERS[-1:], "Kinds")
