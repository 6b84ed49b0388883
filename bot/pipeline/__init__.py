"""VERBS: what Tocsin does with the nouns, step by step. `cycle.py` tells the story and is the only one that knows the order.

May import `analysis`, `duty`, `present`, `ports`, `domain`. No library with a network, a disk or a loop of its own.
A step gathers facts, asks a pure function for a decision with a named reason, performs it, and records it.
Add a step: one module here, one line in `cycle.py`, its pure decision beside it.
Triage is the largest: `triage.py` does, `verdicts.py` decides (on what `ground.py` keeps of a batch), from a `case.py`; `placing.py` finds the story,
`posts.py` writes its posts by `routing.py` and `clearance.py`, `situating.py` those of a mass event.

Read first: `cycle.py`.
"""
