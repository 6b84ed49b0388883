"""NOUNS: what Tocsin talks about, as frozen, typed values.

Standard library only; every other room may import this one and this one imports nobody.
Add a noun: one small module here, frozen and slotted, with its units in the docstring.
Read first: `item.py` (the life of a fetched item), then `delivery.py`.
"""
