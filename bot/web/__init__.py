"""WEB: what Tocsin serves over HTTP; the only home of aiohttp's server.

May import the verbs (`pipeline`, because a person asks for one) and what lies right of them; never another pair of hands.
Add a page or a feed out: one module that adds its routes, and its name in `app/oncall.py` (`build_server`). Add a demo story: see `config/demo/README.md`.
Read first: `server.py`, a part of `tocsin run`; `exhibit.py` is the loopback server of `tocsin demo`. Also the home of prometheus_client.
"""
