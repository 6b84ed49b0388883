"""The one place that knows everybody: builds each part, hands it its slice of the settings, owns start and stop.

`hands.py` opens what touches the world, `verbs.py` builds the steps over it, `running.py` runs them. May import everything but
`cli`. To add a part: build it where its like is built.
Read first: `running.py`.
"""

from bot.app.hands import build_sources, database, user_agent
from bot.app.running import App, opened
from bot.app.verbs import build_watches, digest_plan, world

__all__ = ["App", "build_sources", "build_watches", "database", "digest_plan", "opened", "user_agent", "world"]
