"""The decisions of triage: what an item's final state is, and what follows from it for its story and its posts. All pure.

a batch of cases, in order -> copy of an alert? no alert? -> the story with it -> posts, a situation, watches -> Settlement
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.analysis.told import reports_of, told
from bot.domain.filing import KeptTelling, StoryFile
from bot.domain.item import ALERTS, ItemState
from bot.domain.reasons import ItemReason, RouteReason
from bot.domain.situation import Joining
from bot.domain.story import Story
from bot.domain.verdict import Verdict
from bot.pipeline.case import STORED_ALERT, UNHEARD, Case, Copy, placed_at, stands
from bot.pipeline.ground import JOINED, Ground, own
from bot.pipeline.hearing import heard, with_counts
from bot.pipeline.posts import Posts, posts
from bot.pipeline.posts import filed as filed_posts
from bot.pipeline.shelf import with_copy, with_posts, with_report, with_states
from bot.pipeline.situating import Surge, situation_step
from bot.pipeline.tracing import place_step, route_steps
from bot.pipeline.world import World
from bot.ports.store import Settlement
from bot.present.routes import held_words

_NOT_HELD = frozenset({RouteReason.BELOW_THRESHOLD, RouteReason.NO_MATCH})


def decide_all(
    cases: Sequence[Case],
    world: World,
    now: datetime,
    files: Mapping[str, StoryFile] | None = None,
    surge: Surge | None = None,
) -> list[Settlement]:
    """Decides a batch in order, so that two copies that arrive together give one alert, and two reports one story. `files` are
    those of the stories that the cases, or what they are copies of, may tell; `surge` are the situations, None for none.
    """
    batch = _Batch(files or {}, world, now, surge)
    made = [batch.settled(case) for case in cases]
    last = batch.refreshed()
    return [replace(one, **last[one.item_id]) if one.item_id in last else one for one in made]


class _Batch(Ground):
    """The decisions themselves."""

    def settled(self, case: Case) -> Settlement:
        """The final word on the next one."""
        made = self._decided(case)
        if stands(made, ALERTS) or self._copy(case):
            self.alerts[case.item.id] = made.duplicate_of or case.item.id
        self.count(made.heads)
        return replace(made, steps=(*case.steps, *made.steps))

    def refreshed(self) -> dict[str, dict[str, Any]]:
        """What follows from copies, for the settlement of the last one of each story: a hundred copies in a batch make one edit."""
        repeated, self.repeated = self.repeated, {}
        return {item_id: self._repeats(self.shelf.file(story_id)) for story_id, item_id in repeated.items()}

    def _decided(self, case: Case) -> Settlement:
        item, verdict = case.item, case.verdict
        copy = self._copy(case)
        if copy is not None:
            original = self.alerts.get(copy.item.id) or copy.item.duplicate_of or copy.item.id
            made = Settlement(item.id, ItemState.DUPLICATE, copy.why, duplicate_of=original, text=case.text, bands=case.bands)
            return self._joined_copy(made, copy, case)
        if case.copies and not (verdict and verdict.is_alert):
            return self._no_more_than(case.copies[0], case)
        if verdict is None:
            reason = ItemReason.JUDGE_FAILED if case.error else ItemReason.NO_TEXT
            return Settlement(item.id, ItemState.FAILED, reason, detail=case.error)
        if not verdict.is_alert:
            return _filed(case, verdict)
        made, file, story = self._alert(case, verdict)
        if case.copies and made.reason in UNHEARD:
            return self._no_more_than(case.copies[0], case)
        self.shelf.put(file, story)
        self.repeated.pop(file.id, None)
        return made if item.backlog else self._watched(made, story, file)

    def _copy(self, case: Case) -> Copy | None:
        """The first earlier item that this one repeats and that is an alert, or a copy of one."""
        return next((c for c in case.copies if stands(c.item, STORED_ALERT) or c.item.id in self.alerts), None)

    def _no_more_than(self, copy: Copy, case: Case) -> Settlement:
        """It repeats what was not posted, and is not posted either."""
        made = Settlement(case.item.id, ItemState.DUPLICATE, copy.why, duplicate_of=copy.item.id, text=case.text)
        return self._joined_copy(made, copy, case)

    def _joined_copy(self, made: Settlement, copy: Copy, case: Case) -> Settlement:
        """With the story of its original, if that is an alert: one voice more would be too much, one outlet more is shown."""
        before = self.shelf.file(story_id) if (story_id := self.shelf.story_of(copy.item)) else None
        if before is None or not before.reports:
            return made
        file = with_copy(before, case.item, made.duplicate_of)
        was = self.shelf.as_told(before)
        if was is None or file is before:
            return replace(made, story=was)
        if not self.official(case.item) and not case.item.backlog:
            self.shelf.lay(file)
            self.repeated[file.id] = case.item.id
            return replace(made, story=was)
        return self._confirmed(made, case, was, file)

    def _confirmed(self, made: Settlement, case: Case, was: Story, file: StoryFile) -> Settlement:
        """A copy that may be news by who repeats it."""
        story = self.shelf.story(file) or was
        if case.item.backlog:
            follows = filed_posts(story, file, self.world, self.now)
        else:
            follows = self.held_by_situation(
                posts(was, story, file, made.duplicate_of, self.world, self.now, copy=True), story, file
            )
        shown = self.shown(file, follows)
        self.keep(file, story, follows, shown)
        return replace(made, story=story, heads=follows.heads, deliveries=follows.lines, shown=shown)

    def _repeats(self, file: StoryFile) -> dict[str, Any]:
        """A story that others repeated, its posts as they are wanted now, and what is shown by them."""
        story = self.shelf.story(file)
        if story is None:
            return {}
        follows = self.held_by_situation(posts(story, story, file, "", self.world, self.now, copy=True), story, file)
        shown = self.shown(file, follows)
        self.keep(file, story, follows, shown)
        self.count(follows.heads)
        return {"story": story, "heads": follows.heads, "shown": shown}

    def _alert(self, case: Case, verdict: Verdict) -> tuple[Settlement, StoryFile, Story]:
        """The settlement of a report, and its story after it: the file, and how it is told."""
        item, before = case.item, self.shelf.file(case.story_id or case.item.id)
        file = with_report(before, item, verdict)
        was, story = self.shelf.story(before), told(file.id, reports_of(file, self.world.sources))
        kept = KeptTelling(item.id, story.id, placed_at(item), case.telling) if case.telling is not None else None
        steps = (place_step(self.now, story.id, case.same, case.shares),)
        filed = replace(_filed(case, verdict), story=story, telling=kept, state=ItemState.QUIET, steps=steps)
        if item.backlog:
            follows = filed_posts(story, file, self.world, self.now)
            made = replace(filed, reason=ItemReason.BACKLOG, heads=follows.heads)
        else:
            made = self._news(filed, case, was, story, before)
        states = {item.id: (made.state, made.reason), **dict.fromkeys(made.shown, JOINED)}
        return made, with_posts(with_states(file, states), own(made.heads, story)), story

    def _news(self, filed: Settlement, case: Case, was: Story | None, story: Story, before: StoryFile) -> Settlement:
        """What follows from a report: posts of its story, or of the situation that the story belongs to."""
        follows = posts(was, story, before, case.item.id, self.world, self.now)
        filed = replace(filed, steps=(*filed.steps, *route_steps(follows.choice, self.now)))
        joining = self.surge.joined(story, self.now) if self.surge else None
        if joining is None or joining.situation is None or self.surge is None:
            return self._outcome(filed, case, before, follows, story)
        filed = replace(filed, situations=(joining.situation,), steps=(*filed.steps, *situation_step(joining, self.now)))
        if before.heads or joining.own_post:
            more = self.surge.posts(joining.situation, (), self.world, self.now)
            return self._outcome(filed, case, before, replace(follows, heads=(*follows.heads, *more)), story)
        return self._instead(filed, joining, follows)

    def _instead(self, filed: Settlement, joining: Joining, follows: Posts) -> Settlement:
        """No post of its own: it is told in that of its situation, wherever a route wants it."""
        assert joining.situation is not None  # noqa: S101  its caller asked
        wanted = bool(follows.heads)
        follows = self.in_place(follows, joining.situation)
        made = replace(filed, heads=follows.heads, detail=f"situation {joining.situation.id}")
        return replace(made, reason=ItemReason.SITUATION) if wanted else self._quiet(replace(made, detail=""), follows)

    def _outcome(self, filed: Settlement, case: Case, before: StoryFile, follows: Posts, story: Story) -> Settlement:
        """Why a report is shown, or why not."""
        filed = replace(filed, heads=follows.heads, deliveries=follows.lines)
        if self.seen_at(before.heads, case.item):
            detail = f"the same event with probability {_down(case.same)}" if case.same is not None else ""
            return replace(filed, state=ItemState.ALERTED, reason=ItemReason.JOINED, detail=detail)
        if self.seen_at(own(follows.heads, story), case.item):
            made = replace(filed, state=ItemState.ALERTED, reason=ItemReason.ROUTED, detail=self._held(follows))
            return replace(made, shown=self.shown(before, follows))
        return self._quiet(filed, follows)

    def _quiet(self, filed: Settlement, follows: Posts) -> Settlement:
        """Why it is nowhere."""
        if held := self._held(follows):
            return replace(filed, reason=ItemReason.HELD, detail=held)
        weak = [h for h in follows.choice.held if h.reason is RouteReason.BELOW_THRESHOLD]
        if not weak:
            return replace(filed, reason=ItemReason.NO_ROUTE)
        score = filed.story.score if filed.story else 0.0
        asked = "; ".join(map(held_words, weak))
        return replace(filed, reason=ItemReason.BELOW_THRESHOLD, detail=f"probability {_down(score)}; {asked}")

    def _held(self, follows: Posts) -> str:
        return "; ".join(held_words(h, self.world.zone) for h in follows.choice.held if h.reason not in _NOT_HELD)

    def _watched(self, made: Settlement, story: Story, file: StoryFile) -> Settlement:
        """Those who watch for it are told, once a story."""
        found = heard(story, self.world, self.now, {h.channel for h in file.heads})
        self.world = with_counts(self.world, found)
        made = replace(made, deliveries=(*made.deliveries, *found.deliveries), steps=(*made.steps, *found.steps))
        if found.deliveries and made.state is ItemState.QUIET and made.reason is not ItemReason.SITUATION:
            return replace(made, state=ItemState.ALERTED, reason=ItemReason.WATCHED)
        return made


def _filed(case: Case, verdict: Verdict) -> Settlement:
    """Judged, and no alert until more is known."""
    made = Settlement(case.item.id, ItemState.REJECTED, ItemReason.NOT_ALERT, lang=verdict.lang, verdict=verdict)
    return replace(made, bands=case.bands, text=case.text)


_HAIR = 1e-9
"""0.57 * 100 is a hair less than 57."""


def _down(score: float) -> str:
    """To two digits, never rounded up to the threshold that it missed."""
    return f"{math.floor(score * 100 + _HAIR) / 100:.2f}"
