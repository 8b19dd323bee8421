"""Passwords that are plain words: 东坡肉 after 您现在输的是什么, 密码夜来香登不上. Which stretch of words is one, a small network tells.

What could be one: the clauses of an answer where a password was spoken of, or those beside a password's own word, each also
without the words that lead to it (是, 改成, 我输的) and those that follow it (呀, 四个字, 登不上). What stands around it and was
said before is read as `reader` reads it of numbers; its own characters are read besides (weights in `learned/words.npz`, made by
`core/masking/training/worded.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from appliance.core.masking import asks, views
from appliance.core.masking.analysis import Analysis
from appliance.core.masking.candidates import Candidate, Field
from appliance.core.masking.context import NOW, Dialogue
from appliance.core.masking.kinds import SECRETS

MOST: Final = 40
"""Stretches of one text that are looked at."""
LONGEST: Final = 16
_ANSWER: Final = 60
"""A longer message is no answer in words."""
_TURNS: Final = 4
_HINTED: Final = {"ai": 0.8}
_HINTED_BY_A_PERSON: Final = 0.2
"""Chance that the last words of the other side ask for a password, from which on its answer is read. The appliance itself asks
for none; what it says is the same every day, and anything may follow it."""
SPOKEN_OF: Final = re.compile(
    r"密 ?[码碼]|卡密|口令|暗[语号]|通关|安全词|(?<![a-z])(?:mima|password|passcode|pass ?phrase|pwd|pin)(?![a-z])"
)
_GUARDS: Final = re.compile(
    r"密保|预留|提示|安全问题|(?<!题的)答案|登[录陆入]|解锁|(?:设|填|输|写|改成?|用|起|定)的?(?:是|成)?(?:什么|啥|哪|咩|几)|那[串句]|"
    r"[二两三四五六七几]个字|拼音|汉字|缩写|[大小]写|首字母|哪[首句]|log ?in|sign ?in"
)
_NEAR: Final = 24
"""Characters between a password's own word and what may be the password."""
_CLAUSE: Final = re.compile(r"[^，,。！!？?；;：:\n（）()“”\"「」『』《》、…~～|/【】]{1,40}")
_LETTERS: Final = re.compile(r"[\u3400-\u9fff]|[a-z]{4}")
_LEAD: Final = re.compile(
    r"(?=(?P<w>是叫|是|叫|为|系|的|嘅|成了|成|了|着|输|打|填|写|设|用|念|报|录|试过|试|说|讲|话|有|加|差个|就|还|"
    r"密 ?码|卡密|口令|暗[号语]|码|拿|把|像|得|过|那怎么|"
    r"那|个|[:： ]))"
)
_NEVER: Final = re.compile(
    r"什么|怎么|多少|几[位个次天]|为[啥何]|哪[里个位儿]|不知道|不记得|记不|忘[了记]|没收到|收不到|客服|人工|网点|柜台|位数|背面|重置|找回|密码|口令|"
    r"冻结|解封|挂失|几秒|不告诉|随便|都行|无所谓|[一二两三四五六七八九十][千百万]$|[上下中]午.{0,3}[点點时]"
)
"""A question, a status, a time or a wish: no password, whatever the reader says."""
_TAIL: Final = re.compile(
    r"呀|啊|吧|呢|哈|噻|嘛|咯|哦|喔|噢|了|的|吗|么|[一二两三四五六七八]个字|登|进不|不|做|当|作|也|都|一直|总|老|就|显示|提示|报|为|输|被|后|前|连|加|能|可|太|错|失败|"
    r"那|这|我|他|她|\d|行|对|拼|全|再|这|以|在|是|试|嗰| "
)


def stretches(a: Analysis) -> Field:
    """Empty for nearly every text: where no password is spoken of, nothing is looked for."""
    text = views.lower(a.digits)
    own = [m.span() for m in SPOKEN_OF.finditer(text)]
    answer = len(text) <= _ANSWER and _asked(a.state)
    if not (own or answer) or not _LETTERS.search(text):
        return Field("", ())
    spans: dict[tuple[int, int], None] = {}
    for m in _CLAUSE.finditer(text):
        if answer or any(m.start() - _NEAR <= end and start <= m.end() + _NEAR // 2 for start, end in own):
            spans |= dict.fromkeys(_cut(text, *m.span()))
        if len(spans) >= MOST:
            break
    return Field(text, tuple(Candidate(s, e, s, e) for s, e in list(spans)[:MOST]))


def _asked(state: Dialogue) -> bool:
    """A password was spoken of, or the last words of the other side may ask for one and ask for nothing else by its name."""
    if "PASSWORD" in state.scene or "PASSWORD" in state.wants:
        return True
    if any(SPOKEN_OF.search(words) for _, words in state.said[-_TURNS:]):
        return True
    others = [(role, words) for role, words in state.said[-_TURNS:] if role != "visitor"]
    if not others or any(strength == NOW and kind not in SECRETS for kind, strength in state.wants.items()):
        return False
    if any(_GUARDS.search(words) for _, words in others):
        return True
    role, words = others[-1]
    chances = asks.chances(words) if len(words) > 1 else (0.0,) * len(asks.KINDS)
    return chances[_PASSWORD] >= max(_HINTED.get(role, _HINTED_BY_A_PERSON), *chances)


_PASSWORD: Final = asks.KINDS.index("PASSWORD")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clause, and what is left of it without the words before and behind."""
    begins = [start, *(m.end("w") for m in _LEAD.finditer(text, start, end))]
    ends = [end, *(m.start() for m in _TAIL.finditer(text, start + 1, end))]
    seen: set[tuple[int, int]] = set()
    for begin in begins:
        for stop in ends:
            s, e = begin, stop
            while s < e and text[s] == " ":
                s += 1
            while s < e and text[e - 1] in " .-":
                e -= 1
            if 0 < e - s <= LONGEST and (s, e) not in seen and _worth(text, s, e):
                seen.add((s, e))
                yield s, e


def _worth(text: str, start: int, end: int) -> bool:
    return _LETTERS.search(text, start, end) is not None and _NEVER.search(text, start, end) is None
