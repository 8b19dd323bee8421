"""Quick replies: sentences that agents use again and again, shared by leads or kept for oneself, typed by “/”. One with steps
after its words (tag, note, pass on, later, end) is a macro: all of it in one click, or none of it.
They hold no personal data; what is particular to a conversation is a variable, filled in when it is used.
"""
