"""The seed stories' traits in invented stories: no headline, translated word order, hedges, lists of other stories."""

from dataclasses import asdict

STATEMENT = """The head of diplomacy of the European Union condemned on Friday the recent attacks by hackers against several member states of the EU, warning of growing pressure coming from Belarus.
“The intrusions were allegedly carried out by groups of hackers the pro-Belarusians and target our institutions,” says EU Commissioner for Digital Affairs Mara Lindqvist in a note.
The statement comes when countries such as Latvia and Estonia have been subjected to cyberattacks from Belarus.
Since the war in Georgia began, more than 3,000 people have been killed and two million have fled, according to relief workers.
Source: The Example Gazette"""

HELP = """The Nordic Council is set to activate a joint cyber response team to help Latvia face Russian attacks, the unit's leader Finland said on Monday.
Latvian security bodies warned of impending attacks on banks earlier this week, with major attacks on government websites already seen.
“We see disinformation campaigns and fakes distributed about our country,” Latvian Foreign Minister Ilze Berzina told reporters.
The team has experts from Denmark, Iceland, Norway and Sweden.
Related: Bank of Wexmoor Loses Records in Breach
Related: Police Seize Servers of QuartzLocker Gang

More from Example Wire
- China's Hackers Read Mail of Peruvian Port
- Brazil Fines PixelMart Over Spyware
Latest News
- TangoStealer Malware Hits Gamers in Japan
- Update Your Larkmail Server Now, Canada Warns"""


def test_statement_without_headline(verdict_on):
    """Who condemns, who is accused, who was attacked; the figures of a war are not the news."""
    verdict = verdict_on(STATEMENT)
    assert (verdict.is_alert, verdict.kind) == (True, "policy_attribution_sanction")
    assert verdict.actor_countries == ("BY",)
    assert set(verdict.victim_countries) == {"EU", "LV", "EE"}
    assert any("pro-Belarusian hacker" in a.name for a in verdict.actors)
    assert any("Mara Lindqvist" in c.by and c.certainty == "alleged" for c in verdict.claims)
    assert "killed" not in verdict.summary
    assert "Gazette" not in verdict.summary


def test_help_among_other_stories(verdict_on):
    """Responders, the helped and the accused are those of this story; nothing comes from the lists below it."""
    verdict = verdict_on(HELP)
    assert verdict.kind == "response_team"
    assert {"threat_warning", "disinformation"} <= set(verdict.kinds)
    assert {n.canonical for n in verdict.responders} - {""} == {"FI", "DK", "IS", "NO", "SE"}
    assert verdict.victim_countries == ("LV",)
    assert verdict.actor_countries == ("RU",)
    everything = str(asdict(verdict))
    for foreign in ("Wexmoor", "QuartzLocker", "Peru", "PixelMart", "TangoStealer", "Larkmail", "CN", "BR", "JP"):
        assert foreign not in everything, foreign


def test_capitals_make_no_difference_to_who_did_what(verdict_on):
    """Upper- and lower-case copies of a story lead to the same countries."""
    for text in (HELP.upper(), HELP.lower()):
        verdict = verdict_on(text)
        assert (verdict.kind, verdict.victim_countries, verdict.actor_countries) == ("response_team", ("LV",), ("RU",))


def test_cut_off_story_is_still_judged(verdict_on):
    """A feed's excerpt ends in the middle of a word."""
    verdict = verdict_on(HELP[:230] + "…")
    assert verdict.is_alert
    assert verdict.actor_countries == ("RU",)
