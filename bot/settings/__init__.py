"""SETTINGS: what people wrote in the config folder and the environment, checked and turned into one frozen value.

May import the rooms right of it (for their config models and shapes); only `app`, `cli` and `__main__` import it, and every
constructor is handed one slice of `Settings`, never the whole.
Add a key: one field with an example in the table's model, one line in `docs/reference/settings.md` (a test asks for it).
Read first: `loading.py`.
"""

from bot.settings.folder import default_dir, init
from bot.settings.kinds import load_kinds
from bot.settings.loading import load
from bot.settings.shape import Settings, SourceSettings

__all__ = ["Settings", "SourceSettings", "default_dir", "init", "load", "load_kinds"]
