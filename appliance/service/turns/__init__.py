"""The AI's turn: read, decide, answer, post. Nothing slow runs inside a transaction, every sentence is checked
against the conversation's version in the transaction that stores it, and a visitor is never left with silence.
"""
