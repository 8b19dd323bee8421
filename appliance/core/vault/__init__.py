"""Keys. While sealed, nothing here returns a key.

The vault works without the database, since it opens the database. It never writes a key in clear, except the
unseal key file of the `keyfile` method, which is the operator's to guard.
"""
