"""How a lower room causes something in a higher one without knowing it.

An event is a row of the act's own transaction, so it is announced exactly if the act happened, in commit order.
"""
