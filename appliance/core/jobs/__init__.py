"""Background work that lives in the store: asking for a job is part of the act, so neither happens without the other.

A job runs at least once, in its lane's order, with no transaction open. A process that dies loses its lease, and the
job comes back.
"""
