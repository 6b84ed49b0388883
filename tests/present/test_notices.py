"""The promises of `present.notices`."""

from bot.domain.errors import Permanent, Problem
from bot.domain.reasons import FailReason
from bot.present.notices import dead_letter_card, gateway_shut_card, settings_refused_card
from tests.fakes.nouns import NOON, delivery


def test_a_dead_letter_keeps_the_news_it_carried() -> None:
    """Title, link and severity of the post that was given up are repeated beside the reason."""
    row = delivery(attempts=7)
    card = dead_letter_card(row, Permanent(FailReason.FORBIDDEN, "HTTP 403"), NOON)
    assert card.title == "Not delivered: Port of Norhaven halts cranes"
    assert (card.url, card.severity) == (row.card.url, 3)
    told = {f.name: f.value for f in card.fields}
    assert (told["Channel"], told["Why"], told["Tries"]) == ("desk", "forbidden: HTTP 403", "7")


def test_refused_settings_are_listed_one_a_line() -> None:
    """Every fault keeps a line of its own, so that a person can mend them one by one."""
    card = settings_refused_card(
        [Problem("routes.toml", "route 1", "unknown key", "drop it"), Problem("bot.toml", "", "is missing", "")], NOON
    )
    assert card.body.splitlines()[1:] == ["routes.toml: route 1: unknown key; drop it", "bot.toml: is missing"]


def test_a_shut_gateway_is_told_with_its_reason() -> None:
    """People learn that nobody answers them, why, and what still works."""
    card = gateway_shut_card(Permanent(FailReason.FORBIDDEN, "the intents are *invalid*"), NOON)
    assert card.title == "Not listening on Discord"
    assert card.fields[0].value.endswith("the intents are *invalid*")
    assert "Posts go on" in card.body
