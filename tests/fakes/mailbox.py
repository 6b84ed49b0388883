"""A real SMTP server on 127.0.0.1 (aiosmtpd), with a login, that keeps what it is sent or says no."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "pager", "hunter2-not-to-be-seen"


@dataclass
class Mailbox:
    """`refusing` is the reply to every recipient, "" for welcome."""

    port: int = 0
    got: list[EmailMessage] = field(default_factory=list)
    refusing: str = ""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self.refusing:
            return self.refusing
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    made = Mailbox()

    def connected() -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # a login without TLS: it is the loopback
            return SMTP(made, authenticator=_known, auth_require_tls=False, auth_required=True, hostname="mail.example")

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def mail_address(box: Mailbox, password: str = PASSWORD) -> str:
    return f"mailto://{USER}:{password}@127.0.0.1:{box.port}?mode=insecure&from=tocsin@bot.example&to=ana@team.example"
