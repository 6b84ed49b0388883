"""WORDS: verdicts, failures and lookups said in a few lines that fit where people read them. Pure.

May import `domain` only; time is an argument. A card holds plain text: inert and defanged, never marked up. Whoever
owns a destination dresses the text for it (`chat` with `escape.markdown`, the terminal with nothing).
Add a card: one function in the module of its subject, made of `escape` and kept small by `limits.fit_card`.
Read first: `story.py`, then `escape.py`.
"""
