"""The index: ids and vectors in embedded Chroma, words in memory.

Derived from the store, so it can always be rebuilt.
"""
