"""Consent: the bank's privacy notice in versions, and which of them each contact has agreed to, from when until when.
While a notice stands, nothing that a visitor writes is looked at or stored before they have agreed to it.
"""
