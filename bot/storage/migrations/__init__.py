"""The steps that brought the tables to their present shape, run by `schema.py` without an `env.py` or an ini file.

One more step: a module `versions/rNNNN_<what>.py` whose `down_revision` is the last one's `revision`. It writes its tables out
and imports nothing of Tocsin, so that it does the same for ever. No way down: a backup is the way back.
"""
