"""HANDS and ears in Discord: posts go out through `sink.py`, questions come in through `commands/`.

The only home of discord.py (and of aiohttp's errors, which it lets through). May import `pipeline.lookup`, `pipeline.stories`, `present`,
`ports`, `domain`. A command translates Discord to one lookup and its answer to cards; it decides nothing.
Add a command: one module in `commands/` with a `build(desk)`, its test, one line in `commands/__init__.py`, its words in `words/`. Buttons below
posts are in `buttons/`; who may do what is decided by `domain.rights` alone, asked through `team.py`.
Who asks Discord again: the outbox for posts, `session.py` for signing in, `again.py` for all else; `identify.py` keeps the budget.
Read first: `client.py`, then `answer.py`.
"""
