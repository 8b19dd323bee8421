"""Backups: whole or not at all, readable to nobody without the vault, and the one allowed way back.

A backup holds the store as it was at one moment and the files that it needs; neither contact keys (the keyring is copied
apart, so that an erased person is gone from old backups too) nor anything that can be derived again.
"""
