"""ESCALATE: somebody wants whoever answers by the policy of a post's route to be called now.

press -> the policy of the route -> a page of this story by that policy? -> its next step now, or open one
"""

from dataclasses import dataclass

from bot.domain import page as events
from bot.domain.paging import PageFile, PageRefusal
from bot.pipeline.paging import Paging, Wish
from bot.pipeline.presses import Meant


@dataclass(frozen=True, slots=True)
class Escalated:
    """The page that calls now. Its title may hold what the presser must not know: it was perhaps earned in another channel."""

    page: PageFile
    already: bool = False
    """It called people a moment ago; nothing was changed."""


async def escalate(paging: Paging, meant: Meant, policy: str, by: str) -> Escalated | PageRefusal:
    """Opened with what the post's readers may know. However many press, there is one page. NO_SUCH_POLICY where it is not known."""
    story = meant.story
    if last := await paging.latest(story.id, policy):
        moved = await paging.press(last.id, events.Escalated(by))
        if moved is PageRefusal.STILL_RINGING:
            return Escalated(last, already=True)
        return moved if isinstance(moved, PageRefusal) else Escalated(moved)
    key = f"{story.id}/escalated/{policy}"
    wish = Wish(story.title, by, policy, story.severity, story.id, key, channel=meant.head.channel, head=meant.head.id)
    made = await paging.call(wish)
    return made if isinstance(made, PageRefusal) else Escalated(made)
