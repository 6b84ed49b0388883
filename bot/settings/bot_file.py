"""`bot.toml`: the bot itself. Every key has a default, so the file may be nearly empty."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, SecretStr, StrictBool, StrictInt, StrictStr, model_validator

from bot.domain.errors import ConfigError
from bot.fetch.limits import MIB, Limits
from bot.pipeline.cycle import CyclePlan
from bot.pipeline.deliver import DeliverPlan
from bot.pipeline.poll import PollPlan
from bot.pipeline.rhythm import Rhythm
from bot.pipeline.triage import TriagePlan
from bot.settings.duration import Duration
from bot.settings.faults import Fault
from bot.settings.landscape_table import LandscapeTable
from bot.settings.summaries_table import SummariesTable
from bot.settings.web_table import WebTable
from bot.settings.words import Line, Number, Size, Snowflake, Table, Zone
from bot.storage.address import parse

_LIMITS = Limits()
_CYCLE = CyclePlan()
_POLL = PollPlan()
_RHYTHM = Rhythm()


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def database_address(value: object) -> SecretStr:
    """An address that storage can open; kept secret, because it may hold a password. Raises `Fault` without showing it."""
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if not isinstance(text, str):
        raise Fault("must be text in quotes")
    try:
        parse(text)
    except ConfigError as error:
        problem = error.problems[0]
        raise Fault(problem.fault, problem.mend) from None
    return SecretStr(text)


def _without_password(value: object) -> SecretStr:
    """As `database_address`, for a file that others may read."""
    address = database_address(value)
    if ":" in address.get_secret_value().partition("://")[2].rpartition("@")[0]:
        raise Fault(
            "a password does not belong in a settings file", "give the whole address in TOCSIN_DATABASE or TOCSIN_DATABASE_FILE"
        )
    return address


class BotTable(Table):
    """[bot]: who the bot is."""

    name: Line = Field(default="Tocsin", min_length=1, examples=["Tocsin"])
    contact: Line = Field(default="", examples=["soc@example.org"])
    zone: Zone = Field(default="UTC", validate_default=True, examples=["Europe/Vilnius"])


class DatabaseTable(Table):
    """[database]: where everything is kept."""

    address: Annotated[SecretStr, BeforeValidator(_without_password)] = Field(
        default=SecretStr("sqlite:///state/tocsin.db"), examples=["sqlite:///state/tocsin.db"]
    )


class FetchTable(Table):
    """[fetch]: how politely and how long the web is asked."""

    total_requests: StrictInt = Field(default=_LIMITS.total_requests, ge=1, le=1000)
    per_host: StrictInt = Field(default=_LIMITS.per_host, ge=1, le=20)
    host_delay: Duration = Field(default=_span(_LIMITS.host_delay), le=timedelta(minutes=5), examples=["1s"])
    connect: Duration = Field(default=_span(_LIMITS.connect), gt=timedelta(), le=timedelta(minutes=5), examples=["10s"])
    read: Duration = Field(default=_span(_LIMITS.read), gt=timedelta(), le=timedelta(minutes=5), examples=["20s"])
    total: Duration = Field(default=_span(_LIMITS.total), gt=timedelta(), le=timedelta(minutes=10), examples=["45s"])
    max_body: Size = Field(default=_LIMITS.max_body, ge=1024, le=1024 * MIB, examples=["10MiB"])
    max_inflated: Size = Field(default=_LIMITS.max_inflated, ge=1024, le=1024 * MIB, examples=["30MiB"])
    max_ratio: StrictInt = Field(default=_LIMITS.max_ratio, ge=1, le=10_000)
    max_redirects: StrictInt = Field(default=_LIMITS.max_redirects, ge=0, le=20)

    def limits(self) -> Limits:
        """As the fetcher takes them: seconds and bytes."""
        values: dict[str, Any] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            values[name] = value.total_seconds() if isinstance(value, timedelta) else value
        return Limits(**values)


class ScheduleTable(Table):
    """[schedule]: when sources are asked."""

    tick: Duration = Field(default=_CYCLE.tick, ge=timedelta(milliseconds=10), le=timedelta(minutes=1), examples=["1s"])
    slots: StrictInt = Field(default=_POLL.slots, ge=1, le=10_000)
    retry_base: Duration = Field(default=_RHYTHM.retry_base, gt=timedelta(), le=timedelta(days=1), examples=["5m"])
    retry_cap: Duration = Field(default=_RHYTHM.retry_cap, gt=timedelta(), le=timedelta(days=30), examples=["24h"])
    wish_cap: Duration = Field(default=_RHYTHM.wish_cap, ge=timedelta(), le=timedelta(days=30), examples=["24h"])
    jitter: Number = Field(default=_RHYTHM.jitter, ge=0, le=1)
    announce_after: StrictInt = Field(default=_POLL.announce_after, ge=1, le=1000)

    @model_validator(mode="after")
    def _in_order(self) -> "ScheduleTable":
        if self.retry_cap < self.retry_base:
            raise Fault("retry_cap is shorter than retry_base", "make retry_cap the longer one")
        return self


class JudgeTable(Table):
    """[judge]: how items are compared."""

    duplicate_window: Duration = Field(default=TriagePlan().window, gt=timedelta(), le=timedelta(days=365), examples=["7d"])
    story_window: Duration = Field(default=TriagePlan().story_window, gt=timedelta(), le=timedelta(days=90), examples=["7d"])


class DeliverTable(Table):
    """[deliver]: how posts go out."""

    give_up_after: Duration = Field(
        default=DeliverPlan().give_up_after, ge=timedelta(minutes=1), le=timedelta(days=30), examples=["24h"]
    )


class RetentionTable(Table):
    """[retention]: how long settled items are kept."""

    days: StrictInt = Field(default=0, ge=0, le=36_500)


class NoticesTable(Table):
    """[notices]: where Tocsin speaks of itself."""

    channel: StrictStr = Field(default="", examples=["alerts"])


class DiscordTable(Table):
    """[discord]: what is not secret about Discord."""

    guilds: tuple[Snowflake, ...] = Field(default=(), examples=[["123456789012345678"]])
    sharded: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _no_token(cls, raw: object) -> object:
        if isinstance(raw, dict) and any("token" in str(key).casefold() for key in raw):
            raise Fault(
                "a token does not belong in a settings file",
                "remove it and set TOCSIN_DISCORD_TOKEN or TOCSIN_DISCORD_TOKEN_FILE",
            )
        return raw


class BotFile(Table):
    """The whole file."""

    bot: BotTable = Field(default_factory=BotTable)
    database: DatabaseTable = DatabaseTable()
    fetch: FetchTable = FetchTable()
    schedule: ScheduleTable = ScheduleTable()
    judge: JudgeTable = JudgeTable()
    deliver: DeliverTable = DeliverTable()
    retention: RetentionTable = RetentionTable()
    notices: NoticesTable = NoticesTable()
    discord: DiscordTable = DiscordTable()
    summaries: SummariesTable = SummariesTable()
    landscape: LandscapeTable = LandscapeTable()
    web: WebTable = WebTable()

    def poll_plan(self) -> PollPlan:
        """How polling is done. The lease outlasts three whole requests, because a source may need more than one."""
        when = self.schedule
        rhythm = Rhythm(when.retry_base, when.retry_cap, when.wish_cap, when.jitter)
        lease = max(_POLL.lease, 3 * self.fetch.total)
        return replace(
            _POLL,
            rhythm=rhythm,
            slots=when.slots,
            lease=lease,
            announce_after=when.announce_after,
        )

    def triage_plan(self) -> TriagePlan:
        """How items are settled."""
        return TriagePlan(window=self.judge.duplicate_window, story_window=self.judge.story_window)

    def deliver_plan(self) -> DeliverPlan:
        """How posts go out."""
        return DeliverPlan(give_up_after=self.deliver.give_up_after, notices=self.notices.channel)

    def cycle_plan(self) -> CyclePlan:
        """How often each step looks for work, and how long its results are kept."""
        return replace(_CYCLE, tick=self.schedule.tick, keep=timedelta(days=self.retention.days) if self.retention.days else None)
