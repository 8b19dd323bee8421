"""What is owed to a contact: that an original is seen by nobody but for a reason that a second person agreed with; to be
told what is held of them; and to be forgotten.

Every look is in the audit trail before it happens, and ends by itself. Two people erase a contact, and then nobody can
read them any more: not in the store, not in the search file, not in a backup made before. What stays is a skeleton of
random ids, the audit chain, and a signed certificate. Killed half-way, an erasure goes on at the next start; put back by a
restore, it is done again before the store opens.
"""
