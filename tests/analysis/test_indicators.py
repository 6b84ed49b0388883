"""Only what is written to be an indicator is one."""

from bot.analysis.indicators import attack_ids, cves, indicators
from bot.domain.verdict import Indicator

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_flaws_and_techniques():
    """Numbers in the forms that people write them, each once."""
    assert cves("cve-2031-12345 and CVE 2031-12345, CVE-2030-0001; XCVE-2030-00022") == ("CVE-2031-12345", "CVE-2030-0001")
    assert attack_ids("T1566.001, T1059 and T1566.001; model T10595") == ("T1566.001", "T1059")


def test_defanged_addresses_are_refanged():
    """What was broken on purpose is whole again, with its STIX type."""
    got = indicators(f"C2 at hxxps://evil[.]example[.]org/gate, 203.0.113[.]7 and bad[.]example[.]org; file {HASH.upper()}")
    assert Indicator("file", HASH) in got
    assert Indicator("ipv4-addr", "203.0.113.7") in got
    assert Indicator("domain-name", "bad.example.org") in got
    assert any(i.type == "url" and "evil.example.org/gate" in i.value for i in got)


def test_ordinary_links_are_none():
    """A link of the article, a date or a version is no indicator."""
    assert indicators("See https://news.example.org/a and mail desk@example.org, version 10.0.0.1") == ()
