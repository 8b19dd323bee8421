"""Which of the ways that we have just offered is taken: 1 自助 2 人工 — 2; 继续等请回复 1 — 1; by the form or by a colleague — form."""

from __future__ import annotations

import re
from typing import Final

from appliance.ai.reading.script import even

_TO_A_PERSON: Final = re.compile(
    r"人工|真人|坐席|客服|专员|同事|经理|工作人员|继续|等待|等候|排队|human|person|agent|colleague|advis[eo]r|someone|keep|stay|wait|hold"
)
_AWAY: Final = re.compile(
    r"自助|自行|在线|线上|机器|退出|离开|取消|放弃|self|form|link|guide|email|leave|cancel|exit|quit"
)
_LABEL: Final = re.compile(r"(?<![0-9a-z])([0-9]|[a-d](?![a-z]))[.、):：）]?\s*(?=[^0-9\s，。,.;；?？!]{2})")
_LABEL_AFTER: Final = re.compile(
    r"([^，。,.;；?？!]{1,24}?)(?:请|则)?(?:回复?|按|输入|发送|选|press|reply|type|send)"
    r"\s*([0-9]|[a-d](?![a-z]))(?![0-9])"
)
_EITHER: Final = re.compile(r"(.{2,40}?)[，,]?\s*(?:或者?|还是|也可以?|也可|\bor\b)(.{2,40})")
_ORDER: Final = (
    re.compile(r"前者|前面那|第一|头一|\bfirst\b|\bformer\b"),
    re.compile(r"后者|后面那|第二|\bsecond\b|\blatter\b"),
)  # fmt: skip
_SHORT: Final = 24
"""Characters of an answer that only picks."""


def picked(text: str, ours: str) -> float:
    """1 where the way to a person is taken, -1 where another is, 0 where nothing was to be picked. Both texts are masked."""
    said, offered = even(text), even(ours)
    if not said or len(said) > _SHORT:
        return 0.0
    ways = _ways(offered)
    if len(ways) < 2:
        return 0.0
    label = re.match(r"[^0-9a-z]{0,3}([0-9]|[a-d](?![a-z]))(?![0-9])", said)
    if label and label[1] in ways:
        return _towards(ways[label[1]])
    for place, words in zip(ways.values(), _ORDER, strict=False):
        if words.search(said):
            return _towards(place)
    return 0.0


def _ways(offered: str) -> dict[str, str]:
    """The ways by their labels, in the order of our turn; without labels `first` and `second`."""
    after = {label: way for way, label in _LABEL_AFTER.findall(offered)}
    if len(after) >= 2:
        return after
    marks = list(_LABEL.finditer(offered))
    if len(marks) >= 2:
        ends = [*(mark.start() for mark in marks[1:]), len(offered)]
        return {mark[1]: offered[mark.end() : end] for mark, end in zip(marks, ends, strict=True)}
    if either := _EITHER.search(offered):
        return {"first": either[1], "second": either[2]}
    return {}


def _towards(way: str) -> float:
    if _AWAY.search(way):
        return -1.0
    return 1.0 if _TO_A_PERSON.search(way) else -1.0
