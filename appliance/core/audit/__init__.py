"""Who did what, when, to what: a chain of events that only grows.

No audit record, no act: the event is appended in the act's own transaction, and a failed append fails the act.
"""
