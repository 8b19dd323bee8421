"""Door hardware: pages, sign-in cookie, permissions, headers, limits, live signals. It knows no business.

A route that declares no permission is refused, and nothing is shown while the vault is sealed.
"""
