"""Adds to a labelled set what else is right, by rule and without looking: run before a set is scored.

    python -m tests.core.masking.sets.widen SET.jsonl > WIDER.jsonl

For a name with its title (王经理, 陈女士, Mr Chen) or its prefix (老佟, 阿芳) the name alone is right as well (`alts`), as in the
development data that the project was given. A value sent in pieces, each labelled, may be covered by one span (`whole`).
Lines that carry `alts` or `whole` already keep theirs.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TITLES = (
    "先生|女士|小姐|太太|经理|經理|主任|行长|行長|主管|专员|專員|老师|老師|师傅|師傅|阿姨|叔叔|大爷|大妈|大姐|大哥|会计|會計|医生|醫生|"
    "老板|老闆|秘书|秘書|师奶|師奶|师母|師母|营长|连长|站长|镇长|班长|教授|博士|院长|主席|代表|助理|出纳|司机|教练|大叔|大伯|伯母|妹子|妹|弟|嫂子|sir|Sir|律师|律師|警官|总监|总|總|姐|哥|叔|伯|婶|嫂|爷|奶奶|工|生|太|科长|处长|局长|校长|部长|店长|队长|柜员|客服|同学|师父|伯伯|姨"
)
HAN_TITLED = re.compile(rf"(?P<name>[\u4e00-\u9fff]{{1,2}}?)(?:{TITLES})")
PREFIXED = re.compile(r"[老小阿大](?P<name>[\u4e00-\u9fff]{1,2})")
LATIN_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Madam|Uncle|Aunt(?:ie|y)?)\.? ?(?P<name>[A-Za-z][A-Za-z' \-]*)", re.IGNORECASE
)
LATIN_CALLED = re.compile(
    r"(?P<name>[A-Za-z][A-Za-z' \-]*?) ?(?:姐|哥|总|老师|先生|小姐|女士|经理|太太|叔|姨)"
)
SINGLE = {"PERSON", "ADDRESS"}


def widen(line: dict[str, Any]) -> dict[str, Any]:
    """The line with `alts` and `whole` where they are missing."""
    text, spans = line["text"], line["spans"]
    alts = {
        str(i): [start + m.start("name"), start + m.end("name")]
        for i, (start, end, kind) in enumerate(spans)
        if kind == "PERSON"
        for pattern in (HAN_TITLED, PREFIXED, LATIN_TITLED, LATIN_CALLED)
        if (m := pattern.fullmatch(text[start:end]))
    }
    whole = []
    for kind in sorted({kind for _, _, kind in spans} - SINGLE):
        pieces = [(start, end) for start, end, each in spans if each == kind]
        if len(pieces) > 1:
            whole.append([pieces[0][0], pieces[-1][1], kind])
    return {**({"alts": alts} if alts else {}), **({"whole": whole} if whole else {}), **line}


if __name__ == "__main__":
    for row in Path(sys.argv[1]).read_text("utf-8").splitlines():
        print(json.dumps(widen(json.loads(row)), ensure_ascii=False))
