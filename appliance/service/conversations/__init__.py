"""Conversations: one transcript for visitor, AI and people. Text rests sealed under the conversation's own key.
Each act writes its rows, its audit event and its announcement in one transaction, or nothing.
No AI text follows a person's claim: every AI message checks state and version in the transaction that stores it.
"""
