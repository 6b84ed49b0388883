"""A story of a mass event is told in the one post of its situation, in place of one of its own. Pure, over one batch.

    story, as everybody may know it -> which situation? (analysis.surge) -> its post in each channel that the story would go to

What a situation says anybody may read: it counts what is clear for all, and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.analysis.sightings import Fork, Recent
from bot.analysis.surge import situations
from bot.domain.delivery import Delivery, Subject, delivery_id
from bot.domain.filing import SituationFile
from bot.domain.route import CRITICAL
from bot.domain.situation import Joining, Situation, SurgeReason
from bot.domain.step import Stage, Step
from bot.domain.story import Story
from bot.domain.tlp import Tlp
from bot.pipeline.clearance import seen_by
from bot.pipeline.world import World
from bot.present.situation import situation_card

_NOTHING = Joining(SurgeReason.NO_SURGE)


@dataclass(slots=True)
class Surge:
    """The open situations while a batch is decided; what they were made of is left as it is."""

    recent: Fork
    files: dict[str, SituationFile] = field(default_factory=dict)

    @classmethod
    def over(cls, recent: Recent, files: Iterable[SituationFile]) -> "Surge":
        """As it stands before the batch."""
        return cls(Fork(recent), {f.situation.id: f for f in files})

    def joined(self, story: Story, now: datetime) -> Joining:
        """What the story is to the situations; from now on it counts."""
        seen = seen_by(story, Tlp.CLEAR)
        if seen is None:
            return _NOTHING
        found = situations([f.situation for f in self.files.values()], seen, self.recent, now)
        self.recent.add(seen)
        if found.situation is not None:
            known = self.files.get(found.situation.id)
            self.files[found.situation.id] = SituationFile(found.situation, known.heads if known else ())
        return found

    def holding(self, story: Story) -> Situation | None:
        """The open situation that tells the story."""
        if story.severity >= CRITICAL:
            return None
        return next((f.situation for f in self.files.values() if story.id in f.situation.stories), None)

    def posts(self, situation: Situation, fresh: Sequence[Delivery], world: World, now: datetime) -> tuple[Delivery, ...]:
        """Its posts as they are wanted: those that are there, and one in each channel where a story of it would have had one."""
        known = {h.channel: h for h in self.files[situation.id].heads}
        new = [_head(situation, post) for post in fresh if post.channel not in known]
        heads = refreshed_situation(situation, [*known.values(), *new], world, now)
        self.files[situation.id] = SituationFile(situation, heads)
        return heads


def situation_step(joining: Joining, now: datetime) -> tuple[Step, ...]:
    """What `/why` says of it."""
    if joining.situation is None:
        return ()
    bond = joining.situation.bond
    return (Step(Stage.SITUATION, joining.reason, now, joining.situation.id, f"{bond.kind}, {bond.by} {bond.value}"),)


def refreshed_situation(situation: Situation, heads: Iterable[Delivery], world: World, now: datetime) -> tuple[Delivery, ...]:
    """These posts, as they are wanted when the situation is this."""
    kind = world.kinds[situation.bond.kind]
    card = situation_card(situation, kind, at=situation.until or situation.latest, zone=world.zone)
    return tuple(replace(head, card=card, priority=situation.severity, due_at=now, silent=True) for head in heads)


def _head(situation: Situation, post: Delivery) -> Delivery:
    """In the channel, and by the route, of a story's post."""
    row = delivery_id(situation.id, post.channel)
    return replace(post, id=row, subject=Subject.SITUATION, item_id=situation.id)
