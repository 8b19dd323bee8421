"""Trains the reader: texts grown by rule from our own seeds, labelled as they are made, and the development sets.

`python -m appliance.ai.reading.training` writes `ai/reading/learned/reading.npz`; the same lines give the same file.
Nothing here runs in the product. To teach it a form: a line in `seeds/`, then train and `appliance handoff evaluate`.
"""
