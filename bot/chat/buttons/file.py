"""Export: the story's reports as a file, for the presser alone."""

from collections.abc import Sequence

from bot.chat.answer import Illustrated, sorry
from bot.chat.buttons.moment import Moment
from bot.domain.card import Card
from bot.present.export import SUFFIX, Form
from bot.present.words import count

NONE = "Nothing is stored about this story's reports any more."


async def export(now: Moment) -> Sequence[Card] | Illustrated:
    """What the post's readers may know of the story, and no report beside it."""
    number, written = await now.desk.library.story_export(now.meant.story, Form.CSV)
    if not number:
        return [sorry(NONE, "Nothing to export")]
    said = f"{count(number, 'report')} of this story."
    return Illustrated([sorry(said, "Exported")], written, said, f"story.{SUFFIX[Form.CSV]}")
