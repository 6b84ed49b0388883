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
    JOINED = "joined"
    """An alert that tells a story which is posted: its post was edited, and a line was added to its thread."""
    NO_ROUTE = "no_route"
    """An alert, but no route matched it."""
    BELOW_THRESHOLD = "below_threshold"
    """An alert that a route matched, but less probable than the route or each of its channels asks for; `detail` says by whom."""
    HELD = "held"
    """An alert that a route wanted, and that something other than its probability holds back everywhere; `detail` says what."""
    SITUATION = "situation"
    """An alert of a mass event: told in the one post of its situation, which `detail` names, in place of one of its own."""
    WATCHED = "watched"
    """An alert that no route wanted, and that somebody watches for."""
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


class NewsReason(StrEnum):
    """What a report adds to a story that is posted."""

    SEVERITY_ROSE = "severity_rose"
    """Worse than anything said before."""
    OFFICIAL = "official"
    """The first official publisher tells it."""
    DENIED = "denied"
    """What one publisher says was said, another says is denied."""
    NEW_VOICE = "new_voice"
    """Another publisher, in words of its own."""
    FURTHER_REPORT = "further_report"
    """A publisher that told it before says more."""


NOTIFIES = frozenset({NewsReason.SEVERITY_ROSE, NewsReason.OFFICIAL, NewsReason.DENIED})
"""News that people are notified of; all other news is added without a sound."""


class ChangeRefusal(StrEnum):
    """Why a story was not split, merged, closed, opened, or a change not undone."""

    UNKNOWN_STORY = "unknown_story"
    UNKNOWN_REPORT = "unknown_report"
    """The story has no such report."""
    ONLY_REPORT = "only_report"
    """A story of one report cannot be split."""
    SAME_STORY = "same_story"
    """A story cannot be merged with itself."""
    MERGED_AWAY = "merged_away"
    """It is part of another story, which is named."""
    NO_CHANGE = "no_change"
    """It is so already."""
    UNKNOWN_CHANGE = "unknown_change"
    UNDONE_ALREADY = "undone_already"
    NAMELESS_CHANGE = "nameless_change"
    """Nobody is said to have made it."""


class PressRefusal(StrEnum):
    """Why a button below a post did nothing."""

    UNKNOWN_POST = "unknown_post"
    """It names no post in this channel: forged, or of another place."""
    STALE_POST = "stale_post"
    """The post was made anew, and this is the old one."""
    STORY_GONE = "story_gone"
    """The story was forgotten, or its readers may know nothing of it any more."""
    NOBODY_ON_CALL = "nobody_on_call"
    """The post's route names nobody to call."""
    EVENT_OVER = "event_over"
    """The mass event has passed; its stories are found by searching."""
    NOT_YOUR_WATCH = "not_your_watch"
    """Somebody else asked for it, and ending it needs a duty officer."""
    OUTDATED_BUTTON = "outdated_button"
    """It is of a version of Tocsin that this one does not understand."""


class RouteReason(StrEnum):
    """Why a story does not go to a channel now."""

    NO_MATCH = "no_match"
    """No route of the channel means such a story."""
    BELOW_THRESHOLD = "below_threshold"
    """Less probable than the route or the channel asks for."""
    SILENCED = "silenced"
    """Somebody asked for silence, with a reason and an end."""
    INHIBITED = "inhibited"
    """An open story that explains it was posted instead."""
    MAINTENANCE = "maintenance"
    """Work is being done that would make such stories."""
    QUIET_HOURS = "quiet_hours"
    """The route's quiet hours hold it; posted when they are over."""
    CAPPED = "capped"
    """The route posted as much as it may in an hour; counted in one line an hour."""
    ABOVE_CLEARANCE = "above_clearance"
    """Every report comes from a source whose TLP is stricter than the channel's readers are cleared for."""
    GROUPED = "grouped"
    """Waits for further reports; posted when the route's grouping window is over."""
    DIGEST = "digest"
    """The route tells it in a digest instead of a post."""


class SilenceReason(StrEnum):
    """Why a wish for silence was not taken."""

    BAD_MATCHER = "bad_matcher"
    """It cannot be understood, or would silence everything without saying so; `detail` says how to write it."""
    NO_END = "no_end"
    NO_AUTHOR = "no_author"
    NO_REASON = "no_reason"
    ENDS_TOO_EARLY = "ends_too_early"
    """It would be over before it begins, or is over already."""
    LASTS_TOO_LONG = "lasts_too_long"
    """Longer than a year: that is a matter for routes.toml."""
    NO_SUCH_SILENCE = "no_such_silence"
    ENDED_ALREADY = "ended_already"


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


class TroubleReason(StrEnum):
    """What is wrong with a source or with Tocsin's own books; each is told once when it starts and once when it ends."""

    BROKEN = "broken"
    """The source's polls fail."""
    REFUSED = "refused"
    """The source answers, but not to us (401, 403)."""
    EMPTY = "empty"
    """The source answers well and lists nothing, where it used to list something."""
    MOVED = "moved"
    """The source lives at another address now; `detail` is that address."""
    QUIET = "quiet"
    """Nothing new for far longer than the source's own rhythm."""
    UNACCOUNTED = "unaccounted"
    """Entries were fetched that are in no recorded state and were not forgotten by pruning."""
    STUCK_ITEM = "stuck_item"
    """An item has waited for its judgement for more than ten minutes."""
    STUCK_POLL = "stuck_poll"
    """A source was due more than ten minutes ago and nobody polls it."""
    LATE_POST = "late_post"
    """A post was due more than ten minutes ago and nobody sends it."""
    NO_POST = "no_post"
    """An item was decided to be posted and no post of it exists."""
    CALENDAR = "calendar"
    """A calendar that turns stand in cannot be had or read; its last good copy counts."""
    CALENDAR_NAMES = "calendar_names"
    """A calendar names people whom `oncall.toml` does not know: nobody is on call by these events."""
    ORPHANED_POST = "orphaned_post"
    """A post about an item or a story that is not there."""


class TextReason(StrEnum):
    """Whose words an item was judged by, where its source asks for the page behind each entry."""

    PAGE_READ = "page_read"
    """The page's own text."""
    PAGE_SHORTER = "page_shorter"
    """The entry's: the page held no more."""
    PAGE_FAILED = "page_failed"
    """The entry's: the page could not be had; `detail` is the failure."""


class PlaceReason(StrEnum):
    """How an item came to its story."""

    STARTED = "started"
    """No open story is like it."""
    JOINED = "joined"
    """It tells what an open story tells; `detail` is how sure that is and what they share."""


class HitReason(StrEnum):
    """What became of a story that a watch asked for."""

    WATCHED = "watched"
    """It is posted where the watch says."""
    POSTED_ALREADY = "posted_already"
    """A route, or another watch, posts it there."""
    DAY_FULL = "day_full"
    """The destination had its most posts of watches for one day."""
    ABOVE_CLEARANCE = "above_clearance"
    """A report of it comes from a source whose TLP is stricter than the destination's readers are cleared for."""
    OVER = "over"
    """The watch had just ended."""


class WatchRefusal(StrEnum):
    """Why a watch was not taken; `detail` says more."""

    UNREADABLE = "unreadable"
    """Not a matcher."""
    TOO_WIDE = "too_wide"
    """It names nothing: a severity alone would be every story."""
    TOO_MANY = "too_many"
    """The person has as many watches as one may have."""
    UNKNOWN_CHANNEL = "unknown_channel"
    BAD_END = "bad_end"
    """It would end at once, or too far away."""
    NO_SUCH_WATCH = "no_such_watch"
    """None with that id, or somebody else's."""


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
    REFUSED = "refused"
    """A mail server or another service did not take a message, for a reason of its own."""
    NO_SUCH_CHANNEL = "no_such_channel"
    DELETED_BY_HAND = "deleted_by_hand"
    """Somebody deleted the post twice within a day: they mean it. Posted again only for what is worth a notification."""
    HEAD_GIVEN_UP = "head_given_up"
    """A line for the thread of a post that was given up itself."""
    ANSWERED = "answered"
    """A call that was taken back, because somebody had acknowledged the page before it was out."""
    UNEXPECTED = "unexpected"
    """A bug of ours: logged with its trace, and the source or row is tried again later."""


class SummaryReason(StrEnum):
    """Whose summary an alert carries, and why not the endpoint's. In all but `ENDPOINT` the built-in one stays."""

    ENDPOINT = "endpoint"
    """The endpoint's; it passed every check."""
    BUILT_IN = "built_in"
    """Nobody was asked: the article is no longer than a summary."""
    URGENT = "urgent"
    """Nobody was asked: what is critical waits for nobody."""
    BUSY = "busy"
    """Nobody was asked: so many items were waiting that none should wait for this."""
    LEFT_OUT = "left_out"
    """Nobody was asked: the item's source is in `leave_out`, or the item was never published on the web."""
    OVER_BUDGET = "over_budget"
    """Nobody was asked: the day's requests or tokens are used up."""
    RESTING = "resting"
    """Nobody was asked: the endpoint failed a short while ago."""
    TIMED_OUT = "timed_out"
    """No answer in time."""
    ENDPOINT_FAILED = "endpoint_failed"
    """The endpoint cannot be reached, is in trouble or is asked too often; `detail` is the `FailReason`."""
    ENDPOINT_REFUSED = "endpoint_refused"
    """The endpoint wants another key, model or question; `detail` is the `FailReason`."""
    UNREADABLE = "unreadable"
    """The answer is not a chat completion, or too large to be one; `detail` is the `FailReason`."""
    EMPTY = "empty"
    """The answer holds no words."""
    TOO_LONG = "too_long"
    """More than 400 characters or three sentences, or cut off."""
    NOT_PLAIN = "not_plain"
    """A link, mark-up, a mention or a control character; `detail` shows it."""
    UNGROUNDED = "ungrounded"
    """A name or number that the article does not have, or hardly a word of it; `detail` shows it."""
    HEDGE_LOST = "hedge_lost"
    """The article says "allegedly" or "denied", the summary does not; `detail` shows the word."""
    UNEXPECTED = "unexpected"
    """A bug of ours, or the database was away: logged with its trace."""
