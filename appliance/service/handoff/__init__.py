"""Handoff: when a person takes over, told by rules of one file each; every handoff carries its reason.

Add a rule: write `rules/<name>.py` with `on_question` and `on_draft`, and name it in `rules/registry.py`.
"""
