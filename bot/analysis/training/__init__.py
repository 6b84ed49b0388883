"""How `model/judge.npz` is made. Runs on a developer's machine only: its libraries (scikit-learn and others) are
imported inside functions.

    examples -> corpus (everything read once) -> fit: linear heads, network, tagger, countries -> artefact
                                              -> cross-validation -> answers -> report: tables, picture (docs/model-card.md)

`stories/` makes `model/stories.npz`. Sources: `examples.py`. Same data, same seeds, same artefact. Read first: `run.py`; for `tocsin evaluate`, `evaluate.py`.
"""
