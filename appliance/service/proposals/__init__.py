"""Qa pairs that conversations suggest: an agent's answer worth keeping, and questions that nobody had an answer to.

A proposal is a draft with the conversation as its source. It holds no personal data, somebody reviews it, and it is
published as any other pair is; nothing here publishes.
"""
