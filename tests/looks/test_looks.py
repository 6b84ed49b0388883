"""The promises of the picture: it can be drawn, and what it quotes cannot get out of its place."""

import re

import discord
import pytest
from hypothesis import given, settings

from bot.chat.embed import embed_of
from tests.fakes.nouns import NOON, card
from tests.looks.mockup import page, post
from tests.looks.scenes import SCENES, Line, Shown
from tests.present.hostile import HOSTILE

OURS = re.compile(r"</?(?:div|span|b|i|br|code|time)(?: (?:class|style)=\"[\w #:;-]*\")*>")


def brackets(made: str) -> str:
    """What is left of brackets without our own marks."""
    return re.sub(r"[^<>]", "", OURS.sub("", made))


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn(name: str) -> None:
    """Each named card gives a post with its title and fields, without a bracket or a backslash that is not ours."""
    shown = SCENES[name]()
    made = post(shown)
    assert shown.embed.fields
    assert not brackets(made)
    assert "\\" not in made
    assert "**" not in made


def test_the_story_has_its_lines() -> None:
    """The living post has a thread of three reports."""
    assert len(SCENES["story"]().lines) == 3
    assert page([made() for made in SCENES.values()]).count('class="embed"') == len(SCENES)


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
def test_foreign_text_brings_no_marks(text: str) -> None:
    """Whatever a card quotes, no angle bracket of it reaches the document."""
    hostile = f"<script>{text}</script>"
    embed = embed_of(card(title=hostile, body=hostile, footer=hostile))
    raw = discord.Embed(title=hostile, description=hostile).add_field(name=hostile, value=hostile).set_footer(text=hostile)
    for one in (embed, raw):
        assert not brackets(post(Shown(NOON, one, (), (Line(f"**{hostile}** <https://news.example/{text}> `{hostile}`", NOON),))))


def test_buttons_are_those_of_the_application() -> None:
    """A page can be answered, a story has its two rows, a mass event is taken on, and what Tocsin says of itself has none."""
    labels = {name: [b.label for b in made().buttons] for name, made in SCENES.items()}
    assert labels["page"] == ["Acknowledge", "Snooze 30 min", "Resolve", "Escalate"]
    assert post(SCENES["story"]()).count('class="buttons"') == 2
    assert labels["situation"] == ["Acknowledge", "Details"]
    assert not labels["trouble"]
