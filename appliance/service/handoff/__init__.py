"""Handoff: when a person takes over, told by rules of one file each; every handoff carries its reason, what it rests on and
the version of the rule book. The book is a value with versions: changed by one person, approved by another, tried over
past conversations before it holds.

Add a rule: write `rules/<name>.py` with title, knobs, `on_question` and `on_draft`, and name it in `rules/registry.py`.
"""
