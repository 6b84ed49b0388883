"""Tocsin: polls sources, judges what is a cyber-threat alert, posts it to team channels and pages who is on call.

The house: `__main__ -> cli -> app -> settings -> chat | sources | sinks | storage | jobs | web -> fetch -> pipeline
-> analysis | duty | present | ports -> domain | telemetry`. Imports go right only. Read first: `pipeline/cycle.py`.
"""

__version__ = "0.1.0"
