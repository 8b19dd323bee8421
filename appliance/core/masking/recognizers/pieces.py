"""Numbers said in pieces: 前面是6222 0212，后面接着3456…, or one half in the message before and one in this.

The pieces are joined and judged as one number: by its checksum where the standard has one, else by what was asked
for. What stands between two pieces must be small words of the kind that link them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.core.masking import views
from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import MENTIONED
from appliance.core.masking.recognizers import cn_id, iban, uscc
from appliance.core.masking.recognizers._parts import MOBILE, luhn
from appliance.core.masking.recognizers.asked._fits import COUNTED
from appliance.core.masking.recognizers.bank_card import ISSUERS
from appliance.core.masking.spoken import Reading, spoken

JOINT: Final = "\n\n"
"""Between one message and the next."""
_MOST = 24
_ATOM = re.compile(
    r"[0-9a-z]*\d[0-9a-z]*|(?<![0-9a-z])(?!is|it|my|no|ok|so|to|in|on|at|we|hi|me|id|be|"
    r"of)[a-z]{1,2}(?![0-9a-z])"
)
_PAUSE = re.compile(r"(?:[\s.\-·_/,，、。…~～]|嗯|呃|额|啊|哦|那个|空格|空|杠){0,8}")
_LINK = re.compile(
    r"前面?|后[面头边]?|开头|打头|头|起头|首|接着|接|然后|再|最后|中间|剩下|剩余|余下|其余|末|尾|"
    r"第.{0,2}[段组节截部分位]|往后|跟着|跟|下一?[段组截]|下半|上半|半|还有|位|段|"
    r"继续|来|生日|字母|数字|区号|号码|月日|年份|月份|补|是|等|稍|记|接下来|then|next|rest|last|first|"
    r"followed|and|remaining|second"
)
_FAR = 18
_STOP = re.compile(
    r"(?<![a-z])(?:ip|mac)(?![a-z])|卡号?|swift|bic|iban|银行|身份证|手机|电话|密码|验证码|有效期|背面|元|块|金额|万|年利率|订单|单号|"
    r"[:：]\d\d|不用|旧|以前|不对|作废|错"
)
_CARD = re.compile(r"卡|card")
_ISSUED = re.compile(r"62(?:\d{14}|\d{17})")
_LENGTHS: Final = {
    "BANK_CARD": range(14, 20), "CN_ID": range(15, 19), "MOBILE": range(11, 12), "ACCOUNT": range(8, 31),
    "OTP": range(4, 9), "PASSPORT": range(7, 11), "LANDLINE": range(10, 13), "QQ": range(6, 12),
    "PERMIT": range(8, 12), "PASSWORD": range(6, 33), "IBAN": range(15, 35), "USCC": range(18, 19),
    "HKTW_ID": range(7, 11), "PLATE": range(6, 8), "WECHAT": range(6, 21),
}  # fmt: skip
_EXACT: Final = frozenset({"PASSPORT", "PERMIT", "HKTW_ID", "CN_ID", "MOBILE", "USCC", "BANK_CARD", "IBAN"})
_LETTERED: Final = frozenset({"PASSPORT", "PERMIT", "HKTW_ID", "USCC", "IBAN", "PLATE", "PASSWORD"})
"""Kinds of which letters alone may be a piece: 字母是EH，数字是5190342."""
_DIGITS_ONLY: Final = frozenset({"BANK_CARD", "MOBILE", "ACCOUNT", "OTP", "LANDLINE", "QQ"})


@dataclass(frozen=True, slots=True)
class Joined:
    """One value in pieces; each piece is `[start, end)` of the text judged."""

    kind: str
    value: str
    pieces: tuple[tuple[int, int], ...]
    score: float
    rule: str


class Pieces:
    """Two pieces at least; those in earlier messages are judged with, and reported by `halves.complete`."""

    kinds = frozenset(_LENGTHS)

    def find(self, a: Analysis) -> list[Find]:
        if not any(c.isdigit() for c in a.lower):
            return []
        before = JOINT.join(heard(text).text for _, text in a.state.before)
        offset = len(before) + len(JOINT) if before else 0
        lower = before + JOINT + a.lower if before else a.lower
        found = []
        for joined in judge(lower, a.state.wants, new_from=offset):
            whole = joined.value if len(joined.pieces) > 1 else None
            found += [
                Find(start - offset, end - offset, joined.kind, joined.score, joined.rule, whole)
                for start, end in joined.pieces
                if start >= offset
            ]
        return found


def heard(text: str) -> Reading:
    """`text` as small letters and digits, with the map back; as it stands where nothing is spoken."""
    lower = views.lower(views.flat(text))
    return spoken(lower) or Reading(lower, tuple(range(len(lower))), tuple(range(1, len(lower) + 1)))


def judge(lower: str, wants: Mapping[str, int], new_from: int = 0) -> Iterator[Joined]:
    """Every value in pieces of a `lower` view that has a piece at or after `new_from`. Linear: few pieces make one."""
    lettered = not _LETTERED.isdisjoint(wants)
    atoms = [
        (m.start(), m.end())
        for m in _ATOM.finditer(lower)
        if (lettered or not m[0].isalpha()) and not COUNTED.match(lower, m.end(), m.end() + 6)
    ]
    links = [_linked(lower, atoms[i][1], atoms[i + 1][0]) for i in range(len(atoms) - 1)]
    _close(lower, atoms, links)
    taken = -1
    for first in range(len(atoms)):
        if atoms[first][0] < taken:
            continue
        value, best = lower[slice(*atoms[first])], None
        loose = vague = False
        for last in range(first + 1, min(len(atoms), first + 10)):
            link = links[last - 1]
            if not link:
                break
            loose, vague = loose or link > 1, vague or link == 4
            value += lower[slice(*atoms[last])]
            if len(value) > 34:
                break
            if atoms[last][1] <= new_from:
                continue
            if not loose:
                continue  # pauses alone are the other recognizers' business
            parts = [lower[s:e] for s, e in atoms[first : last + 1]]
            meant = _meaning(value, wants, vague, parts)
            meant = meant or (None if vague else _slip(lower, atoms[first][0], value))
            if meant is not None:
                best = (last, value, *meant)
                if meant[1] >= 0.9 and (last + 1 >= len(atoms) or meant[0] != "BANK_CARD"):
                    break
        if best is not None:
            last, value, kind, score, rule = best
            yield Joined(
                kind,
                value.upper(),
                tuple(_merge(lower, atoms[first : last + 1], links[first:last])),
                score,
                rule,
            )
            taken = atoms[last][1]


def _close(lower: str, atoms: Sequence[tuple[int, int]], links: list[int]) -> None:
    """A number that is whole already, if parted by pauses, is no piece of another: 2单元1803，打我134 6627 0185."""
    first = 0
    for last in range(len(atoms)):
        if last < len(links) and links[last] == 1:
            continue
        value = "".join(lower[s:e] for s, e in atoms[first : last + 1]).upper()
        if last > first and (MOBILE.fullmatch(value) or cn_id.valid(value)):
            for border in (first - 1, last):
                if 0 <= border < len(links):
                    links[border] = 0
        first = last + 1


def _linked(lower: str, start: int, end: int) -> int:
    """0: no link; 1: a pause; 2: words that link; 3: one message and the next; 4: any few words."""
    gap = lower[start:end]
    if JOINT in gap:
        tail, _, head = gap.partition(JOINT)
        near = len(tail.strip()) <= _FAR and len(head.strip()) <= _FAR and not _STOP.search(head)
        return 3 if near and not head.startswith("元") else 0
    if _PAUSE.fullmatch(gap):
        return 1 if len(gap) else 0
    if len(gap) > _FAR or _STOP.search(gap):
        return 0
    return 2 if _LINK.search(gap) else 4


def _meaning(
    value: str, asked: Mapping[str, int], vague: bool, parts: Sequence[str]
) -> tuple[str, float, str] | None:
    """Kind, score and rule of a joined value."""
    code = value.upper()
    if cn_id.valid(code):
        return "CN_ID", 0.97, "pieces joined, gb11643 checksum"
    if len(code) == 18 and code[0] in "159Y" and uscc.valid(code):
        return "USCC", 0.96, "pieces joined, gb32100 check character"
    if 15 <= len(code) <= 34 and code[:2].isalpha() and code[2:4].isdigit() and iban.remainder(code) == 1:
        return "IBAN", 0.96, "pieces joined, mod 97"
    if vague:
        return None  # what follows is right by chance too often
    if code.isdigit() and 15 <= len(code) <= 19 and ISSUERS.fullmatch(code) and luhn(code):
        return "BANK_CARD", 0.95, "pieces joined, luhn and prefix"
    if code.isdigit() and len(code) == 11 and code[0] == "1" and code[1] in "3456789":
        return "MOBILE", 0.93, "pieces joined, mobile prefix and length"
    if "CN_ID" in asked and len(code) in (10, 12, 14, 17) and cn_id.begun(code):
        return "CN_ID", 0.87, "pieces of an identity number"
    for kind, strength in sorted(asked.items(), key=lambda pair: -pair[1]):
        if kind in _EXACT and any(len(part) in _LENGTHS[kind] and _possible(kind, part) for part in parts):
            continue  # that piece is the value, the others are about it
        if (
            kind in _LENGTHS
            and strength > MENTIONED
            and len(code) in _LENGTHS[kind]
            and _possible(kind, code)
        ):
            if kind == "PASSWORD" and min(map(len, parts)) < 2:
                continue  # 剩余次数 2
            return kind, 0.86, "pieces joined, asked for before"
    return None


def _slip(lower: str, start: int, value: str) -> tuple[str, float, str] | None:
    """A card in pieces whose check digit fails, behind its word."""
    if _ISSUED.fullmatch(value) and _CARD.search(lower, max(0, start - 16), start):
        return "BANK_CARD", 0.76, "pieces joined, card word and prefix"
    return None


def _possible(kind: str, code: str) -> bool:
    if kind in _DIGITS_ONLY and not code.isdigit():
        return False
    if kind == "CN_ID":
        return len(code) in (15, 18) and code[:14].isdigit()
    if kind == "LANDLINE":
        return code.startswith("0")
    if kind == "HKTW_ID":
        return code[:1].isalpha() or code[:1] in "157"
    if kind in ("PASSPORT", "PERMIT"):
        return code[:1].isalpha() and not code[:2].startswith(code[1:3]) and code[-6:].isdigit()
    return True


def _merge(lower: str, atoms: Sequence[tuple[int, int]], links: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pieces with nothing but a pause between them are one piece."""
    start, end = atoms[0]
    for (s, e), link in zip(atoms[1:], links, strict=True):
        if link == 1:
            end = e
        else:
            yield start, end
            start, end = s, e
    yield start, end
