"""Answering: every sentence that leaves this room rests on a passage or an approved pair the bank has published.

What the bank has not published is not answered: the ladder ends by saying so and offering a person.
"""
