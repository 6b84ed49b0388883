"""Closed lists of *why*: a reason is what `/why` prints, what is counted, and what tests assert.

A reason never carries free text; the text of an error travels beside it (`detail`).
"""

from enum import StrEnum


class ItemReason(StrEnum):
    """Why an item is in the state it is in."""

    FETCHED = "fetched"
    """Stored, waiting for judgement."""
    ROUTED = "routed"
    """An alert, and at least one route wanted it."""
    NO_ROUTE = "no_route"
    """An alert, but no route matched it."""
    BELOW_THRESHOLD = "below_threshold"
    """An alert that a route matched, but less probable than the route or each of its channels asks for; `detail` says by whom."""
    BACKLOG = "backlog"
    """An alert that was already in the feed when the source was first polled: filed, not posted."""
    NOT_ALERT = "not_alert"
    """Judged not to be an alert."""
    SAME_ADDRESS = "same_address"
    """Another item has the same canonical address."""
    NEAR_DUPLICATE = "near_duplicate"
    """Another item says nearly the same words."""
    NO_TEXT = "no_text"
    """Neither a title nor a text to judge."""
    JUDGE_FAILED = "judge_failed"
    """Judging raised an error, or never came to an end in ten tries; `detail` says which."""


class RefusalReason(StrEnum):
    """Why a judgement of an alert was not taken."""

    UNKNOWN_ITEM = "unknown_item"
    NOT_JUDGED = "not_judged"
    """It is still waiting for its verdict."""
    NOT_AN_ALERT = "not_an_alert"
    SEVERAL_ALERTS = "several_alerts"
    """More than one alert has this address."""
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_KIND = "unknown_kind"
    KIND_MISSING = "kind_missing"
    """A wrong kind without the right one."""
    KIND_UNFIT = "kind_unfit"
    """A kind that does not go with the judgement; `detail` says why."""
    NAMELESS = "nameless"
    """Nobody is said to have given it."""


class FailReason(StrEnum):
    """Why a poll or a send failed. Which are worth another try is said by `Transient` or `Permanent`."""

    BAD_ADDRESS = "bad_address"
    BAD_SCHEME = "bad_scheme"
    PRIVATE_ADDRESS = "private_address"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    HTTP_STATUS = "http_status"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    MALFORMED = "malformed"
    UNSAFE_XML = "unsafe_xml"
    NO_SUCH_FOLDER = "no_such_folder"
    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"
    BAD_REQUEST = "bad_request"
    NO_SUCH_CHANNEL = "no_such_channel"
    UNEXPECTED = "unexpected"
    """A bug of ours: logged with its trace, and the source or row is tried again later."""
