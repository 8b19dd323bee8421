"""Bare values that answer what the other side asked for: 短信来了，556677 after 请提供验证码.

Without the question these words and numbers mean nothing, so no other recognizer dares to take them.
One file per kind of answer; each finds nothing when nothing was asked.
"""
