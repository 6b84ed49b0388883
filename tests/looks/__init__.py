"""The looks: what Tocsin posts, as a picture for the README. For developers only; the application never imports it.

    scenes (real cards, invented organisations) -> mockup (HTML in Discord's dark look) -> Chromium -> docs/pictures/posts.png

`python -m tests.looks` draws it anew; it needs Chromium and an emoji font. May import anything of `bot` and `tests.fakes`. To add
a post, add a `Shown` to `scenes.SCENES`. Read first: `scenes.py`.
"""
