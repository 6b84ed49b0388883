"""JUDGEMENT: from words to a verdict with its reasons. Pure: no network, no clock, no disk once a model is loaded.

May import `domain` and libraries that only compute. Four parts live here:

- text: `maintext` (a page -> its article), `boilerplate` (plain text -> the article in it; its words are in `furniture`),
  `address` (one form for one address), `near` (are these two items the same words?), `opml` (lists of feeds);
- judgement: `judge` tells the order. `facts` looks everything up (names, places, cues, ways of speaking); `features` makes numbers of
  it; `classifier` is the opinion of the two trained voices (`network` is one); `decide` joins it with the rules; `tagger` finds names
  in the head of the story (`spans` is what it sees, `names` what comes of it), `where` the countries, `severity` the signs. The model
  is one file (`artefact`); `training` makes it. `brief` and `draft` ask for a summary by somebody else and check it.
- one story: `told` folds its reports, `standing` counts voices and holds claims against denials, `news` says what a report adds; `matcher`
  reads what people mean by some stories, `watching` finds who means this one;
- many stories: `surge` sees a mass event, `landscape` a level that is not usual, `edition` what a digest tells; `pressing` what goes first;
- alike or not: `telling` is what is kept of a report for comparing, `lore` what is known of words, `pairs` the features of two reports,
  `likeness` P(same event) with its reasons, `stories` the open stories. The model is `model/stories.npz`; `training/stories` makes it.

Add a language: its words for what stands around articles go into `furniture.py`, one entry a table; the judge's words are the
tables in `words/*.toml` and the cues in `config/categories/`. Add a kind: its category file, cases in `tests/golden/`, then
`tocsin train` (docs/model-card.md). Read first: `boilerplate.py` for the text half, `judge.py` for the second, `likeness.py` for the third.
"""
