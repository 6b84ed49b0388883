"""Copies of one story are one; look-alikes are not."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.near import bands, nearly_same

BODY = (
    "Intruders have copied the records of forty thousand patients from the servers of a clinic in Old Town, the clinic said on Tuesday. "
    "The records hold names, birthdays and diagnoses. Operations went on as planned and no machine was switched off. "
    "A gang that calls itself Paper Lantern has claimed the theft and wants money before Friday, according to a note that the clinic "
    "showed to reporters. The data protection office of Sampleland has opened a case, and the national response team is helping."
)
TITLE = "Intruders copy records of forty thousand patients in Old Town"


def shares_a_key(a: tuple[str, str], b: tuple[str, str]) -> bool:
    return not set(bands(*a)).isdisjoint(bands(*b))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, BODY),
        (f"{TITLE} - Example Times", BODY),
        (f"BREAKING: {TITLE} | Gazette", BODY),
        (f"(2nd LD) {TITLE}", BODY),
        ("Clinic in Old Town loses patients' records to thieves", f"OLD TOWN (Example Wire) - {BODY}"),
        (TITLE, f"OLD TOWN, Sampleland — {BODY}"),
        (TITLE, f"{TITLE} {BODY}"),
        (TITLE, BODY.replace("has claimed the theft", "claimed the theft").replace("is helping", "helps")),
        (TITLE.upper(), BODY.upper()),
        (TITLE, BODY + " More at Example Times."),
        (TITLE, BODY.rsplit(".", 2)[0] + "."),
    ],
)
def test_copies(title: str, text: str) -> None:
    """Outlet names, agency marks, datelines, another headline and small edits make no new story, and the index finds them."""
    original, copy = (TITLE, BODY), (title, text)
    assert nearly_same(original, copy)
    assert nearly_same(copy, original)
    assert shares_a_key(original, copy)


KEV = "{} {} contains a {} vulnerability that allows a remote attacker to run code with the rights of the service. Apply updates per vendor instructions by the due date."
VICTIM = "A data breach involving {} was reported on Monday. See the details of the incident, the impact on customers and what we recommend to do now."

LOOK_ALIKES = {
    "other flaw": (
        (
            "CVE-2026-1001: flaw in Widget Server",
            "A flaw in Widget Server lets an attacker read files over the network. CVE-2026-1001 is fixed in the new release.",
        ),
        (
            "CVE-2026-1002: flaw in Widget Server",
            "A flaw in Widget Server lets an attacker read files over the network. CVE-2026-1002 is fixed in the new release.",
        ),
    ),
    "other flaw in the text": (
        ("Flaw in Widget Server", BODY + " The flaw is CVE-2026-1001."),
        ("Flaw in Widget Server", BODY + " The flaw is CVE-2026-1002."),
    ),
    "other month": (
        (
            "Monthly patches for March from Sample Soft",
            "Sample Soft has released its patches. Administrators should install them soon and read the notes before they do.",
        ),
        (
            "Monthly patches for April from Sample Soft",
            "Sample Soft has released its patches. Administrators should install them soon and read the notes before they do.",
        ),
    ),
    "other day": (("Security podcast for Tuesday, the 30th", BODY), ("Security podcast for Wednesday, the 31st", BODY)),
    "other product": (
        ("Acme Router added to the list", KEV.format("Acme", "Router", "path traversal")),
        ("Globex Switch added to the list", KEV.format("Globex", "Switch", "path traversal")),
    ),
    "other victim": (
        ("Samplemart data breach overview", VICTIM.format("Samplemart")),
        ("Mustermart data breach overview", VICTIM.format("Mustermart")),
    ),
    "other victim in lower case": (
        ("samplemart breach overview", VICTIM.format("samplemart").lower()),
        ("mustermart breach overview", VICTIM.format("mustermart").lower()),
    ),
    "other victim in a long text": (
        ("Samplemart says customers' data was taken", BODY.replace("a clinic", "Samplemart")),
        ("Mustermart says customers' data was taken", BODY.replace("a clinic", "Mustermart")),
    ),
    "other figure": (
        (
            "Clinic loses records",
            "The clinic said that 40,000 records were taken by thieves who came over an old account of a supplier last week.",
        ),
        (
            "Clinic loses records",
            "The clinic said that 90,000 records were taken by thieves who came over an old account of a supplier last week.",
        ),
    ),
    "next issue of a column": (
        (
            "Politics newsletter: minister under fire",
            "Welcome to the newsletter, with the latest on the government, the parliament and everything else that moved people today.",
        ),
        (
            "Politics newsletter: budget agreed",
            "Welcome to the newsletter, with the latest on the government, the parliament and everything else that moved people today.",
        ),
    ),
    "standing text": (
        (
            "Wolves, carnival and a very big moon",
            "The picture editors of the Gazette choose their favourite photographs from all around the whole wide world.",
        ),
        (
            "Snow, floods and a football final",
            "The picture editors of the Gazette choose their favourite photographs from all around the whole wide world.",
        ),
    ),
    "bare headlines, other outlet or other victim": (
        ("Gang claims new victim today - Acme", ""),
        ("Gang claims new victim today - Globex", ""),
    ),
    "bare headlines of a column": (
        ("The security news weekly roundup is here", ""),
        ("The security news weekly roundup is here", ""),
    ),
    "bare short headlines": (("Security update available", ""), ("Security update available", "")),
    "part of a much longer text": (
        (TITLE, BODY),
        (TITLE, BODY + " The mayor spoke of a dark day for the whole of the town and its people." * 20),
    ),
}


@pytest.mark.parametrize("case", LOOK_ALIKES)
def test_look_alikes(case: str) -> None:
    """Another flaw, figure, day, victim or issue is another story, however alike the words."""
    one, two = LOOK_ALIKES[case]
    assert not nearly_same(one, two)
    assert not nearly_same(two, one)


def test_bare_headlines() -> None:
    """Headlines alone are the same story when they are equal and long enough, also beside an item with a text."""
    assert nearly_same((TITLE, ""), (f"{TITLE} - Example Times", ""))
    assert nearly_same((TITLE, ""), (TITLE, BODY))
    assert shares_a_key((TITLE, ""), (TITLE, BODY))
    assert not nearly_same((TITLE, ""), (f"No {TITLE}", ""))


def test_too_few_words_have_no_keys() -> None:
    """Nothing is looked up for an item that says next to nothing."""
    assert bands("", "") == ()
    assert bands("Update", "Read more") == ()


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=300), st.text(max_size=60), st.text(max_size=300))
def test_any_text(title: str, text: str, other_title: str, other: str) -> None:
    """Any two texts get an answer, the same both ways round; keys fit a signed 64-bit column."""
    assert nearly_same((title, text), (other_title, other)) is nearly_same((other_title, other), (title, text))
    assert all(-(2**63) <= x < 2**63 for x in bands(title, text))


def test_keys_are_the_same_in_another_process() -> None:
    """The index outlives a restart: keys do not depend on the process."""
    code = "import sys; from bot.analysis.near import bands; print(bands(sys.argv[1], sys.argv[2]))"
    found = subprocess.run(
        [sys.executable, "-c", code, TITLE, BODY], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert found.stdout.strip() == str(bands(TITLE, BODY))


FIRST_KEYS = (227387050632596730, 3533257253752443143)


def test_keys_are_those_of_the_first_release() -> None:
    """Stored keys stay valid: a change of the hash needs a migration, and this test to say so."""
    assert bands(TITLE, BODY)[:2] == FIRST_KEYS
