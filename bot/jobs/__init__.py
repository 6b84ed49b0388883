"""HANDS: work by the clock, and work off the event loop. The only home of APScheduler and pebble.

May import `ports`, `domain`, `telemetry`. `clock.py` tells the time, `local.py` runs jobs inside this process,
`workers.py` holds the pools. Add another scheduler: one module that implements `ports.jobs.Jobs`. Read first: `local.py`.
"""
