"""Masking. Finds personal data in a text and puts tokens in its place; holds no key and touches no store.

What cannot be checked is not let through: when a recognizer fails, the whole text is withheld.
Secrets (one-time codes, passwords, CVV, expiry) are dropped here, before anything is written.
"""
