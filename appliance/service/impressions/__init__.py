"""What an agent needs to know of a visitor at a glance: how the mood went, what was asked and tried before a person was called,
and a short impression of the contact. Rules write all of it; where there is a model that can, it drafts; agents have the last
word. Masked, and sealed like the words it comes from.
"""
