"""KEV: the catalogue of Known Exploited Vulnerabilities that CISA publishes as one JSON document.

Its schema: https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json
An entry there is a set of fields; here it becomes sentences, because people and the judge read sentences.
"""

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import BaseModel, ConfigDict

from bot.domain.errors import Permanent
from bot.domain.item import Entry
from bot.domain.reasons import FailReason
from bot.domain.source import Memo, SourceInfo
from bot.fetch.again import ask_again, or_at_home
from bot.fetch.request import Access
from bot.ports.source import Polled

if TYPE_CHECKING:  # `read` runs in a worker process, which needs no HTTP client
    from bot.fetch.client import Fetcher
    from bot.ports.workers import Workers

log = structlog.get_logger(__name__)

_CVE = re.compile(r"CVE-\d{4}-\d{4,19}", re.ASCII)
_CWE = re.compile(r"CWE-\d{1,6}", re.ASCII)
PAGE = "https://www.cisa.gov/known-exploited-vulnerabilities-catalog"
"""An entry's place in it is found by its number; the NVD's page of a flaw is other news."""
_LONGEST = 2000
"""Characters of one field that are kept."""


class KevConfig(BaseModel):
    """A catalogue needs no settings beyond those of every source."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class KevSource:
    """One catalogue, asked as a feed is: only if changed, and read only if its bytes changed."""

    def __init__(self, info: SourceInfo, config: BaseModel, access: Access, fetcher: "Fetcher", workers: "Workers") -> None:  # noqa: ARG002 - every kind is built alike
        """`info.address` is the address of the JSON document."""
        self._info = info
        self._access = access
        self._fetcher = fetcher
        self._workers = workers

    @property
    def info(self) -> SourceInfo:
        """What people know it by."""
        return self._info

    async def poll(self, memo: Memo) -> Polled:
        """Asks once, and the configured address again where the one it moved to has died. Raises `Transient`, or
        `Permanent(MALFORMED)` for a document that is no catalogue.
        """
        return await or_at_home(self._poll, memo)

    async def _poll(self, memo: Memo) -> Polled:
        answer, fresh = await ask_again(self._fetcher, self._info.address, memo, self._access, "application/json")
        if answer.body is None or fresh.body_hash == memo.body_hash:
            return Polled(fresh, None, answer.wait)
        entries, skipped = await self._workers.heavy(read, answer.body)
        if skipped:
            log.warning("kev.skipped", source=self._info.id, skipped=skipped)
        return Polled(fresh, entries, answer.wait)


def read(body: bytes) -> tuple[tuple[Entry, ...], int]:
    """Entries, newest last as in the document, and how many parts were of no use. Raises `Permanent(MALFORMED)`."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise Permanent(FailReason.MALFORMED, "the document is not JSON") from None
    parts = document.get("vulnerabilities") if isinstance(document, dict) else None
    if not isinstance(parts, list):
        raise Permanent(FailReason.MALFORMED, "the document holds no list of vulnerabilities")
    entries = {e.id: e for e in map(_entry, parts) if e}
    if parts and not entries:
        raise Permanent(FailReason.MALFORMED, "the document's list of vulnerabilities holds none with a CVE number")
    return tuple(entries.values()), sum(1 for p in parts if not _number(p))


def _number(part: object) -> str:
    """The CVE number, or "" where the part is of no use."""
    number = part.get("cveID") if isinstance(part, dict) else None
    number = number.strip().upper() if isinstance(number, str) else ""
    return number if _CVE.fullmatch(number) else ""


def _entry(part: dict[str, Any]) -> Entry | None:
    number = _number(part)
    if not number:
        return None
    weaknesses = _weaknesses(part)
    ransomware = _field(part, "knownRansomwareCampaignUse").lower() == "known"
    return Entry(
        id=number,
        title=f"{number}: {_subject(part)} — known to be exploited",
        text=_text(part, number, weaknesses, ransomware=ransomware),
        url=f"{PAGE}?search_api_fulltext={number}",
        published=_midnight(_field(part, "dateAdded")),
        tags=("known-exploited", *(("ransomware",) if ransomware else ()), *weaknesses),
        lang="en",
    )


def _text(part: dict[str, Any], number: str, weaknesses: tuple[str, ...], *, ransomware: bool) -> str:
    """Our sentences around the catalogue's own."""
    kind = f" ({', '.join(weaknesses)})" if weaknesses else ""
    sentences = [f"Attackers are known to exploit {number}{kind}, a vulnerability in {_product(part)}."]
    sentences.append(_sentence(_field(part, "shortDescription")))
    if ransomware:
        sentences.append("It is known to be used in ransomware campaigns.")
    if action := _field(part, "requiredAction"):
        sentences.append(f"What to do: {_sentence(action)}")
    if due := _midnight(_field(part, "dueDate")):
        sentences.append(f"Federal agencies of the United States must have done so by {due.day} {due:%B %Y}.")
    return " ".join(filter(None, sentences))


def _subject(part: dict[str, Any]) -> str:
    """The vulnerability's name, led by vendor and product where it leaves them out."""
    name, product = _field(part, "vulnerabilityName"), _product(part)
    if not name:
        return product
    vendor = _field(part, "vendorProject")
    return name if vendor.lower() in name.lower() else f"{product} {name}"


def _product(part: dict[str, Any]) -> str:
    vendor, product = _field(part, "vendorProject"), _field(part, "product")
    if vendor and product.lower().startswith(vendor.lower()):
        return product
    return f"{vendor} {product}".strip() or "an unnamed product"


def _weaknesses(part: dict[str, Any]) -> tuple[str, ...]:
    listed = part.get("cwes")
    found = (w.strip().upper() for w in listed if isinstance(w, str)) if isinstance(listed, list) else ()
    return tuple(dict.fromkeys(w for w in found if _CWE.fullmatch(w)))


def _field(part: dict[str, Any], name: str) -> str:
    """One line of printable text; anything but a string counts as nothing."""
    value = part.get(name)
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[:_LONGEST]).split())


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def _midnight(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
