"""A summariser that answers from a script."""

import asyncio

from bot.domain.summary import Brief, Draft


class FakeSummariser:
    """Each answer is a text, a `Draft`, an exception, or None (never answers); the last one is given again and again."""

    name = "invented-model"

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked: list[Brief] = []
        self.most_at_once = 0
        self._at_once = 0

    async def draft(self, brief):
        self.asked.append(brief)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            await asyncio.sleep(0)
            if answer is None:
                await asyncio.Event().wait()
        finally:
            self._at_once -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Draft) else Draft(answer)
