"""Matchers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.matcher import BadMatcher, Vocabulary, parse_matcher
from bot.domain.match import Match
from bot.domain.source import Grade
from bot.domain.story import Standing

WORDS = Vocabulary(kinds={"ddos", "ransomware"}, sources={"harbour-cert"})


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("kind:ddos", Match(kinds=frozenset({"ddos"}))),
        ("kind:DDoS,ransomware", Match(kinds=frozenset({"ddos", "ransomware"}))),
        ("country:LT", Match(countries=frozenset({"LT"}))),
        ("country:lt,baltics", Match(countries=frozenset({"LT", "LV", "EE"}))),
        ("country:EU", Match(countries=frozenset({"EU"}))),
        ("country:Benelux", Match(countries=frozenset({"BE", "NL", "LU"}))),
        ("sector:energy", Match(sectors=frozenset({"energy"}))),
        ('actor:"Fancy Bear",Nine', Match(actors=frozenset({"fancy bear", "apt28", "nine"}))),
        ("source:harbour-cert", Match(sources=frozenset({"harbour-cert"}))),
        ("lang:uk", Match(langs=frozenset({"uk"}))),
        ("grade:b", Match(grades=frozenset({Grade.A, Grade.B}))),
        ("standing:official", Match(standings=frozenset({Standing.OFFICIAL}))),
        ("cve:cve-2026-12345", Match(cves=frozenset({"CVE-2026-12345"}))),
        ("severity<3", Match(max_severity=2)),
        ("severity <= 3", Match(max_severity=3)),
        ("severity>3", Match(min_severity=4)),
        ("severity>=3", Match(min_severity=3)),
        ("severity=2", Match(min_severity=2, max_severity=2)),
        ('"Grey  Heron" "port" -"webinar"', Match(words=("grey heron", "port"), not_words=("webinar",))),
        ("everything", Match()),
        ("  kind:ddos   severity<2 ", Match(kinds=frozenset({"ddos"}), max_severity=1)),
    ],
)
def test_what_is_typed_is_what_is_meant(text, match):
    """Each key leads to its field of the match that routes use too; names in any case, aliases and regions taken apart."""
    assert parse_matcher(text, WORDS) == match


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 'is empty; write for example: kind:ddos country:LT severity<3 "free words"'),
        ("x" * 501, 'is longer than 500 characters; write for example: kind:ddos country:LT severity<3 "free words"'),
        ("kind:dos", 'unknown kind "dos"; did you mean "ddos"?'),
        ("source:x", 'unknown source "x"; known: harbour-cert'),
        ("sector:helth", 'unknown sector "helth"; did you mean "health"?'),
        ("country:baltic", 'unknown country or region "baltic"; did you mean "baltics"?'),
        ("knd:ddos", 'unknown key "knd"; did you mean "kind"?'),
        ("kind:ddos kind:ransomware", '"kind" is given twice; write its values after one kind:, with commas between'),
        ("severity<3 severity>1", '"severity" is given twice; write its values after one severity:, with commas between'),
        ("severity<9", "a severity is 0 to 4; write for example: severity<3"),
        ("severity>4", "no severity is >4; a severity is 0 to 4"),
        ("severity<0", "no severity is <0; a severity is 0 to 4"),
        ("severity>=0", 'asks nothing; write "everything" if that is meant'),
        ("everything kind:ddos", '"everything" stands beside conditions; leave it out, or the conditions'),
        ("grade:A,B", "a grade is one letter, A to F; write for example: grade:B, for B or better"),
        ("cve:2026", '"2026" is no CVE id; write for example: cve:CVE-2026-12345'),
        ('""', 'the quotes are empty; write for example: kind:ddos country:LT severity<3 "free words"'),
        (
            "heron",
            '"heron" is no condition; put free words in quotes; write for example: kind:ddos country:LT severity<3 "free words"',
        ),
        (
            'kind:"ddos',
            '"kind:"ddos" is no condition; put free words in quotes; write for example: kind:ddos country:LT severity<3 "free words"',
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_mend(text, line):
    """A silence or a watch that means something else than was typed is worse than none."""
    with pytest.raises(BadMatcher) as error:
        parse_matcher(text, WORDS)
    assert str(error.value) == line


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["kind:ddos", "country:LT", '"a b"', "severity<", "3", ":", ",", '"', "-"])).map(" ".join)
)
def test_any_line_is_a_match_or_refused(text):
    """No line raises anything else, and none means everything by accident."""
    try:
        match = parse_matcher(text, WORDS)
    except BadMatcher:
        return
    assert not match.is_empty or text.strip() == "everything"
