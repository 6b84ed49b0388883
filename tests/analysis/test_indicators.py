# ruff: noqa: RUF001 - the look-alike dashes are meant
"""Only what is written to be an indicator is one, and nothing that a warning list knows."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.harmless import harmless
from bot.analysis.indicators import attack_ids, cves, indicators
from bot.analysis.refang import broken, joined, refanged
from bot.domain.verdict import Indicator

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
ETHER = "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe"


def pairs(text):
    return [(i.type, i.value) for i in indicators(text)]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("cve-2031-12345 and CVE 2031-12345, CVE-2030-0001; XCVE-2030-00022", ("CVE-2031-12345", "CVE-2030-0001")),
        ("(CVE-2031-44444/CVE-2031-44445)", ("CVE-2031-44444", "CVE-2031-44445")),
        ("CVE–2031–5555 and CVE‑2031‑6666", ("CVE-2031-5555", "CVE-2031-6666")),
        ("CVE-2031-123 is too short, CVE-20-12345 too", ()),
    ],
)  # fmt: skip
def test_flaws(text, want):
    """Numbers in the forms that people write them, each once."""
    assert cves(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("T1566.001, T1059 and T1566.001; model T10595", ("T1566.001", "T1059")),
        ("MITRE ATT&CK: T1566.001, TA0001, G0007 and S0154.", ("T1566.001", "TA0001", "G0007", "S0154")),
        ("mapped to ATT&amp;CK (TA0040; T0831)", ("TA0040", "T0831")),
        ("The G0007 lens and the S0154 bus line; a T1000 film robot", ()),
        ("MITRE wrote it. " + "Much else was said there. " * 20 + "The model S0154 is a camera.", ()),
        ("ATT&CK G00071 and XS0154, T1566.0012", ()),
    ],
)  # fmt: skip
def test_techniques_tactics_groups_and_software(text, want):
    """Techniques anywhere; what looks like any model's number only beside the name of the matrix."""
    assert attack_ids(text) == want


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("hxxps://evil[.]quaysidezq[.]top/gate", "url", "https://evil.quaysidezq.top/gate"),
        ("hxxp[:]//quaysidezq[.]ru:8080/x.php?id=1", "url", "http://quaysidezq.ru:8080/x.php?id=1"),
        ("hxxps[://]quaysidezq[.]ru/a", "url", "https://quaysidezq.ru/a"),
        ("hXXp://185.220.101[.]5/a", "url", "http://185.220.101.5/a"),
        ("the server 45.77.13[.]7.", "ipv4-addr", "45.77.13.7"),
        ("45[.]77[.]13[.]7", "ipv4-addr", "45.77.13.7"),
        ("2a01:4f8:c0c:1234[:]:2", "ipv6-addr", "2a01:4f8:c0c:1234::2"),
        ("(quaysidezq[.]com)", "domain-name", "quaysidezq.com"),
        ("“quaysidezq(.)com”,", "domain-name", "quaysidezq.com"),
        ("quaysidezq{.}com", "domain-name", "quaysidezq.com"),
        ("quaysidezq[dot]com", "domain-name", "quaysidezq.com"),
        ("bad [.] quaysidezq [.] ru was used", "domain-name", "bad.quaysidezq.ru"),
        ("quaysidezq\\.com", "domain-name", "quaysidezq.com"),
        ("write to pay[at]quaysidezq[.]ru", "email-addr", "pay@quaysidezq.ru"),
        ("write to pay[@]proton.me", "email-addr", "pay@proton.me"),
        ("host secure[.]bank[.]example is played", "domain-name", "secure.bank.example"),
        ("open hxxps://login[.]example/a", "url", "https://login.example/a"),
        (HASH.upper(), "file", HASH),
        (f"SHA1: {HASH[:40]}.", "file", HASH[:40]),
        (f"md5={HASH[:32]}" .replace("=", " "), "file", HASH[:32]),
        (HASH * 2, "file", HASH * 2),
        (f"wallet {BITCOIN}", "cryptocurrency-wallet", BITCOIN),
        (f"wallet {SEGWIT}.", "cryptocurrency-wallet", SEGWIT),
        (f"wallet {ETHER},", "cryptocurrency-wallet", ETHER),
    ],
)  # fmt: skip
def test_defanged_values_are_whole_again(text, kind, value):
    """What was broken on purpose is whole again, with its STIX type, and nothing besides."""
    assert pairs(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "See https://news.quaysidezq.com/a and mail desk@quaysidezq.com, version 10.0.0.1",
        "He said [.] and [...] and (.) no more.",
        f"fixed in commit {HASH[:40]}",
        f"https://quaysidezq.com/{HASH[:32]}",
        "9" * 32,
        BITCOIN[:-1] + "b",
        SEGWIT[:-1] + "p",
        "0x" + "0" * 40,
        "the phone 1300 555 0199 1300 555 0199",
    ],
)
def test_what_is_none(text):
    """Links of the article, dates, versions, commits, numbers, wallets whose checksum fails."""
    assert pairs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "www[.]google[.]com", "hxxps://www[.]microsoft[.]com/security", "github[.]com", "bit[.]ly", "t[.]me", "github[.]io",
        "8.8.8[.]8", "1.1.1[.]1", "9[.]9[.]9[.]9", "10.0.0[.]1", "192.168.1[.]10", "127.0.0[.]1", "172.16.3[.]4", "169.254.0[.]1",
        "203.0.113[.]7", "198.51.100[.]20", "192.0.2[.]1", "100.64.0[.]1", "224.0.0[.]251", "2001:db8[:]:1", "fe80[:]:1",
        "hxxp://192.168.0[.]1/admin", "abuse[@]quaysidezq[.]ru", "reporter[at]bleepingcomputer[.]com", "therecord[.]media",
        "hxxps://www[.]welivesecurity[.]com/en/a", "attack[.]mitre[.]org", "cert[.]gov[.]ua", "cisa[.]gov", "virustotal[.]com",
        "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "44d88612fea8a8f36de82e1278abb02f",
        "00000000000000000000000000000000",
    ],
)  # fmt: skip
def test_warning_lists_hold_back_what_is_known(text):
    """Top sites, resolvers, private and documentation ranges, vendors, outlets, authorities, empty files, EICAR."""
    assert pairs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "evil[.]github[.]io", "hxxps://github[.]com/quayside/loader", "hxxps://bit[.]ly/3xQuay", "evil[.]duckdns[.]org",
        "hxxps://t[.]me/quaysidezq", "hxxps://pastebin[.]com/raw/abc", "quayside[.]workers[.]dev", "evil[.]example[.]org",
        "pay[at]gmail[.]com", "gooogle-login[.]com", "google.com.quaysidezq[.]ru",
    ],
)  # fmt: skip
def test_strangers_on_well_known_hosts_are_indicators(text):
    """A host that anybody may rent beneath or fill is harmless itself, but not what strangers put there."""
    assert len(pairs(text)) == 1


def test_each_once_in_bounded_number():
    """A list of thousands gives sixty, repeated ones one."""
    assert len(indicators(" ".join(f"h{i}[.]quaysidezq[.]ru" for i in range(3000)))) == 60
    assert len(indicators("quaysidezq[.]ru " * 50)) == 1


BITS = st.sampled_from([
    "hxxp", "hxxps", "http", "[.]", "(.)", "[", "]", "[[.]]", "[dot]", "[:]", "://", "[://]", "[@]", "[at]", "a", "evil", "com", ".", " ",
    "\\.", "meow:", "fxp://", "/", ":", "h**p:", "(", ")", "{.}", "hhxxp", "[[at]at]",
])  # fmt: skip


@given(st.one_of(st.text(), st.lists(BITS, max_size=30).map("".join)))
def test_refanging_twice_is_refanging_once(text):
    """Idempotent on any text, and nothing stays that would be undone again; joining blanks keeps what is broken broken."""
    whole = refanged(text)
    assert refanged(whole) == whole
    assert broken(joined(text)) or not broken(text)


HOSTS = st.from_regex(r"[a-z][a-z0-9]{5,12}zq\.(?:top|ru|com|info|pl|de)", fullmatch=True)


@given(HOSTS, st.sampled_from(["[.]", "(.)", "{.}", "[dot]", " [.] ", "\\."]), st.sampled_from(["", "hxxp://", "hxxps://"]))
def test_every_host_survives_every_way_of_breaking(host, dot, scheme):
    """Broken and mended is the same host."""
    got = {i.value for i in indicators(f"seen at {scheme}{host.replace('.', dot)} today")}
    assert got == {f"{scheme.replace('hxx', 'htt')}{host}"}


@given(st.sampled_from(["file", "url", "ipv4-addr", "ipv6-addr", "domain-name", "email-addr", "x"]), st.text(max_size=40))
def test_any_value_can_be_looked_up(kind, value):
    """Never raises."""
    assert harmless(kind, value) in {True, False}


@given(st.text(max_size=600))
def test_any_text_can_be_read(text):
    """Never raises; values come from the text."""
    assert all(isinstance(i, Indicator) and i.value for i in indicators(text + " [.] "))


def test_lists_are_read_late_and_cheaply():
    """No list is read for an article without candidates; all of them take under 0.3 s and 60 MB."""
    code = """
import resource, time
from bot.analysis import harmless as h
from bot.analysis.indicators import indicators
indicators("Nothing to see at https://news.quaysidezq.com")
loaders = (h._hosts, h._lent, h._nets, h._resolvers, h._files)
assert not any(f.cache_info().currsize for f in loaders)
at, kb = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
[f() for f in loaders]
print(time.process_time() - at, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - kb) / 1024)
"""
    seconds, megabytes = map(
        float, subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert seconds < 0.3
    assert megabytes < 60


def test_broken_words_without_end_are_read_in_bounded_time():
    """Tens of thousands of brackets, and one word of a megabyte, cost little."""
    start = time.process_time()
    for text in (
        "a[.]" * 250_000,
        "[.] " * 250_000,
        "[" * 100_000 + "." + "]" * 100_000,
        "\\." * 200_000,
        "hxxp://" + "a" * 1_000_000,
    ):
        indicators(text[:20_000])
    assert time.process_time() - start < 2
