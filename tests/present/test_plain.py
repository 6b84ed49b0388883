"""The promises of `present.plain`."""

from bot.domain.card import Field
from bot.present.plain import card_lines
from tests.fakes.nouns import card


def test_a_card_in_plain_lines() -> None:
    """Title, body, fields and link, one a line."""
    assert list(card_lines(card())) == [
        "Port of Norhaven halts cranes",
        "It stopped on Monday.",
        "Severity: ■■■□ major (3 of 4)",
        "Kind: 🔒 Ransomware",
        "Link: https://news.example/norhaven",
    ]


def test_a_card_made_elsewhere_cannot_act_on_a_terminal() -> None:
    """Lines are inert even if the card was not."""
    made = list(card_lines(card(title="a\x1b[31m\nb", url="javascript:x", fields=(Field("n\r", "v\x07"),), body="")))
    assert made == ["a[31m b", "n: v"]
