"""Discord's rules for what a bot may send: its own OpenAPI file and schemas of gateway frames, and what those do not say.

`broken_rules` judges a REST request, `broken_frame` a frame of the gateway; both skip the test where the files are missing.
"""

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.fakes.command_rules import broken_limits

OPENAPI = Path(__file__).parents[2] / "../shared/discord/openapi.json"
FRAMES = {"sent": "gateway-send.json", "received": "gateway-recv.json"}
RULES_ARE_THERE = all(OPENAPI.with_name(name).exists() for name in ("openapi.json", *FRAMES.values()))
CONTENT, EMBED, CUSTOM_ID = 2000, 6000, 100


@functools.cache
def _openapi() -> dict[str, Any]:
    if not OPENAPI.exists():
        pytest.skip("Discord's OpenAPI file is not beside this checkout (../shared/discord)")
    return json.loads(OPENAPI.read_text())


@functools.cache
def _validator(path: str, method: str) -> Any:
    import jsonschema_rs

    pointer = "/".join(quote(part.replace("~", "~0").replace("/", "~1"), safe="~") for part in ("paths", path, method))
    content = _openapi()["paths"][path][method]["requestBody"]["content"]
    kind = quote("application/json".replace("/", "~1"), safe="~")
    assert "application/json" in content
    root = {"$ref": f"#/{pointer}/requestBody/content/{kind}/schema", **_openapi()}
    return jsonschema_rs.validator_for(root)


def broken_rules(method: str, path: str, body: Any) -> list[str]:
    """Every rule that this request breaks; [] when Discord would take it. Skips the test when the rules are missing."""
    template = _template(method.lower(), path)
    if template is None:
        return [f"Discord has no {method} {path}"]
    if body is None:
        return []
    faults = [f"{e.instance_path}: {e.message}" for e in _validator(template, method.lower()).iter_errors(_as_text(body))]
    told = list(broken_limits(body)) if path.endswith("/commands") and method == "PUT" else []
    return faults + [fault for message in _messages(body) for fault in _message(message)] + told


def broken_frame(way: str, frame: Any) -> list[str]:
    """What is wrong with a frame that the bot has "sent" or "received"; [] where it is lawful."""
    return [f"{e.instance_path}: {e.message[:300]}" for e in _frames(way).iter_errors(frame)]


@functools.cache
def _frames(way: str) -> Any:
    import jsonschema_rs

    path = OPENAPI.with_name(FRAMES[way])
    if not path.exists():
        pytest.skip("the schemas of gateway frames are not beside this checkout (../shared/discord)")
    return jsonschema_rs.validator_for(json.loads(path.read_text()))


def _template(method: str, path: str) -> str | None:
    """The path of the OpenAPI file that this one is an instance of; the most literal wins."""
    parts = path.strip("/").split("/")
    hits = [
        t
        for t, methods in _openapi()["paths"].items()
        if method in methods
        and len(known := t.strip("/").split("/")) == len(parts)
        and all(k == p or k.startswith("{") for k, p in zip(known, parts, strict=True))
    ]
    return min(hits, key=lambda t: t.count("{"), default=None)


def _as_text(body: Any) -> Any:
    """Discord takes snowflakes as numbers too, as discord.py sends them here; its file knows them as text only."""
    if isinstance(body, dict) and isinstance(body.get("data"), dict):
        body = {**body, "data": _as_text(body["data"])}
    if not isinstance(body, dict) or not isinstance(body.get("allowed_mentions"), dict):
        return body
    allowed = {k: [str(x) for x in v] if k in ("roles", "users") else v for k, v in body["allowed_mentions"].items()}
    files = {"attachments": [{**a, "id": str(a["id"])} for a in body["attachments"]]} if "attachments" in body else {}
    return {**body, "allowed_mentions": allowed, **files}


def _messages(body: Any) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        for candidate in (body, body.get("data")):
            if isinstance(candidate, dict) and ("embeds" in candidate or "content" in candidate):
                yield candidate


def _message(message: dict[str, Any]) -> Iterator[str]:
    if len(message.get("content") or "") > CONTENT:
        yield "content over 2000 characters"
    texts = [t for e in message.get("embeds") or () for t in _texts(e)]
    if sum(map(len, texts)) > EMBED:
        yield "embeds over 6000 characters"
    if any(
        not f.get("name", "").strip() or not f.get("value", "").strip()
        for e in message.get("embeds") or ()
        for f in e.get("fields", ())
    ):
        yield "an embed field is blank"
    ids = list(_custom_ids(message.get("components") or ()))
    if len(ids) != len(set(ids)):
        yield "a custom_id is used twice"
    if any(not 1 <= len(i) <= CUSTOM_ID for i in ids):
        yield "a custom_id is empty or over 100 characters"


def _texts(embed: dict[str, Any]) -> Iterator[str]:
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    yield (embed.get("footer") or {}).get("text", "")
    yield (embed.get("author") or {}).get("name", "")
    for field in embed.get("fields", ()):
        yield field["name"]
        yield field["value"]


def _custom_ids(components: Any) -> Iterator[str]:
    for part in components:
        if "custom_id" in part:
            yield part["custom_id"]
        yield from _custom_ids(part.get("components") or ())
