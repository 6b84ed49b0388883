"""What of a tagged span is the name of the attacked: the sentence goes on after a name, and not everything small is a body of people."""

import pytest

from bot.analysis.names import _party


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ("Estonia requests mutual", "Estonia"),
        ("St Alder Hospital in Galway works", "St Alder Hospital in Galway"),
        ("Lanternfish hat", "Lanternfish"),
        ("flood of traffic", ""),
        ("two district heating companies", "two district heating companies"),
        ("polskie przedsiębiorstwa", "polskie przedsiębiorstwa"),
        ("centre hospitalier de Valbrune", "centre hospitalier de Valbrune"),
        ("Ukrainian heating supplier", "Ukrainian heating supplier"),
        ("paperkite", "paperkite"),
        ("hat", ""),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(span, name):
    """Common words stay where they are of a body of people."""
    assert _party(span, flaw=False) == name


def test_programs_are_written_small():
    """A package of two words is what has the flaw."""
    assert _party("left pad", flaw=True) == "left pad"
    assert _party("left pad", flaw=False) == ""
