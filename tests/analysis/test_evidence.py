"""The words shown as reasons."""

from bot.analysis.evidence import telling


def shown(*words):
    return [w for w, _ in telling((w, 1.0) for w in words)]


def test_small_words_and_numbers_are_not_shown():
    """No stop-word of any language, no number, no number's mould; a pair with one is left out."""
    assert shown("the attack", "się", "що", "dans la", "0.0", "cve-0-0", "of 0.0", "und", "ransomware") == ["ransomware"]


def test_a_word_is_shown_once():
    """A pair whose word is already there adds nothing; the order stays."""
    assert shown("stolen data", "stolen", "leak", "data leak") == ["stolen data", "leak"]


def test_at_most_six():
    """A person reads a handful."""
    assert len(shown(*(f"word{c}" for c in "abcdefghij"))) == 6


def test_a_verdict_shows_only_such_words(verdict_on):
    """What the judge hands on is what a person can read."""
    verdict = verdict_on("Do ataku przyznała się grupa, która zaszyfrowała serwery w szpitalu.", "Atak ransomware na szpital")
    words = [e.seen for e in verdict.reasons if e.about == "alert"]
    assert words
    assert not {"do", "się", "która", "w", "na"} & {w for word in words for w in word.split()}
