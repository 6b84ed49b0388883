"""The landscape as a picture: a PNG that can be read without colour, with words for those who do not see it."""

import os
import struct
import zlib
from dataclasses import replace
from importlib.util import find_spec

import pytest
from hypothesis import given, settings

from bot.domain.landscape import Area, AreaKind, Level, Reading, Turn, Weighs
from bot.domain.story import Standing
from bot.present.chart import DPI, MOST, WIDTH, landscape_png
from bot.present.landscape import ALT, alt_text, by_excess, reading_lines, summary_words, turns_card, whole_lines
from bot.present.limits import EMBED, card_size
from tests.fakes.nouns import NOON
from tests.present.hostile import HOSTILE

LT = Reading(
    Area(AreaKind.COUNTRY, "LT"),
    Level.HEIGHTENED,
    NOON,
    NOON,
    24.5,
    4.8,
    3.0,
    6.57,
    (Weighs("0123456789abcdef0123", "Cranes of Norhaven stand still", 4, Standing.OFFICIAL, NOON, 20.0),),
    tuple(float(n % 7) for n in range(56)),
)
QUIET = replace(LT, area=Area(AreaKind.COUNTRY, "EE"), level=Level.NORMAL, score=5.0, excess=0.1, reasons=())
NEW = replace(QUIET, area=Area(AreaKind.SECTOR, "military_defence"), level=Level.NO_BASELINE)


@pytest.fixture
def drawing():
    """matplotlib, or no test; CI must have it."""
    if find_spec("matplotlib") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI draws the picture: matplotlib is among what is installed")
        pytest.skip("matplotlib is not installed")


def chunks(png):
    """Name and content of each chunk, the checksums checked."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + data)
        yield name, data
        at += 12 + size


@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_a_whole_png_of_the_promised_size(drawing, count):
    """Valid to its last checksum, as wide as said, higher with more bars up to a limit, and the same bytes twice."""
    readings = [replace(LT, area=Area(AreaKind.COUNTRY, f"A{n}"), score=float(n)) for n in range(count)]
    made = landscape_png(readings, "Threat level by country", "words")
    found = dict(chunks(made))
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    assert width == WIDTH * DPI
    assert height == pytest.approx((1.4 + 0.42 * max(1, min(count, MOST))) * DPI, abs=2)
    assert b"IEND" in found
    assert made == landscape_png(readings, "Threat level by country", "words")


def test_the_picture_carries_its_words(drawing):
    """What a screen reader says travels inside the file; no library is named."""
    alt = alt_text([LT, QUIET, NEW])
    made = dict(chunks(landscape_png([LT, QUIET, NEW], "Threat level", alt)))
    text = made.get(b"tEXt") or made[b"iTXt"]
    assert text.startswith(b"Description\0")
    assert b"LT heightened" in text
    assert b"matplotlib" not in b"".join(made.values())


def test_any_title_can_be_drawn(drawing):
    """Dollars are no mathematics, and control characters no fault."""
    for title in ("$x^{", "a_$\\frac$", "\0\u202e", "Über "):
        assert landscape_png([replace(LT, area=Area(AreaKind.SECTOR, title))], title, "")


def test_words_for_those_who_do_not_see():
    """Level, score and usual of each, the highest first, within Discord's limit."""
    assert alt_text([QUIET, LT, NEW]) == (
        "Bars of the threat level at 2026-01-05 12:00 UTC, each with its usual value. "
        "LT heightened, score 24.5, usual 4.8; EE normal, score 5.0, usual 4.8; "
        "military defence no baseline yet, score 5.0, usual 4.8."
    )
    assert len(alt_text([replace(LT, area=Area(AreaKind.COUNTRY, f"{n}")) for n in range(99)])) <= ALT
    assert summary_words([LT, QUIET, NEW]) == "1 normal, 1 heightened, 1 no baseline yet"
    assert summary_words([]) == "0 areas"


def test_a_list_shows_the_highest_first_with_its_reasons():
    """A shape, a word and a number for each; what is heightened says since when and why."""
    assert list(reading_lines([QUIET, LT])) == [
        "▲ LT: heightened since 2026-01-05 12:00 UTC; score 24.5, usual 4.8 (+6.6 spreads)",
        "    ■■■■ Cranes of Norhaven stand still (official, weighs 20.0; 0123456789abcdef0123)",
        "● EE: normal; score 5.0, usual 4.8 (+0.1 spreads)",
    ]
    assert by_excess([NEW, QUIET, LT])[0] is LT


def test_one_area_shows_its_course_in_bars_and_numbers():
    """Eight weeks in a line, also for those who cannot see bars."""
    rising = replace(LT, course=tuple(float(n // 7) for n in range(56)))
    _, course, _ = whole_lines(rising)
    assert course == "Last 8 weeks, the highest of each: ·▁ ▂▃▃▅▇▇ (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)"
    assert list(whole_lines(replace(LT, course=(), reasons=()))) == [
        "▲ LT: heightened since 2026-01-05 12:00 UTC; score 24.5, usual 4.8 (+6.6 spreads)"
    ]


def test_changes_are_one_card_with_reasons():
    """What rose stands before what fell, each with the stories that weigh most."""
    card = turns_card([Turn(Level.HEIGHTENED, QUIET), Turn(Level.NORMAL, LT)], NOON)
    assert card.title == "Threat level: LT heightened; EE normal again"
    assert [f.name for f in card.fields] == ["▲ LT: heightened", "● EE: normal"]
    assert "Cranes of Norhaven" in card.fields[0].value
    assert card.severity == 4
    assert turns_card([Turn(Level.HEIGHTENED, QUIET)], NOON).severity == 0


@pytest.mark.thorough
@settings(deadline=None)
@given(HOSTILE)
def test_titles_from_outside_do_nothing(text):
    """Whatever a source calls a story, the card and the lines stay inside their limits, on their line."""
    nasty = replace(LT, reasons=tuple(replace(LT.reasons[0], title=text * 50) for _ in range(5)))
    card = turns_card([Turn(Level.NORMAL, replace(nasty, area=Area(AreaKind.COUNTRY, f"A{n}"))) for n in range(30)], NOON)
    assert card_size(card) <= EMBED
    assert all("\n" not in line and "\u202e" not in line for line in reading_lines([nasty]))
