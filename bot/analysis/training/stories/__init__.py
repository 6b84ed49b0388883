"""How `model/stories.npz` is made: which words are rare, which keep company, and what makes two reports one event.

    unlabelled news -> company: lore;   labelled pairs -> pairs -> fit: cross-validation, weights, calibration -> report

Runs on a developer's machine only, like all of `training`. Our labels of pairs are `model/story_labels.tsv`: set and id of
both and what we read in them, never a text. Read first: `fit.py`.
"""
