"""Contacts: who a conversation is with. A visitor is known by channel and channel id only; nothing here holds a
name, number or address in clear. Erasing a contact's key makes everything they wrote unreadable.
"""
