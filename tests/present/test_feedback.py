"""Feedback in words: refusals, receipts, lists and tables that fit a line and hurt nobody."""

from zoneinfo import ZoneInfo

from bot.domain.feedback import ChannelThreshold, Judgement, Kept, KindWeek, Recorded, Refusal
from bot.domain.reasons import RefusalReason
from bot.domain.trace import Filed, Trace
from bot.present.feedback import feedback_lines, precision_lines, recorded_words, refusal_words, threshold_lines
from bot.present.lookup import trace_lines
from tests.fakes.nouns import feedback, item, verdict

RELEVANT, NOISE, WRONG_KIND = Judgement


def test_a_refusal_is_one_polite_line() -> None:
    """What a person typed comes back inert."""
    told = refusal_words(Refusal(RefusalReason.UNKNOWN_CHANNEL, '"de\nsk\x1b[2J"; did you mean "desk"?'))
    assert told == 'there is no such channel in routes.toml: "de sk[2J"; did you mean "desk"?'
    assert refusal_words(Refusal(RefusalReason.KIND_MISSING)) == "a wrong kind needs the right one beside it"


def test_a_receipt_says_what_was_understood_and_what_it_moved() -> None:
    """The channel's threshold is told, and the one before only when it is another."""
    said = feedback(WRONG_KIND, right_kind="data_breach")
    about = "for item 0123456789abcdef0123"
    assert recorded_words(Recorded(said, Kept.NEW)) == f"wrong kind (data breach): recorded {about}"
    assert recorded_words(Recorded(feedback(), Kept.CHANGED, 0.5, 0.55)) == (
        f"noise: recorded in place of an earlier word {about}; channel desk posts from probability 0.55 on, until now 0.50"
    )
    assert recorded_words(Recorded(feedback(), Kept.UNCHANGED, 0.5, 0.5)) == (
        f"noise: known already {about}; channel desk posts from probability 0.50 on"
    )


def test_a_list_is_one_line_each_in_the_teams_own_time() -> None:
    """Who, what, where, why; a note cannot break out of its line."""
    said = [
        feedback(note="a\nb", changes=2),
        feedback(WRONG_KIND, channel="", right_kind="ddos", who="x" * 99),
    ]
    assert list(feedback_lines(said, ZoneInfo("Europe/Vilnius"))) == [
        (
            "2026-01-05 14:00 EET · noise: ransomware 0.60 · item 0123456789abcdef0123 · channel desk · by discord:7 · "
            "changed 2 times · a b"
        ),
        f"2026-01-05 14:00 EET · wrong kind: ransomware 0.60 -> ddos · item 0123456789abcdef0123 · no channel · by {'x' * 59}…",
    ]


def test_precision_is_a_table_with_its_interval() -> None:
    """Columns line up; a week of ties has no figure, and the ties are told below."""
    weeks = [
        KindWeek("2026-W02", "ransomware", 10, 8, 1, 1, 0, 0.8, 0.490, 0.943),
        KindWeek("2026-W02", "ddos", 0, 0, 0, 0, 2, None, 0.0, 1.0),
    ]
    assert list(precision_lines(weeks)) == [
        "week      kind        judged  relevant  wrong kind  noise  precision  95 % interval",
        "2026-W02  ransomware      10         8           1      1       0.80   0.49 to 0.94",
        "2026-W02  ddos             0         0           0      0",
        "2 items left out: people are of two minds.",
    ]


def test_thresholds_say_where_they_may_go() -> None:
    """A fixed one says that it is."""
    told = list(threshold_lines([ChannelThreshold("desk", 0.5, 0.8, 0.55, 31), ChannelThreshold("all", 0.5, 0.5, 0.5, 0)]))
    assert told == [
        "desk: posts from probability 0.55 on (0.50 to 0.80, 31 judgements in 90 days)",
        "all: posts from probability 0.50 on (fixed)",
    ]


def test_a_trace_tells_what_people_said_and_not_who() -> None:
    """`/why` counts the voices."""
    voices = (feedback(), feedback(who="b"), feedback(WRONG_KIND, who="c", right_kind="ddos"))
    told = list(trace_lines(Trace(Filed(item(), verdict()), None, (), (), voices)))
    assert told[-1] == "People say: noise 2, wrong kind (ddos) 1"
    assert "discord:7" not in "".join(told)
