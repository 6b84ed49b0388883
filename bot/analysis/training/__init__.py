"""How `model/judge.npz` is made. Runs on a developer's machine only: scikit-learn, SciPy and CRFsuite are imported inside functions.

    examples -> corpus (everything read once) -> fit: linear heads, network, tagger, countries -> artefact
                                              -> cross-validation -> scores (docs/model-card.md)

Sources: `examples.py`. Same data, same seeds, same artefact. Read first: `run.py`.
"""
