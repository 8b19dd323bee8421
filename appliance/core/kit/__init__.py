"""Small tools with no opinion about the business.

Nothing here opens the store, knows a key or names a room.
"""
