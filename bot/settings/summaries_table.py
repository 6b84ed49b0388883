"""`[summaries]` in `bot.toml`: who else may write the summary of an alert, and what that may cost. Off unless it is filled in."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from bot.domain.errors import Permanent
from bot.fetch.summaries import Endpoint
from bot.fetch.trail import parse
from bot.pipeline.summaries import SummaryPlan
from bot.settings.duration import Duration
from bot.settings.faults import Fault, Faults
from bot.settings.rows import check_name
from bot.settings.secrets import secret
from bot.settings.shape import SummarySettings
from bot.settings.words import Line, Table, is_web_address

_PLAN = SummaryPlan()
_SECRET_WORDS = ("key", "token", "secret", "password", "bearer")
_PATH = "/chat/completions"


def _base(value: str) -> str:
    """An endpoint's address without its last part, or ""."""
    if not value:
        return value
    try:
        parse(value)
        good = is_web_address(value)
    except Permanent:
        good = False
    if not good:
        raise Fault("is not a web address", 'give the address up to its version, for example "https://llm.example.org/v1"')
    parts = urlsplit(value)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise Fault(
            "an address must not hold a password or a key",
            "write it without user, ? and #, and put the key into TOCSIN_SUMMARIES_KEY or TOCSIN_SUMMARIES_KEY_FILE",
        )
    if parts.path.rstrip("/").endswith(_PATH):
        raise Fault(f"ends in {_PATH}, which Tocsin adds by itself", f"leave {_PATH} out")
    return value.rstrip("/")


class SummariesTable(Table):
    """[summaries]: an endpoint that is asked for summaries."""

    base: Annotated[StrictStr, AfterValidator(_base)] = Field(default="", examples=["https://llm.example.org/v1"])
    model: Line = Field(default="", max_length=200, examples=["some-model"])
    timeout: Duration = Field(default=_PLAN.timeout, ge=timedelta(milliseconds=10), le=timedelta(seconds=30), examples=["8s"])
    """At most half the lease of a batch in triage, so that no batch is taken up twice."""
    concurrent: StrictInt = Field(default=_PLAN.concurrent, ge=1, le=64)
    answer_tokens: StrictInt = Field(default=_PLAN.answer_tokens, ge=50, le=2000)
    requests_per_day: StrictInt = Field(default=_PLAN.requests_per_day, ge=1, le=1_000_000)
    tokens_per_day: StrictInt = Field(default=_PLAN.tokens_per_day, ge=1, le=1_000_000_000)
    leave_out: tuple[StrictStr, ...] = Field(default=(), examples=[["members-only"]])

    @model_validator(mode="before")
    @classmethod
    def _no_key(cls, raw: object) -> object:
        told = raw.items() if isinstance(raw, Mapping) else ()
        strange = [str(key).casefold() for key, value in told if key not in cls.model_fields and isinstance(value, str)]
        if any(word in key for key in strange for word in _SECRET_WORDS):
            raise Fault(
                "a key does not belong in a settings file",
                "remove it and set TOCSIN_SUMMARIES_KEY or TOCSIN_SUMMARIES_KEY_FILE",
            )
        return raw

    @model_validator(mode="after")
    def _both_or_none(self) -> "SummariesTable":
        if bool(self.base) != bool(self.model):
            given, wanted = ("base", "model") if self.base else ("model", "base")
            raise Fault(f"{given} is given without {wanted}", f"give {wanted} too, or leave both away to switch this off")
        return self

    def plan(self) -> SummaryPlan:
        """How summaries are asked for."""
        return SummaryPlan(
            timeout=self.timeout,
            concurrent=self.concurrent,
            answer_tokens=self.answer_tokens,
            requests_per_day=self.requests_per_day,
            tokens_per_day=self.tokens_per_day,
        )


def read_summaries(
    table: SummariesTable, sources: Collection[str] | None, environ: Mapping[str, str], file: str, faults: Faults
) -> SummarySettings | None:
    """None where it is switched off. `sources` are the ids there are, None where they could not be read."""
    key = secret(environ, "TOCSIN_SUMMARIES_KEY", faults)
    for name in table.leave_out:
        check_name(file, "summaries.leave_out", "source", name, sources, faults)
    if not table.base:
        return None
    words = key.get_secret_value() if key else ""
    endpoint = Endpoint(table.base, table.model, words, table.timeout, table.answer_tokens)
    return SummarySettings(endpoint, table.plan(), frozenset(table.leave_out))
