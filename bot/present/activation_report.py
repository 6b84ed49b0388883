"""The report of an activation, to be read and kept: Markdown for people, STIX 2.1 for programs.

The STIX bundle holds an incident, the parties, the notes, a grouping of them and a report. People are not named in it: what leaves
the house says how many of each country came. Ids follow from the activation, so that a second export is the same objects.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from bot.domain.activation import Activation, ActivationReason, Member, MemberState
from bot.domain.activation_events import Line
from bot.present.activation import MEMBER, STATE, line_words, marked
from bot.present.escape import inert, markdown
from bot.present.words import listed, moment, span

SPACE = uuid.UUID("4a5f2d0c-9d3e-5f0b-8d55-6a2f1c7e9b10")
"""The name space of our STIX ids (RFC 9562, version 5)."""
STIX_TIME = "%Y-%m-%dT%H:%M:%S.%f"


def markdown_report(it: Activation, lines: Sequence[Line], zone: tzinfo = UTC) -> str:
    """The whole report; times are shown in `zone`."""
    return "\n".join([*_head(it, zone), *_people(it), *_history(it, lines, zone)]) + "\n"


def _head(it: Activation, zone: tzinfo) -> Iterator[str]:
    request = it.request
    ended = moment(it.closed_at, zone) if it.closed_at else "still open"
    yield f"# {_md(marked(it, f'Activation {it.id}: {request.requester}'))}"
    yield ""
    if request.exercise:
        yield "**EXERCISE. Nothing in this report happened in earnest.**\n"
    yield f"{_md(request.reason)}\n"
    yield "| | |"
    yield "| --- | --- |"
    for name, value in (
        ("State", STATE[it.state]),
        ("Opened", f"{moment(it.opened_at, zone)} by {it.opened_by}"),
        ("Ended", ended),
        ("Deadline", moment(request.deadline, zone)),
        ("People", f"{it.accepted} of {request.wanted} accepted; {len(it.members)} asked"),
        ("Skills wanted", listed(sorted(request.skills), 20)),
        ("Story", request.story_id),
        ("Outcome", it.outcome),
    ):
        if value:
            yield f"| {name} | {_cell(value)} |"


def _people(it: Activation) -> Iterator[str]:
    yield "\n## People\n"
    yield "| person | country | part | answer | after |"
    yield "| --- | --- | --- | --- | --- |"
    for m in it.members:
        part = ", ".join(filter(None, ("lead" if m.lead else "", *m.skills)))
        after = span(m.answered_at - m.asked_at) if m.answered_at else ""
        yield f"| {_cell(m.name)} | {m.country} | {_cell(part)} | {MEMBER[m.state][1]} | {after} |"
    came = _came(it)
    yield "\nCame, by country: " + (", ".join(f"{country or '?'} {n}" for country, n in sorted(came.items())) or "nobody") + "."


def _history(it: Activation, lines: Sequence[Line], zone: tzinfo) -> Iterator[str]:
    people = {m.person: m.name for m in it.members}
    yield "\n## Timeline\n"
    yield "| # | when | what |"
    yield "| ---: | --- | --- |"
    for line in lines:
        yield f"| {line.seq} | {moment(line.at, zone)} | {_cell(line_words(line, people))} |"


def stix_report(it: Activation, lines: Sequence[Line], now: datetime) -> dict[str, Any]:
    """A STIX 2.1 bundle (OASIS, sections 4.6 grouping, 4.8 incident, 4.5 identity, 4.13 note, 4.16 report), as JSON values."""
    request, at = it.request, it.closed_at or now
    tool = _object("identity", "tocsin", it.opened_at, at, name="Tocsin", identity_class="system")
    party = _object(
        "identity", f"party/{request.requester}", it.opened_at, at, name=inert(request.requester), identity_class="organization"
    )
    title = marked(it, f"Activation {it.id}: {inert(request.requester)}")
    incident = _object("incident", it.id, it.opened_at, at, name=title, description=inert(request.reason))
    people = _teams(it, at)
    notes = [
        _object("note", f"{it.id}/{line.seq}", line.at, line.at, content=_unnamed(line), object_refs=[incident["id"]])
        for line in lines
    ]
    members = [incident, party, *people, *notes]
    refs = [o["id"] for o in members]
    grouping = _object("grouping", it.id, it.opened_at, at, name=title, context="unspecified", object_refs=refs)
    told = f"{STATE[it.state]}; {it.accepted} of {request.wanted} accepted." + (f" {inert(it.outcome)}" if it.outcome else "")
    report = _object(
        "report",
        it.id,
        it.opened_at,
        at,
        name=title,
        description=marked(it, told),
        published=_stamp(at),
        object_refs=[*refs, grouping["id"]],
    )
    objects = [tool, *({**o, "created_by_ref": tool["id"]} for o in (*members, grouping, report))]
    return {"type": "bundle", "id": f"bundle--{uuid.uuid5(SPACE, f'bundle/{it.id}/{it.seq}')}", "objects": objects}


def _teams(it: Activation, at: datetime) -> list[dict[str, Any]]:
    """Who came, by country."""
    return [
        _object(
            "identity",
            f"{it.id}/{country}",
            it.opened_at,
            at,
            name=marked(it, f"Responders of {country or 'no country'} ({n})"),
            identity_class="group",
        )
        for country, n in sorted(_came(it).items())
    ]


def _came(it: Activation) -> Counter[str]:
    here: list[Member] = [m for m in it.members if m.state is MemberState.ACCEPTED]
    return Counter(m.country for m in here)


def _unnamed(line: Line) -> str:
    """What happened, without names; what people wrote themselves is theirs to word."""
    kept = line.detail if line.reason in (ActivationReason.NOTED, ActivationReason.STOOD_DOWN) else ""
    return f"{line.seq}. {line_words(Line(line.seq, line.at, line.reason, detail=kept), {})}"


def _object(kind: str, key: str, created: datetime, modified: datetime, **own: Any) -> dict[str, Any]:
    times = {"created": _stamp(created), "modified": _stamp(max(created, modified))}
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid.uuid5(SPACE, f'{kind}/{key}')}", **times, **own}


def _stamp(at: datetime) -> str:
    """UTC to the millisecond."""
    return at.astimezone(UTC).strftime(STIX_TIME)[:-3] + "Z"


def _md(text: str) -> str:
    return markdown(inert(text))


def _cell(text: str) -> str:
    return _md(text).replace("|", "\\|")
