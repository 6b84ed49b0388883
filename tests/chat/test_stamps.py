"""Times in Discord: whatever clock a card was written by, its readers see the same instant by their own."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.embed import embed_of
from bot.chat.stamps import stamped
from bot.domain.card import Field
from bot.present.words import moment
from tests.fakes.nouns import card

ZONES = [
    ZoneInfo(z) for z in ("UTC", "Europe/Vilnius", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
]


@given(st.integers(1, 63_000_000), st.sampled_from(ZONES))
def test_any_time_in_any_zone_is_the_same_instant(minutes, zone):
    """To the minute; also in an hour that a clock shows twice, whose name tells which it is, where the zone has two names."""
    at = datetime(1971, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    words = moment(at, zone)
    found = stamped(f"first {words}, last {words}; open", zone)
    assert found == f"first <t:{int(at.timestamp())}:f>, last <t:{int(at.timestamp())}:f>; open"


@pytest.mark.parametrize(
    "text", ["2026-01-05 08:00", "2026-13-05 08:00 UTC", "2026-01-05 08:00 XYZ", "12026-01-05 08:00 UTC", "2026-03-29 03:30 EET"]
)
def test_what_is_no_time_of_ours_stays(text):
    """Nothing is guessed: no zone, no such day, an unknown zone, an hour that the clock left out."""
    assert stamped(text, ZoneInfo("Europe/Vilnius")) == text


def test_only_where_discord_knows_them():
    """Bodies and fields; a title would show the bare mark-up."""
    made = embed_of(
        card(
            title="At 2026-01-05 08:00 UTC",
            body="At 2026-01-05 08:00 UTC",
            fields=(Field("Seen", "2026-01-05 10:00 EET"),),
            footer="2026-01-05 08:00 UTC",
        ),
        "",
        ZoneInfo("Europe/Vilnius"),
    )
    assert (made.title, made.description, made.fields[0].value) == (
        "At 2026-01-05 08:00 UTC",
        "At <t:1767600000:f>",
        "<t:1767600000:f>",
    )
    assert made.footer.text == "2026-01-05 08:00 UTC"
