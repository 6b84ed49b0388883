"""A channel that is a program of your own: every post as signed JSON, sent until it is taken.

Signed as Standard Webhooks 1.0 says (its libraries for a dozen languages check it): HMAC-SHA256 over `id.timestamp.body`, in
base64, as `webhook-signature: v1,...`. A receiver refuses timestamps more than five minutes off (no replays) and takes each
`webhook-id` once (a post may come twice after a crash): then it sees every post exactly once. The body is described in
docs/how-to/other-channels.md.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, field_validator, model_validator

from bot.domain.delivery import Delivery
from bot.domain.errors import Failure, Permanent
from bot.domain.reasons import FailReason
from bot.domain.route import Channel
from bot.fetch.posting import Post, Poster
from bot.fetch.trail import parse
from bot.present.responses import noted_card

TARGET, KEY = "target", "key"
"""Names of a channel's secrets; an address without a secret is the channel's `target`."""
LEAST_KEY = 24
"""Bytes; what Standard Webhooks asks for."""
_PREFIX = "whsec_"


class WebhookChannel(BaseModel):
    """What a channel of kind "webhook" has beside its id and kind."""

    target: str = Field(default="", examples=["https://hooks.example.org/tocsin"])
    target_env: str = Field(default="", examples=["HOOK_ADDRESS"])
    """For an address that is itself a secret."""
    key_env: str = Field(examples=["HOOK_KEY"])

    @field_validator("target")
    @classmethod
    def _address(cls, target: str) -> str:
        if target:
            address_fault(target)
        return target

    @model_validator(mode="after")
    def _one(self) -> "WebhookChannel":
        if bool(self.target) == bool(self.target_env):
            raise ValueError("needs exactly one of target and target_env; a target that holds a secret belongs in a variable")
        return self


class WebhookSink:
    """One for all webhook channels. Keeps `ports.sink.Sink` and `Editor`: a post that is written anew is sent anew."""

    def __init__(self, poster: Poster) -> None:
        """The poster is open while posts are sent."""
        self._poster = poster

    async def send(self, delivery: Delivery, channel: Channel) -> str:
        """Posts the card. A repeated send has the same id. Returns that id."""
        await self._post(delivery, channel, "posted", delivery.nonce)
        return delivery.nonce

    async def edit(self, delivery: Delivery, channel: Channel) -> None:
        """Posts the card anew, under the id of the first post in its body and an id of its own outside."""
        await self._post(delivery, channel, "updated", f"{delivery.nonce}.{delivery.revision}")

    async def _post(self, delivery: Delivery, channel: Channel, event: Literal["posted", "updated"], message_id: str) -> None:
        now = self._poster.now()
        body = json.dumps(told(delivery, channel, event, now), ensure_ascii=False).encode("utf-8", "replace")
        try:
            key = key_bytes(channel.secrets.get(KEY, ""))
        except ValueError as error:
            raise Permanent(FailReason.NO_SUCH_CHANNEL, f"channel {channel.id}: {error}") from None
        stamp = int(now.timestamp())
        headers = {
            "webhook-id": message_id,
            "webhook-timestamp": str(stamp),
            "webhook-signature": signature(key, message_id, stamp, body),
            "Idempotency-Key": f'"{message_id}"',
        }
        await self._poster.post(Post(channel.secrets.get(TARGET) or channel.target, body, headers))


def told(delivery: Delivery, channel: Channel, event: Literal["posted", "updated"], now: datetime) -> dict[str, object]:
    """The body: plain JSON values. `id` is the same for all that is sent about one post, `revision` counts its writings."""
    return {
        "id": delivery.nonce,
        "event": event,
        "revision": delivery.revision,
        "subject": str(delivery.subject),
        "about": delivery.item_id,
        "channel": channel.id,
        "route": delivery.route,
        "calls": delivery.mention.name if delivery.mention else "",
        "card": noted_card(delivery).as_dict(),
        "sent_at": now.isoformat(),
    }


def signature(key: bytes, message_id: str, stamp: int, body: bytes) -> str:
    """`stamp` is in seconds since 1970."""
    signed = b".".join((message_id.encode(), str(stamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def key_bytes(text: str) -> bytes:
    """The key that a text stands for: base64 after "whsec_", else its own letters. Raises `ValueError` without the text in it."""
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True) if text.startswith(_PREFIX) else text.encode()
    except (binascii.Error, ValueError):
        raise ValueError("the key after whsec_ is not base64; copy it again") from None
    if len(key) < LEAST_KEY:
        raise ValueError(f"the key is shorter than {LEAST_KEY} bytes; make one with: openssl rand -base64 32")
    return key


def check(secrets: Mapping[str, str]) -> None:
    """Raises `ValueError` that says what to mend, before the first post would fail."""
    key_bytes(secrets.get(KEY, ""))
    if address := secrets.get(TARGET):
        address_fault(address)


def address_fault(address: str) -> None:
    """Raises `ValueError` for what cannot be posted to."""
    try:
        url = parse(address)
    except Failure as failure:
        raise ValueError(f"target: {failure.detail}; give the whole address that begins with https://") from None
    if url.raw_user is not None or url.raw_password is not None:
        raise ValueError("target holds a user or password; receivers know us by the signature, so leave them out")
