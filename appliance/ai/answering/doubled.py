"""Doubled: the two or three questions that a message asks at once, each as a question of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOUNS = (
    "收益率|利率|年化|费率|费用|手续费|服务费|管理费|维护费|年费|工本费|保费|租金|押金|保证金|金额|额度|限额|起存|起购|起点|期限"
    "|年限|时间|电话|地址|有效期|违约金|首付|比例|上限|下限|收费|标准|条件|材料|次数|人数"
)
ASKED_FOR = re.compile(
    r"利率|年化|费率|费用|手续费|年费|工本费|租金|押金|额度|限额|起存|起点|期限|时间|电话|地址|有效期|违约金|首付|比例|上限|下限|收费"
)
"""What questions ask for, whatever the thing is that they are about."""

VALUE_ASKED = re.compile(
    r"多少|几|吗|怎么|怎样|什么|哪|要不要|能不能|是不是|还是|行不行|多久|多长|多大年[纪龄]|收不收|会不会|可不可以|有没有|免不免|上不上"
    r"|开不开|用不用|需不需要|要钱不|如何|谁|[？?]"
)
_MARKS = re.compile(r"[，,；;。！!？?\n]+")
_MORE = re.compile(r"另外|还有|以及|顺便|同时|再就是")
_EACH = re.compile(
    r"^(?P<start>.*?[的，,]?)(?P<one>[^，,的]{2,10}?)(?:和|与|跟|、|及)(?P<other>[^，,的]{2,8}?)"
    r"(?:分别|各自?)(?:是|为|要)?(?P<end>.*)$"
)
_BOTH = re.compile(
    rf"^(?P<start>.*?[的，,]?)(?P<one>[^，,的]{{0,10}}?(?:{_NOUNS}))(?:和|与|跟|、|以?及|还有)"
    rf"(?P<other>[^，,的]{{0,10}}(?:{_NOUNS}))(?:是|为|要)?(?P<end>(?:多少|几多|什么|怎么样)?[呢啊呀]?[？?。]?)$"
)
_ATTRIBUTE = re.compile(rf"(?:最[高低多少大小长短快]|起[存购投]|每[月年日天次笔]|单[笔日]|年)?(?:{_NOUNS})$")
_NAMES_ONLY = re.compile(rf"^[^是有\d]+的[^的是\d]{{0,2}}(?:{_NOUNS})$")


def questions_of(text: str) -> tuple[str, ...]:
    """The two or three questions that a text asks at once; () for one."""
    if m := _EACH.match(text) or _BOTH.match(text):
        start, one, other, end = m["start"], m["one"], m["other"], m["end"]
        of = _ATTRIBUTE.search(one)
        subject = one[: of.start()] if of else ""  # 听潮一年 of 听潮一年起购金额和最高收益率
        end = end or "多少"
        return f"{start}{one}{end}", f"{start}{subject if subject not in other else ''}{other}{end}"
    out: list[str] = []
    waiting = ""
    pieces = [piece for piece in map(str.strip, _pieces(text)) if piece]
    for n, piece in enumerate(pieces):
        waiting = f"{waiting}，{piece}" if waiting else piece
        rest = "".join(pieces[n + 1 :])
        named = len(piece) >= _LEAST_NAMED and len(rest) >= _LEAST_NAMED and _NAMES_ONLY.search(piece)
        if (VALUE_ASKED.search(piece) or named) and len(piece) >= 4:
            out.append(waiting)
            waiting = ""
    if waiting and out:
        out[-1] += f"，{waiting}"
    return tuple(out) if 2 <= len(out) <= 3 else ()


_LEAST_NAMED = 6
"""Characters that a clause has at least that asks by naming a thing (金松等级的资产标准，还有一年几次代驾), and what comes after it."""


def _pieces(text: str) -> Iterator[str]:
    """The clauses; one that goes on with another question (年费多少还有额度多少) as two, but 当日到账另外加多少 as one."""
    for clause in _MARKS.split(text):
        start = 0
        for m in _MORE.finditer(clause):
            before = clause[start : m.start()]
            if not before.strip() or VALUE_ASKED.search(before):
                yield before
                start = m.end()
        yield clause[start:]
