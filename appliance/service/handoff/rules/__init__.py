"""One handoff rule a file; `registry.py` lists them in order."""
