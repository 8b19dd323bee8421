"""Strategies: which of several agents with room gets a conversation. One file each, named in `registry.py`.

A team lists some in order; each keeps the best of those the one before left, and never empties the list.
"""
