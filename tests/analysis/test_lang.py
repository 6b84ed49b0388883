# ruff: noqa: RUF001 - ten languages are meant
"""The ten languages are told apart; a hint helps only where words do not."""

import pytest

from bot.analysis.lang import Languages


@pytest.fixture(scope="module")
def languages():
    return Languages()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The ministry said that hackers had read its mail for months."),
        ("uk", "Урядова команда повідомила про кібератаку на енергетичну компанію."),
        ("ru", "Компания сообщила об утечке данных клиентов после взлома."),
        ("pl", "Urząd miasta poinformował o cyberataku na serwery."),
        ("de", "Die Stadtverwaltung meldet einen Angriff auf ihre Server."),
        ("fr", "La mairie annonce avoir été victime d'une cyberattaque."),
        ("it", "Il comune ha subito un attacco informatico nella notte."),
        ("es", "El ayuntamiento sufrió un ciberataque durante la noche."),
        ("sv", "Kommunen drabbades av ett intrång under natten och systemen låg nere."),
        ("no", "Kommunen ble utsatt for et dataangrep i natt, og systemene er nede."),
    ],
)
def test_each_language_is_known(languages, lang, text):
    """A sentence is enough, also in capitals."""
    assert languages.of(text) == lang
    assert languages.of(text.upper()) == lang


def test_hint_decides_only_where_words_do_not(languages):
    """A wrong hint does not turn a clear text; without letters the hint is all there is."""
    assert languages.of("The ministry said that hackers had read its mail for months.", "pl") == "en"
    assert languages.of("12345 67", "pl") == "pl"
    assert languages.of("") == "en"
    assert languages.of("...", "zz") == "en"
    assert languages.of("1", "nb") == "no"
