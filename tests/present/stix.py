"""STIX 2.1 as far as we write it: what each object must have, by the standard's own tables (OASIS, sections 2.10, 3.1, 3.2, 4)."""

import re
from typing import Any

REQUIRED = {
    "identity": {"name"},
    "incident": {"name"},
    "note": {"content", "object_refs"},
    "grouping": {"context", "object_refs"},
    "report": {"name", "published", "object_refs"},
}
ALLOWED = {
    "identity": {"name", "description", "roles", "identity_class", "sectors", "contact_information"},
    "incident": {"name", "description"},
    "note": {"abstract", "content", "authors", "object_refs"},
    "grouping": {"name", "description", "context", "object_refs"},
    "report": {"name", "description", "report_types", "published", "object_refs"},
}
EVERY = {"type", "spec_version", "id", "created", "modified"}
MAY = {"created_by_ref", "labels", "confidence", "lang", "external_references", "object_marking_refs"}
ID = re.compile(r"[a-z-]+--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CLASSES = {"individual", "group", "system", "organization", "class", "unknown"}
CONTEXTS = {"suspicious-activity", "malware-analysis", "unspecified"}


def faults(bundle: dict[str, Any]) -> list[str]:
    """What a consumer would refuse; empty for a bundle that keeps to the standard."""
    found = [] if set(bundle) == {"type", "id", "objects"} and bundle["type"] == "bundle" else ["no bundle"]
    ids = [o["id"] for o in bundle["objects"]]
    if len(ids) != len(set(ids)):
        found.append("an id twice")
    for o in bundle["objects"]:
        found += [f"{o['id']}: {fault}" for fault in _of(o, set(ids))]
    return found


def _of(o: dict[str, Any], ids: set[str]) -> list[str]:
    kind = o["type"]
    found = [f"no {name}" for name in (EVERY | REQUIRED[kind]) - set(o)]
    found += [f"{name} is not known" for name in set(o) - EVERY - MAY - ALLOWED[kind]]
    if not (ID.fullmatch(o["id"]) and o["id"].startswith(f"{kind}--")):
        found.append("bad id")
    found += [
        f"bad time {o[name]}" for name in ("created", "modified", "published") if name in o and not STAMP.fullmatch(o[name])
    ]
    if o["created"] > o["modified"]:
        found.append("modified before it was created")
    refs = [o["created_by_ref"], *o.get("object_refs", ())] if "created_by_ref" in o else o.get("object_refs", [])
    found += [f"{ref} is not in the bundle" for ref in refs if ref not in ids]
    if "object_refs" in o and not o["object_refs"]:
        found.append("refers to nothing")
    found += ["bad class"] if o.get("identity_class", "group") not in CLASSES else []
    found += ["bad context"] if o.get("context", "unspecified") not in CONTEXTS else []
    return found
