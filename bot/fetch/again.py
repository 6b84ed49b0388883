"""Asking a source again: what the last poll remembered goes into the question, what this one learnt comes out of the answer.

Shared by the source kinds, so that none of them shows a source's secrets to a stranger, clings to a redirect that has died,
or reads the same bytes twice.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

from bot.domain.errors import Failure
from bot.domain.reasons import FailReason
from bot.domain.source import Memo
from bot.fetch.request import Access, Answer, Ask
from bot.ports.source import Polled

LOST = frozenset({FailReason.NOT_FOUND, FailReason.GONE, FailReason.DNS, FailReason.NOT_A_FEED})
"""Failures after which a remembered new address is not believed any longer."""


class Getter(Protocol):
    """What is needed of a `Fetcher`."""

    async def get(self, ask: Ask) -> Answer:
        """One conditional GET. Raises `Transient` or `Permanent`."""
        ...


async def ask_again(fetcher: Getter, home: str, memo: Memo, access: Access, accept: str) -> tuple[Answer, Memo]:
    """The answer, and the memo after it: its `body_hash` is the old one where nothing changed.

    Asks where a redirect said that the source lives now, else at `home`, its configured address; the secrets in `access`
    go to the origin of `home` alone. Raises `Transient` or `Permanent`.
    """
    url = memo.moved_to or home
    ours = url == home or _origin(url) == _origin(home)
    rights = access if ours else access.without_secrets()
    answer = await fetcher.get(Ask(url, memo.etag, memo.last_modified, accept, rights))
    return answer, _remembered(memo, answer)


async def or_at_home(poll: Callable[[Memo], Awaitable[Polled]], memo: Memo) -> Polled:
    """Polls, and once more at the configured address where the remembered one has died."""
    try:
        return await poll(memo)
    except Failure as failure:
        if not memo.moved_to or failure.reason not in LOST:
            raise
    return await poll(Memo())


def _origin(url: str) -> tuple[str, str]:
    """Scheme and authority: secrets belong to one origin."""
    parts = urlsplit(url)
    return parts.scheme.lower(), parts.netloc.lower()


def _remembered(memo: Memo, answer: Answer) -> Memo:
    """The memo after an answer: a 304 may leave the validators out, which means that they still hold (RFC 9110, 15.4.5)."""
    if answer.body is None:
        etag, last_modified, body_hash = answer.etag or memo.etag, answer.last_modified or memo.last_modified, memo.body_hash
    else:
        etag, last_modified = answer.etag, answer.last_modified
        body_hash = hashlib.sha256(answer.body).hexdigest()
    moved_to = answer.moved_to or memo.moved_to
    if (etag, last_modified, body_hash, moved_to) == (memo.etag, memo.last_modified, memo.body_hash, memo.moved_to):
        return memo
    return replace(memo, etag=etag, last_modified=last_modified, body_hash=body_hash, moved_to=moved_to)
