"""The promises of `present.notices`."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.errors import Permanent, Problem
from bot.domain.reasons import FailReason
from bot.domain.source import Health
from bot.present.notices import (
    dead_letter_card,
    gateway_shut_card,
    settings_refused_card,
    source_broken_card,
    source_recovered_card,
)
from tests.fakes.nouns import NOON, SOURCE, delivery

ILL = Health(failures=4, reason=FailReason.DNS, detail="no such host", broken_since=NOON, last_poll_at=NOON)


def test_a_broken_source_is_told_with_its_reason() -> None:
    """People read which source, why, since when, and that polling goes on."""
    card = source_broken_card(SOURCE, ILL)
    assert card.title == "Source broken: Harbour CERT"
    assert card.body.endswith("It has never answered well.")
    told = {f.name: f.value for f in card.fields}
    assert told["Why"] == "dns: no such host"
    assert told["Failures in a row"] == "4"
    assert told["Broken since"] == "2026-01-05 12:00 UTC"


def test_a_last_good_answer_is_dated() -> None:
    """A source that once worked says when it last did."""
    assert "2026-01-04 12:00 UTC" in source_broken_card(SOURCE, replace(ILL, last_ok_at=NOON - timedelta(days=1))).body


def test_a_recovery_says_how_long_it_was_gone() -> None:
    """The end of an outage is told with its length and its reason."""
    card = source_recovered_card(SOURCE, ILL, NOON + timedelta(hours=30, minutes=5))
    assert card.title == "Source recovered: Harbour CERT"
    assert card.body == "It answers again after 1 d 6 h and 4 failures in a row."
    assert card.fields[0].value == "dns: no such host"


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
