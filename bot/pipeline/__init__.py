"""VERBS: what Tocsin does with the nouns, step by step. `cycle.py` tells the story and is the only one that knows the order.

May import `analysis`, `duty`, `present`, `ports`, `domain`. No library with a network, a disk or a loop of its own.
A step gathers facts, asks a pure function for a decision with a named reason, performs it, and records it.
Add a step: one module here, one line in `cycle.py`, its pure decision beside it. Read first: `cycle.py`.
"""
