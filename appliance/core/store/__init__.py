"""The one door to disk: an encrypted store with many readers and one fair writer.

What `writing()` returned from is on disk. A failed act leaves nothing behind. A reader can change nothing.
"""
