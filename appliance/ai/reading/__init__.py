"""Reading: what a message wants and how its writer feels, without the language model.

Knows no conversation: a text and the turns before it go in, chances come out. It decides nothing; rules do.
"""
