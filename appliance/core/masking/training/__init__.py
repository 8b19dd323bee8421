"""Trains the name tagger: texts made by rule from our own word lists and templates, labelled as they are made.

`python -m appliance.core.masking.training` writes `core/masking/learned/names.npz`; the same lists give the same
file. The weights kept now are the mean of three such models too, each of the templates as they stood while they grew.
Nothing here runs in the product. To teach it a form: a line in `templates/`, then train and evaluate.
"""
