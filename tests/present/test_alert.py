"""The promises of `present.alert`."""

from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.reasons import SummaryReason
from bot.domain.summary import Outcome
from bot.domain.verdict import Certainty, Claim, Evidence, Indicator, Named
from bot.present.alert import alert_card
from bot.present.escape import inert
from bot.present.limits import EMBED, card_size
from tests.fakes.nouns import NOON, RANSOMWARE, SOURCE, item, verdict
from tests.present.hostile import HOSTILE


def fields_of(**changes: object) -> dict[str, str]:
    card = alert_card(item(), verdict(**changes), SOURCE, RANSOMWARE, at=NOON)
    return {field.name: field.value for field in card.fields}


def test_an_alert_says_what_a_duty_officer_asks() -> None:
    """Severity, kind, who, whom, where, claims, source with its grade, times and reasons all stand in the card."""
    assert fields_of() == {
        "Severity": "■■■□ major (3 of 4)",
        "Kind": "🔒 Ransomware, also data breach",
        "Who": "Grey Heron (Heron Spider) [RU]",
        "Whom": "Port of Norhaven",
        "Where": "LT",
        "Sector": "transport",
        "Claims": "claimed by Grey Heron: Port of Norhaven: stole 2 TB of files",
        "CVE": "CVE-2026-0001",
        "Source": "Harbour CERT · official · grade A (completely reliable)",
        "Time": "published 2026-01-05 12:00 UTC, seen 2026-01-05 12:00 UTC",
        "Why": "ransomware: halts; severity: port; words: cranes",
    }


def test_title_body_and_link_are_those_of_the_article() -> None:
    """The card carries the summary, the link, the colour of its kind and its severity."""
    card = alert_card(item(), verdict(), SOURCE, RANSOMWARE, at=NOON)
    assert card.title == "Port of Norhaven halts cranes after ransomware attack"
    assert card.body.startswith("The port of Norhaven stopped")
    assert (card.url, card.colour, card.severity, card.at) == ("https://news.example/norhaven", 0xC0392B, 3, NOON)
    assert card.footer == "alert with probability 0.97 · model t1"


def test_a_summary_by_a_model_is_said_to_be_one() -> None:
    """Readers know which words were a machine's; a built-in summary needs no mark, whatever became of the other."""
    written = verdict(reasons=(Outcome(SummaryReason.ENDPOINT, "invented-model").as_evidence(),))
    kept = verdict(reasons=(Outcome(SummaryReason.UNGROUNDED, "Moscow").as_evidence(),))
    cards = [alert_card(item(), told, SOURCE, RANSOMWARE, at=NOON) for told in (written, kept)]
    assert cards[0].footer == "alert with probability 0.97 · model t1 · summary by invented-model, checked"
    assert cards[1].footer == "alert with probability 0.97 · model t1"
    assert not [f for card in cards for f in card.fields if "Moscow" in f.value or "endpoint" in f.value]


def test_what_is_unknown_is_not_mentioned() -> None:
    """Empty facts leave no empty fields."""
    told = fields_of(actors=(), actor_countries=(), victims=(), victim_countries=(), sectors=(), claims=(), cves=(), reasons=())
    assert set(told) == {"Severity", "Kind", "Source", "Time"}


def test_a_claim_of_nobody_in_particular_stays_a_claim() -> None:
    """A claim without a name is not turned into a fact."""
    assert fields_of(claims=(Claim("", "", "broke in", Certainty.ALLEGED),))["Claims"] == "alleged by an unnamed source: broke in"


def test_indicators_are_cold_everywhere_but_in_the_link() -> None:
    """No indicator in title, summary or facts can be clicked."""
    found = verdict(
        title="Lures at heron-leaks.example",
        summary="Victims were sent to http://heron-leaks.example/x.",
        indicators=(Indicator("domain-name", "heron-leaks.example"),),
        reasons=(Evidence("ransomware", "heron-leaks.example"),),
    )
    card = alert_card(item(), found, SOURCE, RANSOMWARE, at=NOON)
    assert "heron-leaks.example" not in " ".join([card.title, card.body, *(f.value for f in card.fields)])
    assert card.body == "Victims were sent to hxxp://heron-leaks[.]example/x."


def test_without_a_summary_the_text_begins_the_card() -> None:
    """A verdict that could not sum up still gives a card with words."""
    assert alert_card(item(), verdict(summary="", title=""), SOURCE, RANSOMWARE, at=NOON).body.startswith("The port")


@settings(max_examples=25, deadline=None)
@given(HOSTILE, st.sampled_from((1, 40)))
def test_hostile_articles_give_inert_cards_that_fit(text: str, times: int) -> None:
    """Whatever an article holds, the card is inert, fits, and keeps its link and severity."""
    much = text * times
    hostile = verdict(
        title=much,
        summary=much,
        actors=(Named(much, much),) * 9,
        victims=(Named(much),) * 9,
        claims=(Claim(much, much, much, Certainty.DENIED),) * 9,
        reasons=(Evidence("ransomware", much), Evidence("alert", text, 1.0)) * 9,
        cves=(much,) * 30,
    )
    card = alert_card(item(title=much, text=much), hostile, SOURCE, RANSOMWARE, at=NOON)
    assert card_size(card) <= EMBED
    assert card.url == "https://news.example/norhaven"
    assert card.fields[0].value == "■■■□ major (3 of 4)"
    assert all(inert(t) == t for t in (card.title, card.body, *(f.value for f in card.fields)))


def test_times_are_those_of_the_zone() -> None:
    """A post shows its times by the clock that the settings name."""
    card = alert_card(item(), verdict(), SOURCE, RANSOMWARE, at=NOON, zone=ZoneInfo("Europe/Kyiv"))
    (told,) = [f.value for f in card.fields if f.name == "Time"]
    assert told.endswith("seen 2026-01-05 14:00 EET")


def test_a_boast_names_its_speaker_once() -> None:
    """A group that claims its own attack is not named twice in one breath."""
    boast = Claim("Night Ferry", "Night Ferry", "took the sites offline", Certainty.CLAIMED)
    assert fields_of(claims=(boast,))["Claims"] == "claimed by Night Ferry: took the sites offline"
