"""One form for one address, so that the same page seen under two addresses is one item.

The result is a key, not something to fetch: it forgets http against https, `www.`, mobile and AMP hosts, tracking
parameters, the order of parameters and the fragment. Parameters that select content (`id`, `p`, `v`, `story`, ...) stay:
what is not known as tracking is kept. Grammar and normal form: RFC 3986, section 6.2.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

_ROUNDS = 32
"""Wrappers lie in wrappers, and one cut uncovers the next. Two rounds do in the wild; what needs more than this is no address."""

_TRACKING = re.compile(
    r"(?:utm|mc|at|wt|hsa|pk|mtm|matomo|piwik|ga|vero|oly|trk|ns|guce|soc|sc|stm|cx|ito)_.+|_hs.+|_ga.*|wt\..+|__twitter_impression|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|rb_clickid|li_fat_id|igsh(?:id)?|mkt_tok|mkcid|"
    r"_branch_match_id|cmpid|cmp|ncid|ocid|s_cid|icid|xtor|smid|smtyp|ftag|taid|tblci|dicbo|oborigurl|guccounter|linkid|mbid|srnd|"
    r"wpisrc|wpmm|itid|tpcc|sr_share|recip_id|leadsource|traffic_source|trackingid|trk|spm|scm|pvid|ref(?:_?src|_?url|errer|erer)?|"
    r"referring_source|share|shared|sharetype|phpsessid|jsessionid|sessionid|usqp|amp|_amp|amphtml|amp_.+|isfreemail|email_source|esource",
    re.IGNORECASE,
)
_DEVICE_VALUES = {("outputtype", "amp"), ("output", "amp"), ("mode", "amp"), ("view", "amp"), ("m", "1"), ("mobile", "1")}
_CARRIER_NAMES = {"source", "src", "from", "via", "feed", "medium", "campaign"}
_CARRIERS = {
    "rss",
    "feed",
    "atom",
    "twitter",
    "facebook",
    "fb",
    "linkedin",
    "telegram",
    "newsletter",
    "email",
    "mail",
    "social",
    "share",
}
"""Values under which the names above do not select content."""

_DEVICE_HOST = re.compile(
    r"(?:www\d?|m|mobile|mobi|amp|touch)\.(?=[^.]+\.[^.]+)(?!(?:co|com|org|net|gov|ac|edu|gob|gouv)\.[^.]+$)"
)
_DEVICE_LABEL = re.compile(r"(?<=.)\.m(?=\.[^.]+\.[^.]+$)")
_AMP_CACHE = re.compile(r"/[a-z](?:/s)?/(?=[^/]+\.)")
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}")
_GOOGLE_AMP = re.compile(r"/amp/(?:s/)?(?=[^/]+\.)")
_AMP_PATH = re.compile(r"(?<=[^/])/+amp(?:\.html?)?/?$|^/amp(?=/[^/])|\.amp(?=\.html?$)|(?<=[^/])\.amp$", re.IGNORECASE)
_INDEX = re.compile(r"(?<=/)(?:index\.(?:html?|php\d?|aspx?|jsp|cfm)|default\.(?:html?|aspx?))$", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""A part of a path that needs no look at its percent-encoding."""
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_PORTS = {None, 80, 443}
_PATH_SAFE = ":@!$&'()*+,;=~"
_QUERY_SAFE = "/:@!$'()*,;~?"


def canonical(url: str) -> str:
    """The address in its one form, "" for what is no web address. Never raises; done twice it changes nothing."""
    seen = url
    for _ in range(_ROUNDS):
        once = _once(seen)
        if once == seen:
            return once
        seen = once
    return ""


def _once(url: str) -> str:
    cleaned = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", url).strip()
    if cleaned.startswith("//"):
        cleaned = f"https:{cleaned}"
    try:
        parts = urlsplit(cleaned)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    inner = _unwrapped(host, parts)
    if inner:
        return inner
    place = host if port in _PORTS else f"{host}:{port}"
    query = _query(parts.query)
    fragment = "#" + quote(unquote_to_bytes(parts.fragment), safe=_QUERY_SAFE + "&=+") if parts.fragment.startswith("!") else ""
    return f"https://{place}{_path(parts.path)}{'?' if query else ''}{query}{fragment}"


@lru_cache(4096)
def _host(raw: str) -> str:
    """Lower case, IDNA (RFC 3490) where it can be encoded, without the prefixes that name a device. "" when unusable."""
    host = unquote_to_bytes(raw).decode("utf-8", errors="replace").lower().strip().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    if not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", host):
        return ""
    return _DEVICE_LABEL.sub("", _DEVICE_HOST.sub("", host, count=1))


def _unwrapped(host: str, parts: SplitResult) -> str:
    """The address inside an AMP cache or a redirector; "" when there is none."""
    found = None
    if host.endswith("cdn.ampproject.org"):
        found = _AMP_CACHE.match(parts.path)
    elif _GOOGLE.fullmatch(host):
        found = _GOOGLE_AMP.match(parts.path)
        if parts.path == "/url":
            return _parameter(parts.query, ("url", "q"))
    elif host == "l.facebook.com" and parts.path == "/l.php":
        return _parameter(parts.query, ("u",))
    if not found:
        return ""
    return f"https://{parts.path[found.end() :]}{'?' if parts.query else ''}{parts.query}"


def _parameter(query: str, names: tuple[str, ...]) -> str:
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        target = unquote_to_bytes(value).decode("utf-8", errors="replace")
        if name in names and target.startswith(("http://", "https://")):
            return target
    return ""


def _path(raw: str) -> str:
    """Without AMP, session and index parts; dot segments resolved; percent-encoding only where it is needed; no closing slash."""
    kept: list[str] = []
    for segment in _SESSION.sub("", raw).split("/"):
        plain = segment if _PLAIN.fullmatch(segment) else quote(unquote_to_bytes(segment), safe=_PATH_SAFE)
        if plain == "..":
            kept = kept[:-1]
        elif plain not in {"", "."}:
            kept.append(plain)
    path = _INDEX.sub("", _AMP_PATH.sub("", "/" + "/".join(kept)))
    return path.rstrip("/") or "/"


def _query(raw: str) -> str:
    """Sorted, without tracking and without doubles."""
    pairs = set()
    for pair in raw.replace("+", "%20").split("&"):
        name, _, value = pair.partition("=")
        plain, said = (unquote_to_bytes(x).decode("utf-8", errors="replace").strip() for x in (name, value))
        if plain and not _tracks(plain.lower(), said.lower()):
            pairs.add((quote(plain, safe=_QUERY_SAFE), quote(said, safe=_QUERY_SAFE)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _tracks(name: str, value: str) -> bool:
    """Whether a parameter says where the reader came from, and nothing about what is read."""
    return bool(_TRACKING.fullmatch(name)) or (name, value) in _DEVICE_VALUES or (name in _CARRIER_NAMES and value in _CARRIERS)
