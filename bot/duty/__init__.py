"""JUDGEMENT: who is on call at an instant, and what an escalation does next. Pure: time is an argument, nothing is stored or sent.

May import `domain` only. Three parts live here:

- schedules: `schedule` (who, at an instant) and `coverage` (shifts, gaps, conflicts over a stretch) answer the same question by two
  ways that tests hold to each other; both stand on `handoffs` (the turns of a rotation), `hours` (restrictions) and `wall` (what a
  change of clocks does to a time). `spans` joins layers. `fairness` counts who carries what, `checks` finds what cannot be meant;
- escalations: `escalation` moves a page from event to event, `contacts` decides when which way of reaching somebody is used;
- teams: `activation` moves a request for help from event to event, `roster` picks who is asked, `answers` counts what became of it; and
  `handover` says what people have to know of shifts.

Add a kind of cadence: a unit in `domain/rotation.py`, its slots in `handoffs._slots`, its walk in the tests' oracle.
Read first: `wall.py`, then `schedule.py`; for pages `escalation.py`.
"""
