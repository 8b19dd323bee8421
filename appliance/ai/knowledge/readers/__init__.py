"""Files become blocks of text that know where they stand (page, sheet, cell, heading).

Parsing runs in a process of its own with a memory and a time limit; a file that cannot be read gives
one clear sentence.
"""
