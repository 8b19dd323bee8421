"""Texts as people type them: dictated without marks, in a hurry, Traditional, polite, with an emoji."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Final

from appliance.ai.reading.labels import Mood
from appliance.ai.reading.training.seeds import Example

_ZH_MARKS: Final = re.compile(r"[，。！？、]")
_HEADS: Final = (
    "你好，",
    "您好，",
    "请问",
    "那个，",
    "嗯，",
    "麻烦问下，",
    "你好 ",
    "喂，",
    "在吗，",
    "亲，",
    "小助手，",
    "哎，",
)
_TAILS: Final = ("，谢谢", "谢谢", "啊", "呢", "哈", "呀", "。", "～", "…", "吧", "，麻烦了", "哦")
_EN_HEADS: Final = ("hi, ", "hello, ", "hey ", "excuse me, ", "so ", "um ")
_EN_TAILS: Final = (" thanks", ", thank you", ".", " please", "...")
_FACES: Final[dict[Mood, str]] = {
    "satisfied": "😊👍🌹❤🙏😄", "neutral": "😂🙂🤔", "anxious": "😭😰😨😢🙏", "dissatisfied": "🙄😒😤👎😓", "angry": "😡🤬💢😤",
}  # fmt: skip
_SLIPS: Final = str.maketrans("的在那做到以再账号没", "得再哪作道已在帐号没")


def typed(made: Example, r: random.Random) -> Example:
    """The same message, said by somebody else."""
    text, english = made.text, made.text.isascii()
    if r.random() < 0.12:
        text = r.choice(_EN_HEADS if english else _HEADS) + text
    if r.random() < 0.12:
        text += r.choice(_EN_TAILS if english else _TAILS)
    if r.random() < 0.08:
        text += r.choice(_FACES[made.mood]) * r.choice((1, 1, 2))
    if not english and r.random() < 0.25:
        text = _ZH_MARKS.sub(r.choice(("", " ", " ")), text)
    elif english and r.random() < 0.3:
        text = re.sub(r"[,.!?']", "", text)
    if r.random() < 0.1 and len(text) > 6:
        at = r.randrange(len(text))
        text = text[:at] + text[at + 1 :]
    if r.random() < 0.08:
        text = text.translate(_SLIPS)
    if made.mood == "angry" and r.random() < 0.15:
        text = text.upper() if english else text + "！" * r.choice((1, 2, 3))
    if r.random() < 0.1:
        text = text.rstrip("。.！!") + ("？" if not english else "?")
    return replace(made, text=text.strip() or made.text)
