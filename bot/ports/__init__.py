"""SOCKETS: what the verbs need from the world, as protocols. The hands implement them.

May import `domain` only. Add a port: one module here, a fake of the same file name in `tests/fakes/`,
one suite over every implementation in `tests/contracts/`. Read first: `store.py`.
"""
