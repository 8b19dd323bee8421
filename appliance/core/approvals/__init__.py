"""What needs two people: one asks and says why, another allows it, and it is done once, before it runs out.

Nobody allows their own request. Every step is an audit event in its own transaction, the use in that of the act.
"""
