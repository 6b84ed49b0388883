"""`[paging]` and `[[heartbeat]]` of `oncall.toml`: where pages are shown, how people are reached, and who watches Tocsin."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import Field, StrictInt, StrictStr, field_validator

from bot.domain.heartbeat import Heartbeat
from bot.domain.person import Method, Person
from bot.domain.policy import Policy, TargetKind
from bot.domain.route import Channel
from bot.pipeline.calling import WEBHOOK, Gateways, contact_channels
from bot.pipeline.paging import PagingPlan
from bot.settings.duration import Duration
from bot.settings.faults import Fault, Faults, in_two, validated
from bot.settings.oncall_words import Variable
from bot.settings.rows import check_name, read_rows, row_ids
from bot.settings.secrets import PLACE, secret
from bot.settings.shape import PagingSettings, Pulse
from bot.settings.words import Id, Line, Table
from bot.sinks import KINDS

ONCALL = "oncall.toml"
_PLAN, _PULSE = PagingPlan(), Pulse()
_BEAT = Heartbeat("", "", timedelta())
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_THROUGH = {Method.EMAIL: "mail_env", Method.SMS: "sms_env", Method.VOICE: "voice_env"}


class PagingTable(Table):
    """[paging]: pages, and the way out of them."""

    channel: StrictStr = Field(default=_PLAN.channel, examples=["alerts"])
    policy: StrictStr = Field(default=_PLAN.policy, examples=["default"])
    cap: StrictInt = Field(default=_PLAN.cap, ge=1, le=1000)
    mail_env: Variable = Field(default="", examples=["PAGER_MAIL"])
    sms_env: Variable = Field(default="", examples=["PAGER_SMS"])
    voice_env: Variable = Field(default="", examples=["PAGER_VOICE"])
    pulse_env: Variable = Field(default="", examples=["PULSE_ADDRESS"])
    pulse_every: Duration = Field(default=_PULSE.every, ge=timedelta(seconds=30), le=DAY, examples=["1m"])


class HeartbeatRow(Table):
    """[[heartbeat]]: something that reports regularly, and calls people by its silence."""

    id: Id = Field(examples=["backup"])
    name: Line = Field(default="", examples=["Nightly backup"])
    every: Duration = Field(ge=MINUTE, le=timedelta(days=35), examples=["1d"])
    grace: Duration = Field(default=_BEAT.grace, le=DAY, examples=["1m"])
    policy: StrictStr = Field(default=_BEAT.policy, examples=["default"])
    severity: StrictInt = Field(default=_BEAT.severity, ge=0, le=4)

    @field_validator("id")
    @classmethod
    def _plain(cls, value: str) -> str:
        if "/" in value:
            raise Fault("holds a slash", 'write for example "backup"')
        return value


def read_paging(
    raw: Mapping[str, Any],
    people: Mapping[str, Person],
    policies: Mapping[str, Policy],
    environ: Mapping[str, str],
    channels: Collection[str] | None,
    notices: str,
    faults: Faults,
    *,
    posts: bool,
) -> PagingSettings:
    """Both, with the places that people and webhooks are reached at. Secrets are asked for only where somebody `posts`."""
    table = validated(PagingTable, raw.get("paging", {}), ONCALL, "paging", faults) or PagingTable()
    known = row_ids(raw, "policy")
    check_name(ONCALL, "paging.channel", "channel", table.channel, channels, faults)
    check_name(ONCALL, "paging.policy", "policy", table.policy, known, faults)
    beats = read_rows(raw, "heartbeat", HeartbeatRow, ONCALL, faults)
    for label, row in beats:
        check_name(ONCALL, f"{label}.policy", "policy", row.policy, known, faults)
    heartbeats = {r.id: Heartbeat(r.id, r.name or r.id, r.every, r.grace, r.policy, r.severity) for _, r in beats}
    plan = PagingPlan(table.channel or notices, table.policy, table.cap)
    if not posts:
        return PagingSettings(plan, heartbeats)
    read = _Secrets(environ, faults)
    pulse = Pulse(read.need(table.pulse_env, "[paging]"), table.pulse_every) if table.pulse_env else _PULSE
    return PagingSettings(plan, heartbeats, {**_people(people, table, read), **_webhooks(policies, read)}, pulse)


class _Secrets:
    """What the environment holds; each is asked for once."""

    def __init__(self, environ: Mapping[str, str], faults: Faults) -> None:
        self._environ, self.faults = environ, faults
        self._read: dict[str, str] = {}

    def need(self, name: str, whose: str) -> str:
        """The secret, or "" and a fault that says who needs it."""
        if name not in self._read:
            found = secret(self._environ, name, self.faults)
            if found is None and not (self._environ.get(name) or self._environ.get(f"{name}_FILE")):
                self.faults.add(PLACE, name, f"is not set, and {whose} of {ONCALL} needs it", f"set it or {name}_FILE")
            self._read[name] = found.get_secret_value() if found else ""
        return self._read[name]


def _people(people: Mapping[str, Person], table: PagingTable, read: _Secrets) -> dict[str, Channel]:
    """Ways of people; a plain mail address or number needs a gateway."""
    used = {contact.method for person in people.values() for contact in person.contacts}
    found = {}
    for method, key in _THROUGH.items():
        variable = getattr(table, key)
        if method in used and not variable:
            fault = f"is missing, and somebody has a contact of kind {method}"
            read.faults.add(ONCALL, f"paging.{key}", fault, 'name a variable with an Apprise address that has "{to}" in it')
        gateway = read.need(variable, "[paging]") if variable else ""
        if gateway and "{to}" not in gateway:
            mend = "write {to} where the address or number belongs"
            read.faults.add(PLACE, variable, 'has no "{to}" in it', mend)
        found[key.removesuffix("_env")] = gateway
    return contact_channels(people, Gateways(**found))


def _webhooks(policies: Mapping[str, Policy], read: _Secrets) -> dict[str, Channel]:
    """Programs that steps call: the variable holds the address, its sister with _KEY the key that it is signed with."""
    called = [t for p in policies.values() for t in (*(t for s in p.steps for t in s.targets), *p.last_resort)]
    made = {}
    for name in dict.fromkeys(t.id for t in called if t.kind is TargetKind.WEBHOOK):
        secrets = {"target": read.need(name, "a policy"), "key": read.need(f"{name}_KEY", "a policy")}
        if all(secrets.values()):
            try:
                KINDS["webhook"].check(secrets)
            except ValueError as error:
                read.faults.add(PLACE, name, *in_two(str(error)))
        channel = Channel(f"{WEBHOOK}{name}", "webhook", thread=False)
        made[channel.id] = replace(channel, secrets=secrets)
    return made
