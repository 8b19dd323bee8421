"""What the bank has published, and how it is found again.

Documents and qa pairs live as rows in the encrypted store; the index beside it holds ids and vectors
only and can be rebuilt from the rows at any time. Only what the store calls published is ever returned
by a search.
"""
