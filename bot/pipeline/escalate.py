"""ESCALATE: somebody wants whoever answers by the policy of a post's route to be called now.

press -> the policy of the route -> a page of this story by that policy? -> call again where it was quiet, or open one
"""

from dataclasses import dataclass

from bot.domain import page as events
from bot.domain.page import PageState
from bot.domain.paging import PageFile, PageRefusal
from bot.pipeline.paging import Paging, Wish
from bot.pipeline.presses import Meant


@dataclass(frozen=True, slots=True)
class Escalated:
    """The page that calls now. Its title may hold what the presser must not know: it was perhaps earned in another channel."""

    page: PageFile
    already: bool = False
    """It was calling people before; nothing was changed."""


async def escalate(paging: Paging, meant: Meant, policy: str, by: str) -> Escalated | PageRefusal:
    """Opened with what the post's readers may know. However many press, there is one page. NO_SUCH_POLICY where it is not known."""
    story = meant.story
    if last := await paging.latest(story.id, policy):
        if last.page.state is PageState.OPEN:
            return Escalated(last, already=True)
        again = await paging.press(last.id, events.Reopened(by))
        return again if isinstance(again, PageRefusal) else Escalated(again)
    key = f"{story.id}/escalated/{policy}"
    wish = Wish(story.title, by, policy, story.severity, story.id, key, channel=meant.head.channel, head=meant.head.id)
    made = await paging.call(wish)
    return made if isinstance(made, PageRefusal) else Escalated(made)
