"""E-mail addresses, also with full-width signs, spaces about the @, or (at) / 艾特 / 圈a / 小老鼠 and 点com in their place."""

from __future__ import annotations

import re

from appliance.core.masking.analysis import Analysis, Find

_AT = (
    r"(?: ?@ ?| ?[(\[{<]\s?at\s?[)\]}>] ?| ?(?:艾特|爱特|艾塔|圈a|a圈|圈儿?a|小老鼠|at符号?) ?| at (?=[a-z0-9\-]{2,30} ?(?:\.|"
    r"dot |点) ?(?:com|cn|net|org|edu|hk|tw|uk|de|jp|io|me|co)(?![a-z]|\.[a-z]{3})))"
)
_DOT = r"(?:\.| ?点 ?| ?[(\[]?dot[)\]]? ?|。)"
_ADDRESS = re.compile(
    r"(?<![a-z0-9._%+])(?<![a-z0-9]-)(?:[a-z]{2,20} (?=\d{1,6} ?@))?[a-z0-9_](?:[a-z0-9._%+\-]{0,62}[a-z0-9_])?"
    rf"{_AT}[a-z0-9\-]{{1,63}}(?:{_DOT}[a-z0-9\-]{{2,63}}){{1,4}}"
)
_HASHED = re.compile(
    r"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._\-]{1,62}[#*][a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{2,63}){1,3}"
    r"(?=[^a-z0-9]{1,6}[#*].{0,4}@)"
)
_PROVIDERS = (
    r"(?:qq|163|126|139|189|sina|sohu|gmail|hotmail|outlook|foxmail|icloud|yahoo|yeah|aliyun|proton(?:mail)?|"
    r"live|msn|21cn|tom|vip)"
)
_SPELLED = re.compile(
    rf"(?<![a-z0-9._%+\-])(?:[大小]写)?[a-z0-9][a-z0-9._\-]{{0,30}}(?: ?(?:下划线|杠|横杠|横线|减号|点|加|"
    rf"dot|underscore) ?[a-z0-9][a-z0-9._\-]{{0,30}}|"
    rf"\s(?=@)){{1,3}}{_AT}[a-z0-9\-]{{1,40}}(?:{_DOT}[a-z]{{2,20}}){{1,3}}"
)
"""wangtao 下划线 2020 艾特 gmail 点 com, or a line end before the @."""
_OTHER_SIGNS = re.compile(
    rf"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._\-]{{1,40}}(?: ?[@#] ?{_PROVIDERS}[.,，。、 ]{{1,2}}|[#*]{_PROVIDERS}\.)(?:com|"
    rf"cn|net|org)(?![a-z])"
)
_SAID = re.compile(
    rf"(?<![a-z0-9._%+\-])[a-z0-9][a-z0-9._%+\- ]{{1,40}}?(?:在|at| )?{_PROVIDERS}(?: ?邮箱)? ?(?:点|\.|"
    rf"dot) ?(?:com|cn|net|org)(?![a-z])"
)


_HAN = "[一二三四五六七八九零幺]"
_READ_OUT = re.compile(
    rf"(?<![a-z0-9.@_])[a-z0-9](?:[ \-]?[a-z0-9]|[ ]?(?:下划线|杠|横杠|减号|点) ?(?:[a-z0-9]|{_HAN})|[ ]?{_HAN}){{2,40}}"
    rf" ?(?:@|艾特|爱特|圈a|在|at) ?(?:{_PROVIDERS}|[幺一]二六|[幺一]六三|[幺一]三九) ?(?:点|\.|dot) ?"
    rf"(?:com|cn|net|康姆|抗姆|考姆)(?![a-z])(?: ?(?:点|\.|dot) ?[a-z]{{2}}(?![a-z]))?"
)
"""m-i-k-e 点 zhou 在 hotmail点com, li下划线na 一九九零 at 幺六三点com: letter by letter, numerals as they are said."""


class Email:
    """Linear: every repetition is bounded."""

    kinds = frozenset({"EMAIL"})

    def find(self, a: Analysis) -> list[Find]:
        found = [Find(m.start(), m.end(), "EMAIL", 0.98, "address form") for m in _ADDRESS.finditer(a.lower)]
        found += [
            Find(m.start(), m.end(), "EMAIL", 0.95, "@ written as #") for m in _HASHED.finditer(a.lower)
        ]
        found += [
            Find(m.start(), m.end(), "EMAIL", 0.94, "provider after a sign")
            for m in _OTHER_SIGNS.finditer(a.lower)
        ]
        found += [
            Find(m.start(), m.end(), "EMAIL", 0.985, "address form, said") for m in _SPELLED.finditer(a.lower)
        ]
        if "点" in a.lower or "dot" in a.lower:
            found += [
                Find(m.start(), m.end(), "EMAIL", 0.7, "provider said") for m in _SAID.finditer(a.lower)
            ]
            found += [
                Find(m.start(), m.end(), "EMAIL", 0.99, "read out letter by letter")
                for m in _READ_OUT.finditer(a.flat.lower())
            ]
        return found
