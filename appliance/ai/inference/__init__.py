"""The language model and the embedder.

A prompt is made of `MaskedText` only: the type checker refuses raw words. Nothing here opens a connection
to anything but the address it was given, and the vLLM started here listens on loopback alone, with a key,
and ends when the appliance ends.
"""
