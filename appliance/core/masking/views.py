"""Other ways to read the same characters, each exactly as long as the text, so that offsets stay true.

`flat` folds full-width letters, digits and signs to ASCII. `digits` also reads Chinese numerals (幺三八, 壹叁捌) as
digits, but only inside a run of four or more, so that 三五天 and 一下 stay words.
"""

from __future__ import annotations

import re

_FLAT = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x00A0: 0x20,
    0x2007: 0x20,
    0x202F: 0x20,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2012: 0x2D,
    0x2013: 0x2D,
    0x2014: 0x2D,
    0x2212: 0x2D,
    0x2019: 0x27,
}
_HAN_DIGITS = "零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖"
_NUMERALS = str.maketrans(_HAN_DIGITS, "00011122233445566778899")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_RUN = re.compile(rf"[0-9{_HAN_DIGITS}](?:[ .\-]?[0-9{_HAN_DIGITS}]){{3,}}")


def flat(text: str) -> str:
    """`text` with full-width forms, odd spaces and dashes as ASCII; same length."""
    return text.translate(_FLAT)


def digits(flat_text: str) -> str:
    """`flat_text` with runs of Chinese numerals as digits; same length."""
    return _RUN.sub(_read, flat_text)


def _read(m: re.Match[str]) -> str:
    """A lone numeral between digits and a word belongs to the word: 验证码56190788一直不对."""
    run = m[0]
    start, end = 0, len(run)
    if run[-1] in _HAN_DIGITS and run[-2].isascii() and _HAN.match(m.string, m.end()):
        end -= 1
    if run[0] in _HAN_DIGITS and run[1].isascii() and m.start() and _HAN.match(m.string, m.start() - 1):
        start += 1
    return run[:start] + run[start:end].translate(_NUMERALS) + run[end:]


def lower(flat_text: str) -> str:
    """Lower case, same length (a few letters grow when lowered; those stay as they are)."""
    lowered = flat_text.lower()
    if len(lowered) == len(flat_text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in flat_text)
