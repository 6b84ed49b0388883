"""The head of a story as tokens with features: nothing lost, everything where it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.countries import parts
from bot.analysis.reading import clean
from bot.analysis.spans import READ, Marks, Token, describe, marks, shape, tokens

TEXT = st.text(max_size=2 * READ)


@given(TEXT)
def test_tokens_cover_what_is_not_blank(text):
    """In order, apart from each other, inside the head; what lies between them is blank or an underscore."""
    found = tokens(text)
    ends = [0, *(t.end for t in found)]
    starts = [*(t.start for t in found), min(len(text), READ)]
    assert all(a <= b for a, b in zip(ends, starts, strict=True))
    assert all(0 <= t.start < t.end <= READ for t in found)
    left = "".join(text[a:b] for a, b in zip(ends, starts, strict=True))
    assert not left.replace("_", "").strip()
    assert not any(c.isspace() for t in found for c in text[t.start : t.end])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Port-Au-Mer's cranes, AT&T: 3.5 Mio.", ["Port-Au-Mer's", "cranes", ",", "AT&T", ":", "3.5", "Mio", "."]),
        ("«Блакить» зламали!", ["«", "Блакить", "»", "зламали", "!"]),
        ("C++ x_y", ["C", "+", "+", "x", "y"]),
        ("", []),
    ],
)
def test_words_keep_what_joins_them(text, words):
    """Hyphens, ampersands and points inside a word are its own; other marks stand alone."""
    assert [text[t.start : t.end] for t in tokens(text)] == words


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Port", "Xx"), ("PORT", "X"), ("A", "x1"), ("McRae", "XxX"), ("eBay", "xX"), ("port", "x"), ("2024", "d"), ("b2", "xd"),
        (",", ","), ("“", "“"), ("%", "p"), ("Ärzte", "Xx"), ("СБУ", "X"), ("3CX", "X"),
    ],
)  # fmt: skip
def test_shapes(word, form):
    """How a word is written, in ten languages' letters."""
    assert shape(word) == form


@given(title=TEXT, body=TEXT, kind=st.sampled_from(["ransomware", "vulnerability", ""]))
def test_each_token_of_any_text_is_described(facts_of, title, body, kind):
    """One list a token, none of them empty, only strings, whatever the script."""
    facts = facts_of(body, title)
    toks = tokens(facts.reading.text)
    made = describe(facts, toks, marks(facts, parts(facts), ["a"], []), kind)
    assert len(made) == len(toks)
    assert all(own[0] == "b" and all(isinstance(f, str) for f in own) for own in made)
    assert all(facts.reading.text[t.start : t.end].strip() for t in toks)


def features(facts_of, word, title, body="", kind="ransomware", shaped=(), named=()):
    facts = facts_of(body, title)
    toks = tokens(facts.reading.text)
    at = next(i for i, t in enumerate(toks) if facts.reading.text[t.start : t.end] == word)
    return set(describe(facts, toks, marks(facts, parts(facts), shaped, named), kind)[at])


def test_neighbours_and_form(facts_of):
    """A token knows itself, three words to either side, and where the text ends."""
    got = features(facts_of, "Oslund", "Hackers hit Oslund port")
    assert {"w=oslund", "sh=Xx", "w-1=hit", "w-2=hackers", "w-3=<1", "w1=port", "w2=>1", "w3=>2", "p3=osl", "s3=und"} <= got


def test_tables_speak_where_they_found_something(facts_of):
    """Victims by headline shapes, groups, countries and attack words mark their tokens and those beside them."""
    got = features(facts_of, "Oslund", "Chinese hackers breach Oslund", shaped=["Oslund"])
    assert {"g=rv", "gk=rvattack", "g-1=s:attacks"} <= got
    assert "g=pl:ACTOR" in features(facts_of, "Chinese", "Chinese hackers breach Oslund")
    bear = features(facts_of, "Bear", "Fancy Bear hits Oslund", named=["Fancy Bear"])
    assert {"g=ga", "g=ra", "g-1=ra"} <= bear


def test_how_a_word_is_written_elsewhere(facts_of):
    """A capital that the body does not repeat is the headline's; a name keeps its capital inside a sentence."""
    title, body = "Bank Oslund Hit Oslund", "The bank said Oslund is safe."
    assert "lowelse" in features(facts_of, "Bank", title, body)
    assert {"capelse", "rep"} <= features(facts_of, "Oslund", title, body)


def test_style_of_the_headline(facts_of):
    """Whether capitals mean names is told apart: a headline of capitals, one of names, the body."""
    assert "shTc=Xx" in features(facts_of, "Oslund", "Hackers Hit Oslund Port")
    assert "shTl=Xx" in features(facts_of, "Oslund", "Hackers have hit the port of Oslund again")
    assert "shB=Xx" in features(facts_of, "Oslund", "Hackers Hit", "The port of Oslund.")


def test_marks_by_character():
    """Sorted, none twice, none beyond the head."""
    made = Marks()
    made.put(2, 4, "b")
    made.put(3, 9 * READ, "a")
    made.put(3, 4, "a")
    assert [made.at(i) for i in (1, 2, 3, READ - 1, READ)] == [[], ["b"], ["a", "b"], ["a"], []]


@given(TEXT)
def test_a_mark_that_names_nothing_is_harmless(facts_of, name):
    """Names that shapes bring are looked for as they are; what does not stand there marks nothing."""
    facts = facts_of("Port of Oslund hit")
    name = clean(name) or "x"
    marked = marks(facts, [], [name], [])
    seen = facts.reading.text
    assert all(
        ("rv" in marked.at(i)) == any(seen.startswith(name, j) for j in range(i - len(name) + 1, i + 1) if j >= 0)
        for i in range(len(seen))
    )


def test_heads_are_read_to_the_limit_and_no_further(facts_of):
    """A long body costs no more than its beginning."""
    facts = facts_of("Oslund " * 3000)
    assert max(t.end for t in tokens(facts.reading.text)) <= READ
    assert tokens(facts.reading.text)[:2] == [Token(0, 6), Token(7, 13)]
