"""What calls an agent who looks elsewhere: a visitor of theirs has written, somebody waits, a colleague names them. Said by ids and
codes only, never by anybody's words; and not in the hours that the agent keeps quiet.
"""
