"""Telephone numbering of other countries: calling codes (ITU-T E.164), and how mobile and fixed numbers begin behind them."""

from __future__ import annotations

import re
from typing import Final

CODE: Final = (
    r"(?:1|7|2(?:[07]|[1-689]\d)|3(?:[0-469]|[578]\d)|4(?:[013-9]|2\d)|5(?:[1-8]|[09]\d)|6(?:[0-6]|[7-9]\d)|"
    r"8(?:[124]|[058]\d|[13]\d)|9(?:[0-58]|[679]\d))"
)
"""Any calling code but China's."""
_MOBILE: Final = {
    "1": r"[2-9]\d\d[2-9]\d{6}",
    "7": r"[79]\d{9}",
    "20": r"1[0-25]\d{8}",
    "27": r"[6-8]\d{8}",
    "30": r"69\d{8}",
    "31": r"6\d{8}",
    "32": r"4\d{8}",
    "33": r"[67]\d{8}",
    "34": r"[67]\d{8}",
    "36": r"[2357]0\d{7}",
    "39": r"3\d{8,9}",
    "40": r"7\d{8}",
    "41": r"7[5-9]\d{7}",
    "43": r"6\d{8,10}",
    "44": r"7\d{9}",
    "45": r"[2-9]\d{7}",
    "46": r"7\d{8}",
    "47": r"[49]\d{7}",
    "48": r"[4-8]\d{8}",
    "49": r"1[5-7]\d{8,9}",
    "51": r"9\d{8}",
    "52": r"1?\d{10}",
    "54": r"9\d{10}",
    "55": r"\d\d9\d{8}",
    "56": r"9\d{8}",
    "57": r"3\d{9}",
    "60": r"1\d{8,9}",
    "61": r"4\d{8}",
    "62": r"8\d{8,11}",
    "63": r"9\d{9}",
    "64": r"2\d{7,9}",
    "65": r"[89]\d{7}",
    "66": r"[689]\d{8}",
    "81": r"[789]0\d{8}",
    "82": r"1[016-9]\d{7,8}",
    "84": r"[35789]\d{8}",
    "90": r"5\d{9}",
    "91": r"[6-9]\d{9}",
    "92": r"3\d{9}",
    "94": r"7\d{8}",
    "95": r"9\d{7,9}",
    "98": r"9\d{9}",
    "234": r"[789]\d{9}",
    "254": r"[17]\d{8}",
    "351": r"9\d{8}",
    "353": r"8\d{8}",
    "358": r"[45]\d{7,9}",
    "380": r"[35-9]\d{8}",
    "420": r"[67]\d{8}",
    "852": r"[4-9]\d{7}",
    "853": r"6\d{7}",
    "855": r"[1-9]\d{7,8}",
    "856": r"20\d{8}",
    "880": r"1\d{9}",
    "886": r"9\d{8}",
    "966": r"5\d{8}",
    "971": r"5\d{8}",
    "972": r"5\d{8}",
    "974": r"[3567]\d{7}",
    "976": r"[89]\d{7}",
    "977": r"9\d{9}",
    "996": r"[579]\d{8}",
    "998": r"[3579]\d{8}",
}
_FIXED: Final = {
    "7": r"[348]\d{9}",
    "31": r"[1-57]\d{8}",
    "33": r"[1-5]\d{8}",
    "34": r"[89]\d{8}",
    "39": r"0\d{7,10}",
    "41": r"[2-6]\d{8}",
    "43": r"1\d{6,9}",
    "44": r"[12]\d{8,9}",
    "46": r"8\d{6,8}",
    "49": r"[2-9]\d{6,10}",
    "60": r"[3-9]\d{7,8}",
    "61": r"[2378]\d{8}",
    "62": r"2\d{7,10}",
    "63": r"2\d{7,8}",
    "64": r"[34679]\d{7}",
    "65": r"6\d{7}",
    "66": r"2\d{7}",
    "81": r"(?:[3-6]\d{8}|[1-9]\d{8})",
    "82": r"(?:2\d{7,8}|[3-6]\d{7,9})",
    "84": r"2\d{8,9}",
    "91": r"(?:11|22|33|44)\d{8}",
    "353": r"1\d{7}",
    "852": r"[23]\d{7}",
    "853": r"28\d{6}",
    "886": r"[2-8]\d{7,8}",
    "971": r"[2-4679]\d{7}",
}
_KINDS: Final = tuple(
    (kind, {code: re.compile(pattern) for code, pattern in plans.items()})
    for kind, plans in (("MOBILE", _MOBILE), ("LANDLINE", _FIXED))
)
PLACES: Final = (
    r"(?:海外|国外|境外|香港|澳门|台湾|台北|英国|伦敦|美国|加拿大|澳洲|澳大利亚|悉尼|墨尔本|新西兰|新加坡|狮城|马来西亚|马来|大马|"
    r"吉隆坡|泰国|曼谷|越南|"
    r"印尼|印度尼西亚|印度|菲律宾|柬埔寨|老挝|缅甸|日本|东京|大阪|韩国|首尔|法国|巴黎|德国|柏林|意大利|米兰|西班牙|葡萄牙|荷兰|"
    r"比利时|瑞士|瑞典|挪威|丹麦|芬兰|爱尔兰|"
    r"俄罗斯|俄国|乌克兰|波兰|捷克|土耳其|迪拜|阿联酋|沙特|以色列|埃及|南非|尼日利亚|肯尼亚|巴西|墨西哥|阿根廷|智利|蒙古|哈萨克|"
    r"(?<![a-z])(?:uk|usa?|hk|sg|aus?|nz|"
    r"british|england|london|american?|canad(?:a|ian)|australian?|aussie|sydney|melbourne|singaporean?|malaysian?|hong ?kong|macau|"
    r"taiwan(?:ese)?|"
    r"japan(?:ese)?|korean?|french|france|german(?:y)?|italian?|italy|spain|spanish|dubai|uae|indian?|thai(?:land)?|"
    r"vietnam(?:ese)?|overseas)(?![a-z]))"
)
"""Where a number without its calling code may come from, as `lower` reads it."""


def kind_of(code: str, number: str) -> str:
    """`MOBILE` or `LANDLINE` for the digits behind a calling code, with or without the 0 dialled at home; "" for neither."""
    for kind, plans in _KINDS:
        plan = plans.get(code)
        if plan and (plan.fullmatch(number) or plan.fullmatch(number.removeprefix("0"))):
            return kind
    return ""
