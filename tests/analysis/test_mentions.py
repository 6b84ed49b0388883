"""Names are found where they are names, and left alone where they are words."""

import itertools

import pycountry
import pytest

from bot.analysis.features import SECTORS
from bot.analysis.galaxy import Sort
from bot.analysis.mentions import _organisations, _places, _rows
from bot.analysis.phrases import Phrases
from bot.analysis.reading import Reading, clean


def names(facts):
    return [(facts.reading.text[h.start : h.end], h.what.name) for h in facts.mentions.names]


@pytest.mark.parametrize(
    ("text", "seen", "canonical"),
    [
        ("Fancy Bear read the mail of a ministry.", "Fancy Bear", "APT28"),
        ("Forest Blizzard is back.", "Forest Blizzard", "APT28"),
        ("The Play ransomware gang listed a bakery.", "Play", "Play"),
        ("The Turla hackers hid in a router.", "Turla", "Turla"),
        ("A loader called Emotet malware was seen.", "Emotet", "Emotet"),
        ("Researchers track it as UNC9876.", "UNC9876", "UNC9876"),
        ("NoName057(16) hit banks.", "NoName057(16)", "NoName057(16)"),
    ],
)
def test_known_names(facts_of, text, seen, canonical):
    """A spelling leads to its canonical name."""
    assert (seen, canonical) in names(facts_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "Children play in the park. Play begins at nine.",
        "The snake was found in a garden; Snake River is near.",
        "Lazarus rose from the dead, the priest read.",
        "The app was removed from Google Play after malware was found in it.",
        "The hive of bees made honey; Royal Mail was late.",
        "Russian hackers and Korean hackers were blamed.",
    ],
)
def test_ordinary_words_are_not_names(facts_of, text):
    """A word that a gang took as its name stays a word without the trade's words beside it."""
    assert names(facts_of(text)) == []


def test_small_letters_still_find_sure_names(facts_of):
    """Text without capitals keeps the names that cannot be words."""
    assert ("fancy bear", "APT28") in names(facts_of("hackers of fancy bear read mail"))
    assert ("FANCY BEAR", "APT28") in names(facts_of("HACKERS OF FANCY BEAR READ MAIL"))


def test_actors_and_programs_are_apart(facts_of):
    """A group is an actor, a program is malware."""
    mentions = facts_of("APT28 used the Emotet malware.").mentions
    assert [h.what.name for h in mentions.actors()] == ["APT28"]
    assert [h.what.sort for h in mentions.malware()] == [Sort.MALWARE]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Attack on Lithuania", "LT"), ("українські установи", "UA"), ("российские хакеры", "RU"), ("polskie ministerstwo", "PL"),
        ("das deutsche Ministerium", "DE"), ("l'administration française", "FR"), ("the US agency", "US"), ("svenska myndigheter", "SE"),
        ("norske kommuner", "NO"), ("il governo italiano", "IT"), ("el gobierno español", "ES"), ("Moscow recognised", "RU"),
        ("EU member states", "EU"), ("a bank in Ohio", "US"), ("Botswana's ministry", "BW"), ("the GRU did it", "RU"),
    ],
)  # fmt: skip
def test_countries_in_ten_languages(facts_of, text, code):
    """Names, adjectives, capitals and bodies lead to ISO codes."""
    assert code in [h.what.code for h in facts_of(text).mentions.places]


def test_no_country_in_ordinary_words(facts_of):
    """Words that look like the beginning of a country's name are not one."""
    facts = facts_of("He told us to check the polish on the turkey; hungry islands of cypress, alban, chin and chile.")
    assert [h.what.code for h in facts.mentions.places] == []


CODES = frozenset(c.alpha_2 for c in pycountry.countries) | {"EU", "XK"}
"""XK is what everybody writes for Kosovo, to which ISO has given no code."""


def test_every_row_of_the_organisations_is_whole():
    """A name, a country or none, a sector that the model knows; no name twice."""
    rows = list(_rows("organisations"))
    assert len(rows) > 20_000
    assert [r for r in rows if len(r) != 3 or not r[0] or r[1] not in CODES | {""} or r[2] not in SECTORS] == []
    assert len({r[0].lower() for r in rows}) == len(rows)
    assert [r for r in rows if any(x != x.strip() for x in r)] == []


def test_every_row_of_the_places_is_whole():
    """A name and a country; no name twice."""
    rows = list(_rows("places"))
    assert len(rows) > 2_500
    assert [r for r in rows if len(r) != 2 or not r[0] or r[1] not in CODES] == []
    assert len({r[0].lower() for r in rows}) == len(rows)


@pytest.mark.parametrize(("name", "entries"), [("organisations", _organisations), ("places", _places)])
def test_every_name_is_found_where_it_stands(name, entries):
    """No row is dead: a text of nothing but the names of the table holds each of them whole."""
    names = [row[0] for row in _rows(name)]
    reading = Reading("", clean("\n".join(names)), "en")
    starts = dict(zip(names, itertools.accumulate((len(n) + 1 for n in names), initial=0), strict=False))
    found = {(h.start, h.end) for h in Phrases(entries()).find(reading.text, reading.lowered)}
    assert [n for n, at in starts.items() if (at, at + len(n)) not in found] == []


def test_a_known_organisation_has_a_home_and_a_sector(facts_of):
    """By its name with its capitals; a longer name hides one inside it."""
    [hit] = facts_of("Intruders were in the network of 1+1 media.").mentions.organisations
    assert (hit.what.name, hit.what.country, hit.what.sector) == ("1+1 media", "UA", "media")
    assert not facts_of("he ate 100 montaditos").mentions.organisations
