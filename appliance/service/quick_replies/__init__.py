"""Quick replies: sentences that agents use again and again, shared by leads or kept for oneself, typed by “/”.
They hold no personal data; what is particular to a conversation is a variable, filled in when it is used.
"""
