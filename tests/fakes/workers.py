"""Workers that work at once, on the spot."""


class NowWorkers:
    """Implements ports.workers.Workers without threads or processes."""

    async def light(self, work, /, *args, **kwargs):
        return work(*args, **kwargs)

    async def heavy(self, work, /, *args, **kwargs):
        return work(*args, **kwargs)
