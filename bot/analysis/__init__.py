"""JUDGEMENT: from words to a verdict with its reasons. Pure: no network, no clock, no disk once a model is loaded.

May import `domain` and libraries that only compute. Two halves live here:

- text: `maintext` (a page -> its article), `boilerplate` (plain text -> the article in it; its words are in `furniture`),
  `address` (one form for one address), `near` (are these two items the same words?), `opml` (lists of feeds);
- judgement: the judge and what it reads a text with; `brief` and `draft` ask for a summary by somebody else and check it.

Add a language: its words for what stands around articles go into `furniture.py`, one entry a table; the judge's words are the
tables in `words/*.toml` and the cues in `config/categories/`. Add a kind: its category file, cases in `tests/golden/`, then
`tocsin train` (docs/model-card.md). Read first: `boilerplate.py` for the text half, `judge.py` for the other.
"""
