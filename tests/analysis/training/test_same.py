"""When a name that was said is the name of the label."""

import pytest

from bot.analysis.training.same import Same
from bot.domain.verdict import Named

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def same():
    return Same()


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("APT28", "Fancy Bear"),
        ("Forest Blizzard (APT28)", "Fancy Bear"),
        ("Chinese state-sponsored hackers", "China"),
        ("Russia", "pro-Russian hacker groups"),
        ("Oslund", "Oslund's clinics"),
        ("Grey Heron; Brown Stork", "BROWN STORK gang"),
        ("Harbour & Sons", "Harbour & Sons"),
        ("GreyHeron", "Grey Heron"),
    ],
)
def test_same_party(same, label, said):
    """Aliases, countries, fillers, parts of a list, blanks."""
    assert same.hit(label, [Named("Nobody Else"), Named(said)])


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("APT28", Named("APT29")),
        ("Chinese hackers", Named("Iranian hackers")),
        ("hackers", Named("Grey Heron hackers in the service of an unknown power abroad somewhere")),
        ("Norwegian mills", Named("Oslund", "NO")),
        ("India", Named("in")),
        ("Oslund", Named("Oslunden")),
    ],
)
def test_another_party(same, label, said):
    """Neighbours, sentences around a word, codes that were worked out, words that look like codes, halves of words."""
    assert not same.hit(label, [said])
    assert not same.hit(label, [])


def test_named_in_the_text(same):
    """Whatever its case and its genitive; only as whole words."""
    assert same.in_text("Grey Heron", "Behind it: GREY HERON's people")
    assert same.in_text("Brown Stork (Grey Heron)", "grey heron again")
    assert not same.in_text("Heron", "Herons everywhere")
    assert not same.in_text("", "anything")
