"""WEB: what Tocsin serves over HTTP; the only home of aiohttp's server.

May import the verbs (`pipeline`, because a person asks for one) and what lies right of them; never another pair of hands.
Add a page or a feed out: one module with its own handlers. Add a demo story: see `config/demo/README.md`.
Read first: `exhibit.py`, the loopback server of `tocsin demo`.
"""
