"""Which script a text is written in; decides whether word matching can say anything at all."""

import re
from typing import Literal

Lang = Literal["zh", "en"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def lang_of(text: str) -> Lang:
    """ "zh" or "en"; a Chinese sentence with foreign product names in it stays Chinese."""
    han = len(_HAN.findall(text))
    return "zh" if han and han * 2 >= len(_LATIN_WORD.findall(text)) else "en"
