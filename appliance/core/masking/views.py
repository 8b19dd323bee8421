"""Other ways to read the same characters, each exactly as long as the text, so that offsets stay true.

`flat` folds full-width letters, circled and other digits, odd dashes and invisible signs to ASCII. `digits` also
reads Chinese numerals (幺三八, 壹叁捌, 洞拐勾) as digits, but only inside a run of four or more, so that 三五天 and
一下 stay words, and letters typed for digits (1380O234417) inside a long number. `lower` has small letters and simplified
characters, so that one pattern reads 帳號, 账号 and 係.
What cannot keep its length (三个八, yao san ba) is read by `spoken`.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNS = (
    {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(
        [0x3000, 0x00A0, 0x2007, 0x202F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0F, 0x20E3], 0x20
    )
    | dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x30FC, 0x2500, 0xFE63], 0x2D)
    | {0x2019: 0x27, 0xD7: 0x78}
)


class _Fold(dict[int, int | str]):
    """Remembers each character once looked at; any digit of any script is its ASCII digit."""

    def __missing__(self, code: int) -> int:
        value = unicodedata.digit(chr(code), None) if code > 0x7F else None
        self[code] = folded = code if value is None else 0x30 + int(value)
        return folded


_FLAT = _Fold(_SIGNS)
HAN_DIGITS = "零〇○Ｏ洞一壹幺么二贰貳两兩三叁參四肆五伍六陆陸七柒拐八捌九玖勾"
_VALUES = "00000" + "1111" + "22222" + "333" + "44" + "55" + "666" + "777" + "88" + "999"
NUMERALS = str.maketrans(HAN_DIGITS, _VALUES)
_PLAIN = "零〇○一壹幺二贰貳两兩三叁參四肆五伍六陆陸七柒八捌九玖洞拐勾"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_RUN = re.compile(rf"[0-9{_PLAIN}](?:[ .\-]?[0-9{_PLAIN}]){{3,}}")
_LETTER_BY_DIGIT = re.compile(r"[0-9][ .\-]?[OoIl]|[OoIl][ .\-]?[0-9]")
_TYPED = re.compile(r"(?<![0-9A-Za-z])[0-9OoIl](?:[ .\-]?[0-9OoIl]){9,24}(?=[Xx]?(?![0-9A-Za-z]))")
_SLIPS = str.maketrans("OoIl", "0011")
_LEAST_DIGITS = 7
_INSIDE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,2}[0-9]{1,8}[OoIl]{1,2}[0-9OoIl]{1,8}(?![0-9A-Za-z])")
"""One in a shorter number: C829301O4, QQ 98O231774."""
_ESCAPED = re.compile(r"\\[tnr]")
"""A tab or line end as a program writes it into a line."""
_WORDS = re.compile(r"一(?=[直下个共样起般些定旦次会边])|[一二两三四五六七八九](?=[个张位次天笔条种套份])")
_TRADITIONAL = (
    "號碼證証賬帳戶電話聯絡驗動態簡訊簽後這裡裏個們請問報給發來車護銀專員銷內係喺嘅佢俾冇唔啲咗貴稱麼邊開關還沒幾從應該對錯寫"
    "說講點現時間頭張條單雙隻讓轉匯錄線機網頁郵務門萬億兩參貳陸數據庫產業稅納區歲誕週與為於並將買賣費額貸總結餘帶領鑰訂輸設標"
    "覺記憶國際團學習歷屆齡長資審銘聲聽認識親雲戲體當實處衛醫療險掛讀臺灣滙歡場辦賓傳試損繳職獎罰購樓棟"
)
_SIMPLIFIED = (
    "号码证证账账户电话联络验动态简讯签后这里里个们请问报给发来车护银专员销内是在的他给没不些了贵称么边开关还没几从应该对错写"
    "说讲点现时间头张条单双只让转汇录线机网页邮务门万亿两叁贰陆数据库产业税纳区岁诞周与为于并将买卖费额贷总结余带领钥订输设标"
    "觉记忆国际团学习历届龄长资审铭声听认识亲云戏体当实处卫医疗险挂读台湾汇欢场办宾传试损缴职奖罚购楼栋"
)
_SIMPLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def flat(text: str) -> str:
    """`text` with full-width forms, digits of any script, odd spaces and dashes as ASCII; same length."""
    if "\\" in text:
        text = _ESCAPED.sub("\t\t", text)
    return text if text.isascii() else text.translate(_FLAT)


def digits(flat_text: str) -> str:
    """`flat_text` with runs of Chinese numerals, and letters typed for digits, as digits; same length."""
    read = flat_text if flat_text.isascii() else _RUN.sub(_read, flat_text)
    if _LETTER_BY_DIGIT.search(read) is None:
        return read
    return _INSIDE.sub(_unslipped_inside, _TYPED.sub(_unslipped, read))


def _unslipped_inside(m: re.Match[str]) -> str:
    run = m[0]
    if sum(c.isdigit() for c in run) < 6:
        return run
    first = next(i for i, c in enumerate(run) if c.isdigit())
    return run[:first] + run[first:].translate(_SLIPS)


def _unslipped(m: re.Match[str]) -> str:
    """O for 0 and l for 1, where most of a long number is digits."""
    run = m[0]
    return run.translate(_SLIPS) if sum(c.isdigit() for c in run) >= _LEAST_DIGITS else run


def _read(m: re.Match[str]) -> str:
    """A lone numeral between digits and a word belongs to the word: 验证码56190788一直不对."""
    run = m[0]
    start, end = 0, len(run)
    if run[-1] in _PLAIN and _HAN.match(m.string, m.end()):
        alone = run[-2].isascii() and run[-1] not in "幺洞拐勾两"
        end -= alone or _WORDS.match(m.string, m.end() - 1) is not None
    if run[0] in _PLAIN and run[1].isascii() and m.start() and _HAN.match(m.string, m.start() - 1):
        start += run[0] not in "幺洞拐勾两"
    return run[:start] + run[start:end].translate(NUMERALS) + run[end:]


def lower(flat_text: str) -> str:
    """Lower case and simplified characters, same length (a few letters grow when lowered; those stay)."""
    if flat_text.isascii():
        return flat_text.lower()
    lowered = flat_text.lower()
    if len(lowered) != len(flat_text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in flat_text)
    return lowered.translate(_SIMPLE)
