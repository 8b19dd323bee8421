"""Trains the reader: texts grown by rule from our own seeds, labelled as they are made, and what people wrote (tests/ai/reading/sets).

`python -m appliance.ai.reading.training` writes `ai/reading/learned/reading.npz`; the same lines give the same file on one machine.
Nothing here runs in the product. To teach it a form: a line in `seeds/`, then train, and look at `--figures`.
"""
