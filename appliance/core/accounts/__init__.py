"""People who work here: who they are, what they may do, and their sign-ins.

One person, one role: powers that check each other are never in one hand. Every change has its audit record.
"""
