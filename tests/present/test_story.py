"""The promises of `present.story`: the living post and its lines."""

from dataclasses import replace
from datetime import UTC, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.told import told
from bot.domain.card import Card
from bot.domain.reasons import NewsReason, SummaryReason
from bot.domain.source import Publisher
from bot.domain.story import Report
from bot.domain.summary import Outcome
from bot.domain.verdict import Certainty, Claim, Evidence, Indicator, Named
from bot.present.escape import inert
from bot.present.limits import EMBED, card_size
from bot.present.story import line_card, story_card
from tests.fakes.nouns import NOON, PRESS, RANSOMWARE, report, verdict
from tests.present.hostile import HOSTILE


def made(*reports: Report, closed: bool = False, zone: tzinfo = UTC) -> Card:
    return story_card(told("s", reports, closed=closed), RANSOMWARE, zone)


def fields_of(**changes: object) -> dict[str, str]:
    card = made(report(says=changes))
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
        "Seen": "first 2026-01-05 12:00 UTC",
        "Standing": "official (1 independent source)",
        "Why": "ransomware: halts; severity: port; words: cranes",
    }


def test_title_body_and_link_are_those_of_the_article() -> None:
    """The card carries the summary, the link, the colour of its kind and its severity."""
    card = made(report())
    assert card.title == "Port of Norhaven halts cranes after ransomware attack"
    assert card.body.startswith("The port of Norhaven stopped")
    assert (card.url, card.colour, card.severity, card.at) == ("https://news.example/norhaven", 0xC0392B, 3, NOON)
    assert card.footer == "alert with probability 0.97 · model t1"


def test_a_summary_by_a_model_is_said_to_be_one() -> None:
    """Readers know which words were a machine's; a built-in summary needs no mark, whatever became of the other."""
    written = verdict(reasons=(Outcome(SummaryReason.ENDPOINT, "invented-model").as_evidence(),))
    kept = verdict(reasons=(Outcome(SummaryReason.UNGROUNDED, "Moscow").as_evidence(),))
    cards = [made(report(verdict=said)) for said in (written, kept)]
    assert cards[0].footer == "alert with probability 0.97 · model t1 · summary by invented-model, checked"
    assert cards[1].footer == "alert with probability 0.97 · model t1"
    assert not [f for card in cards for f in card.fields if "Moscow" in f.value or "endpoint" in f.value]


def test_what_is_unknown_is_not_mentioned() -> None:
    """Empty facts leave no empty fields."""
    found = fields_of(actors=(), actor_countries=(), victims=(), victim_countries=(), sectors=(), claims=(), cves=(), reasons=())
    assert set(found) == {"Severity", "Kind", "Standing", "Source", "Seen"}


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
    card = made(report(verdict=found))
    assert "heron-leaks.example" not in " ".join([card.title, card.body, *(f.value for f in card.fields)])
    assert card.body == "Victims were sent to hxxp://heron-leaks[.]example/x."


def test_without_a_summary_the_text_begins_the_card() -> None:
    """A verdict that could not sum up still gives a card with words."""
    assert made(report(says={"summary": "", "title": ""})).body.startswith("The port")


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
    card = made(report(title=much, text=much, verdict=hostile))
    assert card_size(card) <= EMBED
    assert card.url == "https://news.example/norhaven"
    assert card.fields[0].value == "■■■□ major (3 of 4)"
    assert all(inert(t) == t for t in (card.title, card.body, *(f.value for f in card.fields)))


def test_times_are_those_of_the_zone() -> None:
    """A post shows its times by the clock that the settings name."""
    card = made(report(), zone=ZoneInfo("Europe/Kyiv"))
    (seen,) = [f.value for f in card.fields if f.name == "Seen"]
    assert seen == "first 2026-01-05 14:00 EET"


def test_a_boast_names_its_speaker_once() -> None:
    """A group that claims its own attack is not named twice in one breath."""
    boast = Claim("Night Ferry", "Night Ferry", "took the sites offline", Certainty.CLAIMED)
    assert fields_of(claims=(boast,))["Claims"] == "claimed by Night Ferry: took the sites offline"


HOUR = timedelta(hours=1)
BLOG = replace(PRESS, id="blog", name="Quayside", publisher=Publisher.RESEARCH)


def second(**changes: object) -> Report:
    """A later report by somebody else."""
    base = report(item_id="b", source=PRESS, at=NOON + HOUR, url="https://herald.example/2", title="Cranes stand still")
    return replace(base, **changes)


def test_a_living_post_says_what_changed() -> None:
    """Severity now and before, how well supported, each source with its grade, copies, first and last seen, status."""
    worse = second(verdict=verdict(severity=4), copies=(BLOG,), copied_at=(NOON + 2 * HOUR,))
    found = {f.name: f.value for f in made(report(says={"severity": 2}), worse).fields}
    assert found["Severity"] == "■■■■ critical (4 of 4), was moderate (2)"
    assert found["Standing"] == "official (2 independent sources)"
    assert found["Source"] == "2 sources: Harbour CERT (official, A), Herald (press, B), and 1 copy"
    assert found["Seen"] == "first 2026-01-05 12:00 UTC, last 2026-01-05 14:00 UTC; open"
    assert {f.name: f.value for f in made(report(), second(), closed=True).fields}["Seen"].endswith("; closed")


def test_a_post_keeps_its_name_and_words() -> None:
    """Later reports do not rename a post."""
    card = made(second(), report())
    assert card.title == "Port of Norhaven halts cranes after ransomware attack"
    assert card.at == NOON + HOUR


def test_claims_that_disagree_stand_first() -> None:
    """Who denies what is shown beside what is denied, in words that need no colour."""
    denial = Claim("Port of Norhaven", "Grey Heron", "stole no files", Certainty.DENIED)
    card = made(report(), second(verdict=verdict(claims=(denial,))))
    found = {f.name: f.value for f in card.fields}
    assert found["Standing"].startswith("disputed: somebody denies it")
    assert found["Claims"].startswith("claimed by Grey Heron: Port of Norhaven: stole 2 TB of files; DENIED in Herald")


def test_a_merged_story_says_where_it_went() -> None:
    """Its post stays, and leads on."""
    card = story_card(told("s", [report()]), RANSOMWARE, merged="Cranes stand still")
    assert ("Merged into", "Cranes stand still") in [(f.name, f.value) for f in card.fields]


def test_a_line_says_who_and_what_is_new() -> None:
    """One line: the outlet, each piece of news in words, names nobody named before, the headline, the link."""
    before = told("s", [second(verdict=verdict(severity=2, cves=()))])
    after = told("s", [*before.reports, report(at=NOON + 2 * HOUR)])
    news = (NewsReason.SEVERITY_ROSE, NewsReason.OFFICIAL, NewsReason.NEW_VOICE)
    card = line_card(after.reports[-1], news, before, after)
    assert card.title == "Harbour CERT (official, A)"
    assert card.body == (
        "severity 2 → 3 (major); confirmed by Harbour CERT (official); now 2 independent sources; new: CVE-2026-0001. "
        "Port of Norhaven halts cranes after ransomware attack"
    )
    assert card.url == "https://news.example/norhaven"


@settings(max_examples=25, deadline=None)
@given(HOSTILE)
def test_hostile_reports_give_inert_lines(text: str) -> None:
    """Whatever an outlet writes, its line is inert and fits."""
    hostile = second(
        title=text, verdict=verdict(title=text, victims=(Named(text),), claims=(Claim(text, text, text, Certainty.DENIED),))
    )
    before = told("s", [report()])
    card = line_card(hostile, tuple(NewsReason), before, told("s", [*before.reports, hostile]))
    assert all(inert(t) == t for t in (card.title, card.body))
