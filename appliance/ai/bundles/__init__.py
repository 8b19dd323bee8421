"""Model bundles: signed weights on a shelf.

Nothing is loaded that is not listed, by hash, in a manifest signed with a key this appliance trusts.
Only formats that hold no code are allowed; a file too many is as wrong as a file changed.
"""
