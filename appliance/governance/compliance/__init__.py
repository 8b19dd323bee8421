"""What is owed to a contact: that an original is seen by nobody but for a reason that a second person agreed with.

Every look is in the audit trail before it happens, and ends by itself.
"""
