"""A summary of the article's own sentences, and a title where there is none."""

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.summary import MAX_SUMMARY, MAX_TITLE, shortened, summary, title

LEAD = "Hackers have allegedly copied the mail of the Kestrian foreign ministry, the ministry said on Monday."
SECOND = "The intrusion was found when a mail server began to send data abroad at night."
WAR = "The fighting has killed more than 900 civilians and 20,000 people have fled, according to relief workers."


def test_own_sentences_whole_with_their_hedge(facts_of):
    """The lead stands with its "allegedly"; figures of war are not the news."""
    got = summary(facts_of(f"{LEAD} {WAR} {SECOND}"))
    assert got == f"{LEAD} {SECOND}"


def test_furniture_is_never_chosen(facts_of):
    """Labels, teasers and the title itself are no summary."""
    got = summary(facts_of(f"Read more: Hackers hit bank\n{LEAD}\nShare this attack story with friends today", "Ministry hacked"))
    assert got == LEAD


def test_title_from_the_first_sentence(facts_of):
    """Without a headline the first sentence is one, cut at a natural break."""
    long = "Hackers have copied the mail of the Kestrian foreign ministry, warning that more would follow, after months inside its network of servers."
    assert title(facts_of(LEAD)) == LEAD.rstrip(".")
    assert (
        title(facts_of(long)) == "Hackers have copied the mail of the Kestrian foreign ministry, warning that more would follow"
    )
    assert title(facts_of(long, "Own title")) == "Own title"
    assert title(facts_of("")) == ""


def test_shortened_cuts_between_words():
    """The limit holds and no word is cut."""
    assert shortened("one two three", 9) == "one two…"


@given(st.text(max_size=2000))
def test_limits_hold_for_any_text(facts_of, text):
    """At most 400 characters of summary and 120 of a made title."""
    facts = facts_of(text)
    assert len(summary(facts)) <= MAX_SUMMARY
    assert len(title(facts)) <= MAX_TITLE
