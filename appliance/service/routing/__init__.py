"""Routing: who gets a conversation. Limits hold on every path by which an agent can come to have one, and the
queue is fair: who has waited longer is served first.
"""
