"""Organisations by the word that says what they are."""

import pytest

from bot.analysis.attacked import by_sort


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        (
            "Le centre hospitalier de Montbrun a été victime d'une attaque par rançongiciel.",
            "fr",
            "centre hospitalier de Montbrun",
        ),
        ("La mutuelle Rive Claire annonce une fuite de données.", "fr", "Rive Claire"),
        ("Das Klinikum Südheide ist Ziel eines Cyberangriffs.", "de", "Klinikum Südheide"),
        ("Hackerangriff auf den Stromversorger Oderlicht.", "de", "Oderlicht"),
        ("Szpital Powiatowy w Lipowcu padł ofiarą ataku.", "pl", "Szpital Powiatowy w Lipowcu"),
        ("Atak DDoS na przewoźnika Koleje Leśne.", "pl", "Koleje Leśne"),
        ("Хакери атакували постачальника газу «Блакить».", "uk", "Блакить"),
        ("The port of Oslund was hit by ransomware.", "en", "port of Oslund"),
    ],
)
def test_attacked(facts_of, text, lang, name):
    """An institution keeps its sort in its name; a company is called by its name alone."""
    assert list(by_sort(facts_of(text, "", lang))) == [name]


def test_without_an_attack_nobody_is_attacked(facts_of):
    """The same words in other news name no victim."""
    assert list(by_sort(facts_of("Das Klinikum Südheide eröffnet eine neue Station.", "", "de"))) == []
