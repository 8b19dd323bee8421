"""Question sets: what must stand in the answer, asked on demand and before every publication.

A publication that would make a base's golden set worse is stopped; two persons may publish it all the same.
"""
