"""What people did about a story, in words that do nothing else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.embed import embed_of
from bot.domain.audit import AuditAction, AuditLine
from bot.domain.card import Field
from bot.domain.reasons import PressRefusal
from bot.domain.response import Ack, Call
from bot.domain.rights import Role
from bot.domain.route import Mention
from bot.present.responses import PRESS, ROLE, ack_words, audit_lines, call_card, call_words, lacking_words, noted_card
from tests.fakes.nouns import NOON, card, delivery
from tests.fakes.stories import story
from tests.present.hostile import alive
from tests.present.test_limits import CARDS

ACK = Ack("s1", "10", "discord:7", "anna", NOON)


def test_who_and_when() -> None:
    """To the minute, with the zone; somebody without a name is somebody."""
    assert ack_words(ACK) == "by anna at 2026-01-05 12:00 UTC"
    assert ack_words(replace(ACK, name="\u202e")) == "by somebody at 2026-01-05 12:00 UTC"


def test_a_note_stands_where_it_is_never_cut() -> None:
    """After severity and kind, once, however often the post is written."""
    once = noted_card(delivery(note="by anna"))
    assert [f.name for f in once.fields] == ["Severity", "Kind", "Acknowledged"]
    assert noted_card(delivery(card=once, note="by anna")) == once
    assert noted_card(delivery()) == card()


@given(CARDS, st.text(max_size=400))
def test_a_full_post_still_shows_its_note_and_no_name_is_alive(made, name: str) -> None:
    """Inside every limit of Discord's, whatever card and name."""
    row = delivery(card=replace(made, fields=(*card().fields, *made.fields)), note=ack_words(replace(ACK, name=name)))
    embed = embed_of(noted_card(row), "#0123456789ab")
    assert "Acknowledged" in [f.name for f in embed.fields]
    assert len(embed) <= 6000
    told = next(f.value for f in embed.fields if f.name == "Acknowledged")
    assert alive(told) == ["tag"], "our own time and nothing else"


def test_a_call_says_who_calls_and_how_bad_it_is() -> None:
    """Nothing that a name holds calls anybody."""
    made = call_card(story(), Call("i1", "10", "discord:7", "@everyone", NOON))
    assert (made.title, made.body) == ("Escalated", "@everyone calls you: major, Grid operator hit")
    assert not alive(embed_of(made).description or "")
    assert "is being called" in call_words(Mention("Duty"), None)
    assert "Nobody is called again within 10 minutes" in call_words(Mention("Duty"), Call("i1", "10", "x", "ben", NOON))


def test_a_refusal_says_whom_to_ask() -> None:
    """The server's own roles, or how to name some."""
    assert lacking_words(Role.ANALYST, ["SOC", "Leads"]) == "This needs the role analyst. These roles have it: SOC, Leads."
    assert "[[guild]]" in lacking_words(Role.DUTY_OFFICER)
    assert set(ROLE) == set(Role)
    assert set(PRESS) == set(PressRefusal)


def test_the_trail_is_a_line_a_change() -> None:
    """When, who, what, where; before and after; hostile words stay on their line."""
    lines = [
        AuditLine(NOON, "10", "discord:7", AuditAction.JUDGED, "i1", "noise in desk", "relevant\nin desk"),
        AuditLine(NOON, "", "cli", AuditAction.STORY_CLOSED, "i1", Field("", "").name, "[ab]"),
    ]
    assert list(audit_lines(lines)) == [
        "2026-01-05 12:00 UTC discord:7: judged i1 (server 10): noise in desk → relevant in desk",
        "2026-01-05 12:00 UTC cli: story closed i1: [ab]",
    ]
