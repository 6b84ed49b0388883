"""Alerts as a STIX 2.1 bundle (OASIS, "STIX Version 2.1", 10 June 2021): one report an alert, and what it speaks of.

Who did what to whom is said by others and not known by us: so there are no relationships, only reports that refer to what they
name. The same alert always has the same ids; what several alerts name is one object. Written here, because the `stix2` library
brings an HTTP client and is slow; the tests hold what is written against it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from bot.domain.item import Item
from bot.domain.source import SourceInfo
from bot.domain.tlp import Tlp
from bot.domain.trace import Filed
from bot.domain.verdict import Indicator, Verdict
from bot.present.escape import inert

_OURS = UUID("6c1f3c1e-6a35-5b2c-9a51-70c4d5a3b0f2")
"""The namespace of our ids."""
_BEGIN = "2020-01-01T00:00:00.000Z"
"""Of objects that several alerts name: no alert says when they were made, and one id may have one time only."""
_TLP = {
    Tlp.CLEAR: "613f2e26-407d-48c7-9eca-b8e91df99dc9",
    Tlp.GREEN: "34098fce-860f-48ae-8e50-ebd3cc5e41da",
    Tlp.AMBER: "f88d31f6-486f-44da-b317-01333bde0b82",
    Tlp.AMBER_STRICT: "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    Tlp.RED: "5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
"""Section 7.2.1.4. It has TLP 1: what it cannot say is marked stricter, not freer."""
_HASH = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}
_VALUED = frozenset({"ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr"})
_LANG = re.compile(r"[a-z]{2}")
_TOCSIN = "identity--" + str(uuid5(_OURS, "identity/tocsin"))


def bundle(found: Sequence[Filed], sources: Mapping[str, SourceInfo]) -> dict[str, Any]:
    """Plain JSON values. An empty bundle has no objects."""
    made: dict[str, dict[str, Any]] = {}
    for filed in found:
        if filed.verdict is None:
            continue
        named = {x["id"]: x for x in _named(filed.verdict, filed.item)}
        report = _report(filed, filed.verdict, list(named), sources)
        made |= {_TOCSIN: _shared("identity", "tocsin", name="Tocsin", identity_class="system")} if not made else {}
        for name, thing in named.items():
            made.setdefault(name, thing)
        made[report["id"]] = report
    whole = {"type": "bundle", "id": f"bundle--{uuid5(_OURS, '/'.join(sorted(made)))}"}
    return {**whole, "objects": list(made.values())} if made else whole


def _report(filed: Filed, verdict: Verdict, named: Sequence[str], sources: Mapping[str, SourceInfo]) -> dict[str, Any]:
    item, info = filed.item, sources.get(filed.item.source_id)
    at = _time(item.fetched_at)
    link = [{"source_name": info.name if info else item.source_id, "url": item.url}] if item.url.isascii() and item.url else []
    made = {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{uuid5(_OURS, f'report/{item.id}')}",
        "created_by_ref": _TOCSIN,
        "created": at,
        "modified": at,
        "name": inert(verdict.title or item.title) or item.id,
        "description": inert(verdict.summary),
        "report_types": ["threat-report"],
        "published": _time(item.published or item.fetched_at),
        "object_refs": list(named) or [_TOCSIN],
        "labels": list(dict.fromkeys((verdict.kind, *verdict.kinds, f"severity-{verdict.severity}"))),
        "confidence": round(min(max(verdict.score, 0.0), 1.0) * 100),
        "lang": verdict.lang if _LANG.fullmatch(verdict.lang) else "",
        "external_references": link,
        "object_marking_refs": [f"marking-definition--{_TLP[info.tlp if info else Tlp.CLEAR]}"],
    }
    return {key: value for key, value in made.items() if value not in ("", [])}


def _named(v: Verdict, item: Item) -> Iterator[dict[str, Any]]:
    """What the report refers to."""
    for actor in v.actors:
        name = inert(actor.canonical or actor.name)
        yield _shared("threat-actor", name.casefold(), name=name)
    for program in v.malware:
        name = inert(program.canonical or program.name)
        yield _shared("malware", name.casefold(), name=name, is_family=True)
    for cve in v.cves:
        reference = {"source_name": "cve", "external_id": cve.upper()}
        yield _shared("vulnerability", cve.upper(), name=cve.upper(), external_references=[reference])
    for victim in v.victims:
        yield _shared("identity", f"victim/{victim.name.casefold()}", name=inert(victim.name), identity_class="organization")
    for code in dict.fromkeys((*v.victim_countries, *v.actor_countries)):
        where = {"region": "europe", "name": "European Union"} if code == "EU" else {"country": code}
        yield _shared("location", code, **where)
    for found in v.indicators:
        pattern = _pattern(found)
        if pattern:
            at = _time(item.fetched_at)
            made = _shared("indicator", f"{item.id}/{pattern}", pattern=pattern, pattern_type="stix", name=inert(found.value))
            yield {**made, "created": at, "modified": at, "valid_from": at}


def _shared(sort: str, key: str, **said: Any) -> dict[str, Any]:
    made = f"{sort}--{uuid5(_OURS, f'{sort}/{key}'.encode('utf-8', 'replace').decode())}"
    return {"type": sort, "spec_version": "2.1", "id": made, "created": _BEGIN, "modified": _BEGIN, **said}


def _pattern(found: Indicator) -> str:
    """As section 9 writes it; "" for what it has no object for."""
    value = found.value.replace("\\", "\\\\").replace("'", "\\'")
    if found.type in _VALUED:
        return f"[{found.type}:value = '{value}']"
    kind = _HASH.get(len(value)) if found.type == "file" else None
    return f"[file:hashes.'{kind}' = '{value}']" if kind else ""


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
