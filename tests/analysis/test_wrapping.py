"""Lines that a program cut are joined; lines that people wrote are left alone."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.wrapping import unwrapped

PARAGRAPH = (
    "Hackers linked to Belarus attacked the railway of Kestria on Monday and knocked out its ticket servers, the transport ministry"
    " said in a note to the press. Trains stood still for three hours while engineers brought the signals back one after another, and"
    " the ministry asked a response team of its neighbours for help with what it called the gravest attack of the year so far"
)


@pytest.mark.parametrize("width", [50, 60, 72, 80])
def test_wrapped_sentences_are_whole_again(width):
    """Whatever the width; only a break after a full stop may stay."""
    whole = unwrapped(textwrap.fill(PARAGRAPH, width))
    assert whole.replace("\n", " ") == PARAGRAPH
    assert all(line.endswith(".") for line in whole.split("\n")[:-1])


@pytest.mark.parametrize(
    "text",
    [
        PARAGRAPH,
        "\n".join(f"Headline number {n} of a list of other stories" for n in range(12)),
        "\n".join(["- Bank loses records", "- Police seize servers of a gang in Oslo", "- Update your mail server now"] * 4),
        "\n".join(f"{PARAGRAPH}." for _ in range(8)),
        "",
    ],
)
def test_lines_of_their_own_stay(text):
    """Lists, headlines and long paragraphs are not joined."""
    assert unwrapped(text) == text


@given(st.text(st.sampled_from("ab .\n-:“A"), max_size=400))
def test_words_stay(text):
    """Nothing but breaks changes."""
    assert unwrapped(text).split() == text.split()
