"""From a name to what a dossier is about."""

import pytest

from bot.analysis.matcher import BadMatcher
from bot.analysis.subjects import known_names, subject_of
from bot.domain.dossier import DossierKind as Kind
from bot.domain.trace import Query

NAMES = {
    (Kind.ACTOR, "fancy  BEAR"): ("APT28", Query(actors=("apt28", "fancy bear"))),
    (Kind.ACTOR, "Grey Heron"): ("Grey Heron", Query(actors=("grey heron",))),
    (Kind.COUNTRY, "lt"): ("Lithuania (LT)", Query(countries=("LT",))),
    (Kind.COUNTRY, "lithuania"): ("Lithuania (LT)", Query(countries=("LT",))),
    (Kind.COUNTRY, "Republic of Lithuania"): ("Lithuania (LT)", Query(countries=("LT",))),
    (Kind.COUNTRY, "eu"): ("European Union (EU)", Query(countries=("EU",))),
    (Kind.SECTOR, "Military defence"): ("military defence", Query(sectors=("military_defence",))),
    (Kind.CVE, "cve-2026-0001"): ("CVE-2026-0001", Query(cves=("CVE-2026-0001",))),
    (Kind.INDICATOR, "hxxps://Evil[.]example/a"): ("https://evil.example/a", Query(indicators=("https://evil.example/a",))),
    (Kind.ATTRIBUTION, "RU"): ("Russian Federation (RU)", Query(accused=("RU",))),
    (Kind.ATTRIBUTION, "APT28"): ("APT28", Query(actors=("apt28",))),
}


@pytest.mark.parametrize("asked", NAMES, ids=str)
def test_what_a_name_means(asked):
    """By code, by name, under any alias, as it is written."""
    found = subject_of(*asked)
    assert (found.name, found.query) == NAMES[asked]


def test_aliases_of_an_actor():
    """All that the galaxy knows, without the name itself."""
    aliases = subject_of(Kind.ACTOR, "APT28").aliases
    assert {"Fancy Bear", "Forest Blizzard"} <= set(aliases)
    assert "APT28" not in aliases


@pytest.mark.parametrize(
    ("kind", "name"), [(Kind.COUNTRY, "ZZ"), (Kind.COUNTRY, "Nowhere"), (Kind.SECTOR, "x"), (Kind.CVE, "x"), (Kind.ACTOR, " ")]
)
def test_what_no_name_can_mean(kind, name):
    """Refused with a mend."""
    with pytest.raises(BadMatcher):
        subject_of(kind, name)


def test_names_that_can_be_asked_for():
    """Every one of them means something."""
    for kind in (Kind.COUNTRY, Kind.SECTOR):
        assert all(subject_of(kind, name) for name in known_names(kind))
    assert "APT28" in known_names(Kind.ACTOR)
    assert known_names(Kind.CVE) == {}
