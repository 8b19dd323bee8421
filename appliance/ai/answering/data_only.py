"""A message that holds somebody's data and asks nothing: “我的身份证…，手机…，帮我看看”.

Its words (身份证, 手机) would find a passage about identity cards, which nobody asked for. Ask what is wanted.
"""

from __future__ import annotations

from appliance.ai.answering import lexicon
from appliance.core.masking.text import TOKEN


def asks_nothing(text: str) -> bool:
    """Whether `text` has masked values, and around them only what people write beside their data."""
    rest, values = TOKEN.subn(" ", text)
    if not values:
        return False
    rest = lexicon.pattern("data_only").sub("", rest)
    return not any(c.isalnum() for c in rest)
