"""The second look: each conversation is read again as a whole once it pauses, and what the first look missed is masked.

Slower than the first look, never in a visitor's way; done twice it changes nothing; nothing of it is written but counts.
"""
