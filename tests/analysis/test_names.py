"""Who did it and who was attacked: the tagger first, tables and roles where it is silent or says less."""

import pytest

from bot.analysis.countries import parts
from bot.analysis.names import attacked, doers, heads_of
from bot.analysis.tagger import Span
from bot.analysis.victims import Victims


@pytest.fixture(scope="module")
def victims():
    return Victims()


def spans(text, *named):
    """Of (what, words): where these words first stand."""
    return [Span(text.index(words), text.index(words) + len(words), what) for what, words in named]


def did(facts_of, text, *names):
    facts = facts_of(text)
    return [(n.name, n.canonical) for n in doers(facts, parts(facts), spans(text, *(("A", n) for n in names)))]


@pytest.mark.parametrize(
    ("text", "tagged", "told"),
    [
        ("Night Ferry hit a port.", ["Night Ferry"], [("Night Ferry", "")]),
        ("Fancy Bear read mail.", ["Fancy Bear"], [("Fancy Bear", "APT28")]),
        ("Fancy Bear read mail.", [], [("Fancy Bear", "APT28")]),
        ("“Night Ferry” hit a port.", ["“Night Ferry”"], [("Night Ferry", "")]),
        ("Russia hit a port.", ["Russia"], [("Russia", "RU")]),
        ("Fancy Bear hit a port. Fancy Bear hit a bank.", ["Fancy Bear", "Fancy Bear"], [("Fancy Bear", "APT28")]),
        ("Intruders hit a port.", [], []),
    ],
)
def test_doers_as_the_text_names_them(facts_of, text, tagged, told):
    """With the galaxy's name or the country's code where there is one; quotes cut off; each once."""
    assert did(facts_of, text, *tagged) == told


def test_a_fuller_description_stands_beside_a_bare_country(facts_of):
    """Rules add what says more than the country that was tagged, not what says the same or less."""
    text = "Russia hit a port. Pro-Russian hackers took down a site, officials said."
    assert set(did(facts_of, text, "Russia")) == {("Russia", "RU"), ("Pro-Russian hackers", "")}
    assert did(facts_of, "Pro-Russian hackers took down a site.", "Pro-Russian hackers")[0][0] == "Pro-Russian hackers"
    assert len(did(facts_of, "Pro-Russian hackers took down a site.", "Pro-Russian hackers")) == 1


def test_a_country_beside_a_tagged_group_adds_nothing(facts_of):
    """The bare name of a state is no second doer when the tagger has named one."""
    text = "Kestria accuses China of the attack. Night Ferry hit a port."
    assert did(facts_of, text) == [("China", "CN")]
    assert did(facts_of, text, "Night Ferry") == [("Night Ferry", "")]


def test_a_doer_of_one_letter_is_none(facts_of):
    """A shred that the tagger cut out is not told; rules speak instead."""
    assert did(facts_of, "X. Fancy Bear read mail.", "X") == [("Fancy Bear", "APT28")]


def hit(facts_of, victims, text, *names, kinds=("ransomware",), countries=(), taken=()):
    facts = facts_of(text)
    found = spans(text, *(("V", n) for n in names))
    return [(n.name, n.canonical) for n in attacked(facts, parts(facts), found, victims, countries, kinds, frozenset(taken))]


def test_the_tagged_are_the_attacked(facts_of, victims):
    """Where the tagger names somebody, shapes of headlines add nobody."""
    text = "Ferndale Logistics confirms data breach at Oslund"
    assert hit(facts_of, victims, text) == [("Ferndale Logistics", ""), *hit(facts_of, victims, text)[1:]]
    assert hit(facts_of, victims, text, "Oslund") == [("Oslund", "")]


def test_where_the_tagger_is_silent_shapes_speak(facts_of, victims):
    """Also where all that it found are doers or shreds."""
    text = "Ferndale Logistics confirms data breach"
    assert hit(facts_of, victims, text) == [("Ferndale Logistics", "")]
    assert hit(facts_of, victims, text, "Ferndale Logistics", taken={"ferndale logistics"}) != [("Ferndale Logistics", "")]


def test_doers_and_programs_are_not_the_attacked(facts_of, victims):
    """A name that is taken is left out, the others stay."""
    text = "Night Ferry and Oslund were named"
    assert hit(facts_of, victims, text, "Night Ferry", "Oslund", taken={"night ferry"}) == [("Oslund", "")]


def test_a_country_that_is_the_whole_name_has_its_code(facts_of, victims):
    """Estonia is EE; the bank of Estonia is a bank; a doer's country is no victim's code."""
    assert hit(facts_of, victims, "Hackers hit Estonia.", "Estonia", countries=("EE",)) == [("Estonia", "EE")]
    assert hit(facts_of, victims, "Hackers hit Bank of Estonia.", "Bank of Estonia") == [("Bank of Estonia", "")]
    assert hit(facts_of, victims, "Russia-linked hackers broke in.", "Russia") == [("Russia", "")]


def test_a_name_ends_with_its_line(facts_of, victims):
    """What the tagger drew over the end of a headline is cut there."""
    text = "Ransomware stops Oslund\nCranes stand still."
    assert hit(facts_of, victims, text, "Oslund\nCranes") == [("Oslund", "")]


def test_a_country_that_was_not_attacked_is_no_victim(facts_of, victims):
    """Where the country was weighed and left out, its name as a whole is left out too; the others stay."""
    text = "Estonia spoke of Port of Oslund, which hackers had hit."
    assert hit(facts_of, victims, text, "Estonia", "Port of Oslund") == [("Port of Oslund", "")]


def test_states_stand_beside_the_tagged_in_affairs_of_states(facts_of, victims):
    """For those kinds the attacked countries are told too; for others they are not."""
    text = "Hackers attacked Estonia. Port of Oslund was hit too."
    more = {"countries": ("EE",), "kinds": ("policy_attribution_sanction",)}
    assert hit(facts_of, victims, text, "Port of Oslund", **more) == [("Port of Oslund", ""), ("Estonia", "EE")]
    assert hit(facts_of, victims, text, "Port of Oslund", countries=("EE",)) == [("Port of Oslund", "")]


def test_nobody_is_told_twice_and_not_too_many(facts_of, victims):
    """Capitals make no second victim; six are enough."""
    names = [f"Bank {c}{c.lower()}n" for c in "ABCDEFGH"]
    text = ", ".join(names) + " were hit; also BANK AAN."
    assert [n for n, _ in hit(facts_of, victims, text, *names, "BANK AAN")] == names[:6]


def test_a_head_is_its_tokens_and_what_is_said_of_each(facts_of, victims):
    """As many descriptions as tokens; victims by shape and groups by name are marked, and the tagger weighs who is which."""
    facts = facts_of("", "Fancy Bear breached Harlow University")
    toks, features = heads_of(facts, parts(facts), victims, "other_intrusion")
    assert len(toks) == len(features) == 5
    assert ["g=ra" in f for f in features] == [True, True, False, False, False]
    assert ["g=rv" in f for f in features] == [True, True, False, True, True]
