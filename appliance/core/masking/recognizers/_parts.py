"""Small pieces of pattern shared by the recognizers.

`\\b` fails beside Chinese characters, so edges are spelled out.
"""

from __future__ import annotations

import re
from typing import Final

NO_ALNUM_BEFORE: Final = r"(?<![0-9A-Za-z])"
NO_ALNUM_AFTER: Final = r"(?![0-9A-Za-z])"
NO_DIGIT_BEFORE: Final = r"(?<![0-9])"
NO_DIGIT_AFTER: Final = r"(?![0-9])"
LINK: Final = (
    r"(?:[^0-9A-Za-z\u4e00-\u9fff。！!？?；+]|是|为|叫|写|填|号|编|码|的|我|就|系|嗯|呃|那个|如下|这个|你?记(?:一?下)?|记得|好像|"
    r"应该?|其实|完整|全号|正确|可能|大概|现在|原来|以前|一直|上面?|末尾|[那这一]串|"
    r"[搞打输弄报说填写]?错了?|用|报|新|旧|老|长|都|本|is|was|no\.?|number|num|id|should be|i think){0,16}"
)
"""What may stand between a cue word and its value: 验证码是：, card number is, QQ号 …, "cardNo": "…"."""
MOBILE: Final = re.compile(r"1[3-9]\d{9}")
"""Prefix and length of the mainland."""
WHOSE: Final = r"[，,、 ）)】\](（]{0,2}(?:这个?|就|也|以上)?(?:是|为)?(?:我们?|俺|他|她|本人|公司)?(?:的)?"
"""What may stand between a value and the word that says afterwards what it was: 2284075，这是我的QQ."""

OF_AN_ORDER: Final = re.compile(
    r"(?:单号|订单|编[号码]|工单|流水|票号?|发票|版本|型号|批号|货号|条码|序列号?|期号?|开奖|彩票|代码|邮编|[账帐]号|卡号|order|"
    r"invoice|serial|s/?n|sku|ref|"
    r"tracking|ticket|version)[^0-9，。,]{0,6}$"
)
"""What stands right before numbers of orders, bills, lots and versions, which are no telephone's."""
_MORE: Final = re.compile(
    r"(?:\s*[、/,，;；|&]\s*|\s*(?:和|或者?|及|与|跟|还有|以及|新的?|改成?|(?:后来|又)?换[了成]?个?|现在?|or|and)\s*(?:是|为)?\s*|"
    r"(?<=\d) )"
)


def listed(lower: str, end: int, value: re.Pattern[str]) -> list[tuple[int, int]]:
    """Further values of the same form in a list that begins before `end`: qq 273300918/273300919, 旧00293847新92830174."""
    found: list[tuple[int, int]] = []
    while (gap := _MORE.match(lower, end)) and (m := value.match(lower, gap.end())):
        end = m.end()
        found.append(m.span())
    return found


_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]")


def squeezed(text: str) -> str:
    """Letters and digits only, upper case."""
    return _NOT_ALNUM.sub("", text).upper()


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
