"""Visitors come in here, whatever service they write through; every one of their words is masked first.

To add a channel: a folder with an `adapter.py`, one line in `registry.py`, its contract run in
`tests/contracts/test_channels.py`.
"""
