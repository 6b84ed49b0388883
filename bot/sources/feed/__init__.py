"""FEEDS: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, from bytes to entries.

    bytes -> guard -> fast -> (only if it declines) tolerant -> Document -> reading -> Entry

May import `domain`, `ports` and `fetch`, lxml and feedparser; knows no other source kind. Whatever a publisher sends is
hostile until read: `guard.py` refuses, `fast.py` reads the ordinary, `tolerant.py` (feedparser) saves the rest.
Add an element that feeds carry: one handler in `draft.py`, one line in its table, one document in the tests.
Add a format: a module like `jsonfeed.py` and a line in `parser.py`. Read first: `parser.py`, then `source.py`.
"""
