"""The button Escalate: a page where the route has a policy, else a mention."""

from typing import Any

from bot.domain.delivery import Subject
from bot.domain.page import PageState
from bot.domain.route import Route
from bot.pipeline.paging import Wish
from tests.chat.stage import ITEM, Stage, with_policy, words


async def test_escalation_calls_whom_the_route_names(posted: Stage, anna: Any, otto: Any) -> None:
    """One line in the thread mentions the role, and nobody else; within ten minutes nobody is called again."""
    assert "Duty officer is being called" in words(await anna.click(posted.message, label="Escalate"))
    again = words(await otto.click(posted.message, label="Escalate"))
    assert "anna called Duty officer" in again
    await posted.deliver.run()
    said = [r.json for r in posted.env.http_requests if r.method == "POST" and r.path.endswith("/messages")]
    assert said[-1]["content"].startswith(f"<@&{posted.call.id}> major **Escalated**: anna calls you")
    assert said[-1]["allowed_mentions"]["roles"] in ([posted.call.id], [str(posted.call.id)])
    assert len([d for d in posted.kept.deliveries if d.subject is Subject.CALL]) == 1


async def test_escalation_opens_a_page_where_the_route_has_a_policy(posted: Stage, anna: Any, otto: Any, viv: Any) -> None:
    """One page however many press, shown below the post; nobody is mentioned; who may not opens none. Its next step comes at once."""
    with_policy(posted, "default")
    pages = posted.kept.stores.pages
    assert "analyst" in words(await viv.click(posted.message, label="Escalate"))
    assert await pages.find() == []
    message = posted.message
    assert "calls the next people" in words(await anna.click(message, label="Escalate"))
    assert "less than a minute ago" in words(await otto.click(message, label="Escalate"))
    (page,) = await pages.find()
    posted.clock.advance(60)
    assert "calls the next people" in words(await otto.click(message, label="Escalate"))
    (moved,) = await pages.find()
    assert (moved.id, moved.page.state, moved.page.seq) == (page.id, PageState.OPEN, page.page.seq + 1)
    assert (page.about, page.channel, page.head) == (ITEM.id, "desk", (await posted.head()).id)
    assert (page.title, page.page.severity) == (ITEM.title, 3)
    assert not [
        d for d in posted.kept.deliveries if d.subject is Subject.CALL or (d.subject is Subject.PAGE and d.id == page.head)
    ]


async def test_escalation_calls_again_after_an_acknowledgement(posted: Stage, anna: Any) -> None:
    """The page that was quiet is open again, and it is the same one."""
    with_policy(posted, "default")
    await anna.click(posted.message, label="Escalate")
    await anna.click(posted.message, label="Acknowledge")
    (page,) = await posted.kept.stores.pages.find()
    assert page.page.state is PageState.ACKED
    assert "Escalated" in words(await anna.click(posted.message, label="Escalate"))
    (page,) = await posted.kept.stores.pages.find()
    assert page.page.state is PageState.OPEN


async def test_an_acknowledgement_answers_every_page_of_the_story(posted: Stage, anna: Any) -> None:
    """One was escalated, the other called by hand; who takes the story on has answered both."""
    with_policy(posted, "default")
    await anna.click(posted.message, label="Escalate")
    await posted.desk.duty.paging.call(Wish("The same by hand", "ben", about=ITEM.id, key="by hand"))
    await anna.click(posted.message, label="Acknowledge")
    assert [f.page.state for f in await posted.kept.stores.pages.find()] == [PageState.ACKED] * 2


async def test_a_policy_that_is_gone_falls_back_on_the_mention(posted: Stage, anna: Any) -> None:
    """Somebody is called in any case."""
    with_policy(posted, "gone")
    assert "Duty officer is being called" in words(await anna.click(posted.message, label="Escalate"))
    assert await posted.kept.stores.pages.find() == []


async def test_nobody_on_call_is_said_with_the_mend(posted: Stage, anna: Any) -> None:
    """A route that names nobody calls nobody."""
    object.__setattr__(posted.world, "routes", (Route("all", ("desk",)),))
    assert "Set `oncall` of the route" in words(await anna.click(posted.message, label="Escalate")).replace("\\", "")
    assert [d.subject for d in posted.kept.deliveries] == [Subject.ALERT]
