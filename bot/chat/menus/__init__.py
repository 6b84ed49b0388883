"""What stands under "Apps" in the menu of a message: one module an entry, each a `build(desk)`, and one line in `MENUS`.

Discord hands over the message that is pointed at, with its words: so Tocsin reads what people point at and nothing else, and needs
no right to read messages (Discord's documents, "Message Content Intent"). May import what `bot.chat` may. Read first: `judge.py`.
"""

from collections.abc import Callable

from discord import app_commands

from bot.chat.answer import Desk
from bot.chat.menus import add, judge, page

MENUS: tuple[Callable[[Desk], app_commands.ContextMenu], ...] = (add.build, judge.build, page.build)
