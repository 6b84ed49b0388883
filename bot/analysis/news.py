"""What does a report add to a story that people have seen? A pure decision with named reasons; some are worth a notification."""

from bot.analysis.standing import official
from bot.domain.reasons import NOTIFIES, NewsReason
from bot.domain.story import Standing, Story


def news(before: Story, after: Story) -> tuple[NewsReason, ...]:
    """Why it is told, the weightiest first; never empty. A denial counts once: when the story becomes disputed."""
    found = []
    if after.severity > before.severity:
        found.append(NewsReason.SEVERITY_ROSE)
    if official(after.publishers) and not official(before.publishers):
        found.append(NewsReason.OFFICIAL)
    if after.standing is Standing.DISPUTED and before.standing is not Standing.DISPUTED:
        found.append(NewsReason.DENIED)
    if len(after.publishers) > len(before.publishers):
        found.append(NewsReason.NEW_VOICE)
    return tuple(found) or (NewsReason.FURTHER_REPORT,)


def notifies(reasons: tuple[NewsReason, ...]) -> bool:
    """Whether people are told aloud."""
    return not NOTIFIES.isdisjoint(reasons)
