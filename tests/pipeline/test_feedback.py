"""Feedback: understood or refused with a reason, stored once, and heard by the thresholds."""

from dataclasses import replace

import pytest

from bot.domain.feedback import Judgement, Kept, Press, Recorded, Refusal
from bot.domain.item import ItemState
from bot.domain.kind import Kind, Standing
from bot.domain.reasons import ItemReason
from bot.domain.reasons import RefusalReason as R
from bot.domain.route import Channel
from bot.pipeline.feedback import NOTE, Heed, named_in
from bot.pipeline.thresholds import WINDOW
from bot.ports.store import Settlement
from bot.storage.memory import Memory
from tests.contracts.made import MINUTE, NOON, alerted, entry, file, rejected, store
from tests.fakes.clock import FakeClock
from tests.fakes.nouns import verdict

RELEVANT, NOISE, WRONG_KIND = Judgement
STANDINGS = {
    "ddos": Standing.ALERT,
    "ransomware": Standing.ALERT,
    "defacement": Standing.TAG,
    "hybrid_physical": Standing.BORDERLINE,
    "exercise": Standing.NOT_ALERT,
    "not_cyber": Standing.NOT_ALERT,
    "roundup_digest": Standing.NOT_ALERT,
}
KINDS = {slug: Kind(slug, slug.title().replace("_", " "), "", standing, 0, "!") for slug, standing in STANDINGS.items()}
ALERT, DULL, FRESH = entry("alert"), entry("dull"), entry("fresh")
COPY = entry("copy", "press")
WEAK = verdict(score=0.52, severity=2)


class Desk:
    """The verb over a database in memory, with what it told about thresholds."""

    def __init__(self):
        self.memory = Memory()
        self.clock = FakeClock(NOON)
        self.told = []
        channels = {c.id: c for c in (Channel("desk", "terminal"), Channel("fixed", "terminal", "", 0.6, 0.6))}
        self.heed = Heed(self.memory.stores, channels, KINDS, self.clock, self.told.append)

    async def say(self, judgement=NOISE, item=ALERT.id, channel="desk", who="discord:7", **more):
        return await self.heed.record(Press(item, who, judgement, channel, **more))

    async def stored(self):
        return await self.memory.stores.feedback.find()

    async def weak_alerts(self, count):
        items = tuple(entry(f"weak-{n}") for n in range(count))
        await file(self.memory.stores, *(alerted(i, verdict=WEAK) for i in items), items=items)
        return items


@pytest.fixture
async def desk():
    made = Desk()
    copy = Settlement(COPY.id, ItemState.DUPLICATE, ItemReason.SAME_ADDRESS, duplicate_of=ALERT.id)
    await file(made.memory.stores, alerted(ALERT), rejected(DULL), copy, items=(ALERT, DULL, COPY, FRESH))
    return made


@pytest.mark.parametrize("named", [ALERT.id, ALERT.url, f"  {ALERT.url}\n", COPY.id, COPY.url])
async def test_an_alert_is_named_by_id_or_address_or_by_a_copy_of_it(desk, named):
    """However people point at it, the word is about the alert, and keeps what the verdict said of it."""
    told = await desk.say(item=named, note=" a drill ")
    [row] = await desk.stored()
    assert isinstance(told, Recorded)
    assert told.feedback == row
    assert (row.item_id, row.kind, row.score, row.severity, row.note) == (ALERT.id, "ransomware", 0.97, 3, "a drill")
    assert (row.at, row.channel, row.who) == (NOON, "desk", "discord:7")


REFUSED = {
    "an address that nobody listed": ({"item": "https://nowhere.example/"}, R.UNKNOWN_ITEM, "https://nowhere.example/"),
    "no address": ({"item": " "}, R.UNKNOWN_ITEM, ""),
    "what was rejected": ({"item": DULL.id}, R.NOT_AN_ALERT, DULL.id),
    "what waits": ({"item": FRESH.url}, R.NOT_JUDGED, FRESH.url),
    "a channel that is none": ({"channel": "dsek"}, R.UNKNOWN_CHANNEL, '"dsek"; did you mean "desk"?'),
    "a kind that is none": ({"judgement": WRONG_KIND, "right_kind": "dos"}, R.UNKNOWN_KIND, '"dos"; did you mean "ddos"?'),
    "a kind like none": ({"judgement": WRONG_KIND, "right_kind": "?"}, R.UNKNOWN_KIND, '"?"'),
    "a wrong kind without the right one": ({"judgement": WRONG_KIND}, R.KIND_MISSING, ""),
    "the same kind": (
        {"judgement": WRONG_KIND, "right_kind": "ransomware"},
        R.KIND_UNFIT,
        "it is filed under ransomware already",
    ),
    "a tag": ({"judgement": WRONG_KIND, "right_kind": "defacement"}, R.KIND_UNFIT, "defacement stands only beside another kind"),
    "no kind of alert": (
        {"judgement": WRONG_KIND, "right_kind": "exercise"},
        R.KIND_UNFIT,
        "exercise is no kind of alert; say noise instead",
    ),
    "noise that is an alert": ({"right_kind": "ddos"}, R.KIND_UNFIT, "ddos is not among the kinds of what is no alert"),
    "a kind for what is relevant": (
        {"judgement": RELEVANT, "right_kind": "ddos"},
        R.KIND_UNFIT,
        "what is relevant keeps its kind; say wrong_kind to give it another",
    ),
    "nobody": ({"who": "  "}, R.NAMELESS, ""),
}


@pytest.mark.parametrize(("press", "reason", "detail"), REFUSED.values(), ids=REFUSED)
async def test_what_makes_no_sense_is_refused_with_its_reason(desk, press, reason, detail):
    """A refusal names what it stumbled over, and nothing is stored."""
    assert await desk.say(**press) == Refusal(reason, detail)
    assert await desk.stored() == []
    assert desk.told == []


async def test_an_address_of_several_alerts_is_refused_with_their_ids(desk):
    """A status page lists many: which is meant must be said; a rejected item of the same address does not matter."""
    page = "https://status.example/board"
    items = tuple(entry(name, url=page, canonical_url=page) for name in ("one", "two", "dull too"))
    await file(desk.memory.stores, alerted(items[0]), rejected(items[2]), items=items)
    assert isinstance(await desk.say(item=page), Recorded)
    await desk.memory.stores.items.settle([alerted(items[1])])
    told = await desk.say(item=page)
    assert told == Refusal(R.SEVERAL_ALERTS, ", ".join(sorted(i.id for i in items[:2])))


@pytest.mark.parametrize(
    ("press", "right_kind"),
    [
        ({"judgement": RELEVANT}, ""),
        ({"judgement": WRONG_KIND, "right_kind": "ddos"}, "ddos"),
        ({"judgement": WRONG_KIND, "right_kind": "hybrid_physical"}, "hybrid_physical"),
        ({"right_kind": "exercise"}, "exercise"),
        ({"note": "just a Roundup digest, again"}, "roundup_digest"),
        ({"note": "exercises are not for us"}, ""),
        ({"note": "exercise", "right_kind": "not_cyber"}, "not_cyber"),
        ({"judgement": RELEVANT, "note": "an exercise, but for us"}, ""),
    ],
)
async def test_the_right_kind_is_kept_with_the_judgement(desk, press, right_kind):
    """Given by its slug, or named in the note under noise."""
    await desk.say(**press)
    assert [f.right_kind for f in await desk.stored()] == [right_kind]


def test_a_note_names_the_kind_with_the_longest_name_in_it():
    """Whole words only, slug or name, whatever the case."""
    assert named_in("a ROUNDUP_DIGEST of an exercise", KINDS) == "roundup_digest"
    assert named_in("not cyber: an exercise", KINDS) == "not_cyber"
    assert named_in("a ransomware story", KINDS) == ""


async def test_the_same_press_twice_is_one_and_another_changes_it(desk):
    """New, known, changed: people may press as often as they like."""
    told = [await desk.say(), await desk.say(), await desk.say(RELEVANT)]
    assert [t.kept for t in told] == [Kept.NEW, Kept.UNCHANGED, Kept.CHANGED]
    [row] = await desk.stored()
    assert (row.judgement, row.changes) == (RELEVANT, 1)


async def test_a_long_note_is_cut(desk):
    """Nobody fills the database with a button."""
    await desk.say(note="x" * 9999)
    assert [len(f.note) for f in await desk.stored()] == [NOTE]


async def test_feedback_without_a_channel_moves_nothing(desk):
    """It teaches and is counted; a threshold belongs to those who read the channel."""
    await desk.heed.recount()
    told = [await desk.say(item=i.id, channel="") for i in await desk.weak_alerts(9)]
    assert [t.threshold for t in told] == [None] * 9
    assert desk.told[-1] == {"desk": 0.5, "fixed": 0.6}


async def test_a_channel_is_counted_again_when_something_was_said_and_not_otherwise(desk):
    """Four pieces of noise move it a step; triage is told each time; a press that is known already counts nothing."""
    await desk.heed.recount()
    weak = await desk.weak_alerts(4)
    told = [await desk.say(item=i.id) for i in weak]
    assert [(t.before, t.threshold) for t in told] == [(0.5, 0.5)] * 3 + [(0.5, 0.55)]
    assert desk.told == [{"desk": 0.5, "fixed": 0.6}] * 4 + [{"desk": 0.55, "fixed": 0.6}]
    await desk.say(item=weak[0].id)
    assert len(desk.told) == 5
    assert desk.heed.thresholds["desk"].heard == 4


async def test_a_fixed_channel_listens_and_does_not_move(desk):
    """Equal bounds are a decision of those who run it."""
    await desk.heed.recount()
    told = [await desk.say(item=i.id, channel="fixed") for i in await desk.weak_alerts(9)]
    assert {t.threshold for t in told} == {0.6}


async def test_old_judgements_run_out(desk):
    """After ninety days without a word the threshold is where it began."""
    await desk.heed.recount()
    for item in await desk.weak_alerts(4):
        await desk.say(item=item.id)
        desk.clock.advance(60)
    desk.clock.advance(WINDOW.total_seconds() - 240)
    await desk.heed.recount()
    assert desk.told[-1]["desk"] == 0.55
    desk.clock.advance(1)
    await desk.heed.recount()
    assert desk.told[-1]["desk"] == 0.5


async def test_a_reload_is_heard_at_the_next_count(desk):
    """Channels that are gone are forgotten, new bounds hold."""
    await desk.heed.recount()
    desk.heed.channels = {"desk": Channel("desk", "terminal", "", 0.7, 0.9)}
    await desk.heed.recount()
    assert desk.told[-1] == {"desk": 0.7}
    assert await desk.say(channel="fixed") == Refusal(R.UNKNOWN_CHANNEL, '"fixed"')


async def test_an_alert_that_was_held_back_can_be_called_relevant(desk):
    """What people find by searching can bring the threshold down again."""
    await desk.heed.recount()
    for item in await desk.weak_alerts(4):
        await desk.say(item=item.id)
    quiet = entry("quiet")
    held = replace(alerted(quiet, verdict=WEAK), state=ItemState.QUIET, reason=ItemReason.BELOW_THRESHOLD, deliveries=())
    await file(desk.memory.stores, held, items=(quiet,))
    desk.clock.advance(MINUTE.total_seconds())
    told = await desk.say(RELEVANT, item=quiet.url)
    assert (told.before, told.threshold) == (0.55, 0.5)


async def test_a_judgement_of_a_pending_item_is_taken_once_it_is_judged(desk):
    """The refusal says to come back, and coming back works."""
    await store(desk.memory.stores, FRESH)
    assert (await desk.say(item=FRESH.id)).reason is R.NOT_JUDGED
    await desk.memory.stores.items.settle([alerted(FRESH)])
    assert isinstance(await desk.say(item=FRESH.id), Recorded)
