"""Memory in a dict."""


class FakeMemory:
    """Implements `ports.memory.Memory`."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def get(self, key: str) -> str:
        return self.kept.get(key, "")

    async def put(self, key: str, value: str) -> None:
        self.kept[key] = value
