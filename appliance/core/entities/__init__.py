"""Originals of what was masked: each token, its partial form, and its value sealed under the conversation's key; and the
versions of the policy that decides how a surface shows one.

A value is opened in `originals` only: for a reveal that two people agreed on, and for the visitor who wrote it.
"""
