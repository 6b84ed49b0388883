"""The buttons below posts: Discord in, one verb, an answer to the presser alone. They live as long as the post, over any restart.

`marks.py` is what stands in a button, `row.py` which buttons a post has, `press.py` what happens when one is pressed, the others
what a press needs beside a verb. May import what `bot.chat` may. Add a button: a function in `press.py`, a line in its `PRESSES`, a
line in `row.py`.
Read first: `press.py`.
"""
