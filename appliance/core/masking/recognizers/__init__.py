"""One file per kind of data. `registry.py` lists them; nothing is discovered by itself."""
