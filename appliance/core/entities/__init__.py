"""Originals of what was masked: each token, its partial form, and its value sealed under the conversation's key.

The value itself is opened nowhere in this room.
"""
