"""Words that the text itself calls a name, whatever they mean elsewhere: 安静这个名字, 和平，姓和, 复核人：耿直, a column of names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.recognizers._names import COMPOUND_SURNAMES, RARE_SURNAMES, SURNAMES, TITLES
from appliance.core.masking.word_lists import words_known

_NAME: Final = rf"(?:(?:{COMPOUND_SURNAMES})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u3400-\u9fff]{{1,2}})"
_SAYS_SO: Final = re.compile(
    rf"(?:^|(?<=[\s，,。：:“\"（(、我给让是叫]))(?P<v>{_NAME})[”\"]?(?:，|,|…|？|\?| )?(?:这个?名|这俩字是?我?名|"
    rf"(?:是|就是|才是)(?:我|他|她|我弟|我哥|我姐|我妹|我妈|我爸|我老公|我老婆|我儿子|我女儿)的?(?:真|本|"
    rf"大|小)?名)"
)
_JAPANESE: Final = re.compile(
    r"(?!和田玉)(?P<v>(?:田中|佐藤|铃木|鈴木|高桥|高橋|伊藤|渡边|渡邊|渡辺|山本|中村|加藤|吉田|山田|佐佐木|佐々木|山口|松本|井上|"
    r"斋藤|斎藤|山崎|中岛|中島|池田|桥本|橋本|"
    r"石川|前田|藤田|后藤|後藤|冈田|岡田|长谷川|長谷川|近藤|村上|远藤|遠藤|青木|坂本|福田|西村|藤井|金子|藤原|三浦|中野|原田|松田|"
    r"竹内|田村|和田|森田|上田|宫崎|宮崎)"
    r"(?![路街道镇村区县市屯桥站吧吗呢啊的了是在有和])[\u4e00-\u9fff]{1,2}?)(?=[^\u4e00-\u9fff]|社长|先生|女士|小姐|部长|课长|さん|"
    r"桑|的|转|汇|要|是|$)"
)
_CALLED: Final = re.compile(
    rf"姓(?P<x>[{SURNAMES}])[，, ]?(?:就|名)?叫(?P<v>(?P=x)[\u3400-\u9fff]{{1,2}}?)(?=[^\u3400-\u9fff]|哈|啊|呀|的|这|，|$)"
)
_FAMILY: Final = re.compile(rf"(?<![百贵同何啥么])姓(?P<x>[{SURNAMES}])(?![\u4e00-\u9fff]{{0,1}}[？?])")
_FIELD: Final = re.compile(
    rf"(?:(?:经办|复核|授权|审批|审核|发起|见证|收款|付款|汇款|联系|持卡|开户|申请|借款|担保|投保|被保险?|受益|负责|法定代表|收件|"
    rf"寄件|签收|委托|代理|抵押|出质|承租|出租|经手|制表|记账)人?|"
    rf"姓名|户名|户主|法人|法人代表|主卡|副卡|摊主|店主|车主|机主|房主|业主|客户|会计|出纳|财务|司机|家长)(?:姓名)?[：:=][ \t]"
    rf"?(?P<v>{_NAME})(?=[^\u4e00-\u9fff]|$)"
)
_CELL: Final = re.compile(
    rf"^[ \t]*(?:\d{{1,3}}[ .、)）:：\t]{{0,2}}|[甲乙丙丁][：: ]?)?(?P<v>{_NAME})(?=[\t ,，;；|/]|$)",
    re.MULTILINE,
)
_CELLS: Final = re.compile(rf"(?:^|(?<=[\t|]))(?P<v>{_NAME})(?=\t|\||$)", re.MULTILINE)
_NUMBERED: Final = re.compile(r"\n[ \t]*\d(?:[ \-]?\d){10,}")
_SLASHED: Final = re.compile(
    r"(?<![A-Za-z/])(?P<v>(?P<family>[A-Z]{2,9})/[A-Z]{2,16}(?: [A-Z]{2,12})?)(?![A-Za-z/])"
)
_PINYIN: Final = words_known("pinyin_surnames")
_RARE: Final = rf"[{RARE_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_RARE_CUED: Final = re.compile(
    rf"(?:(?:姓名|户名|名字|联系人|收款人|法人|持卡人|经办人|我叫|真名|大名)[是叫为:： ]{{0,2}}(?P<v>{_RARE}?)(?=[^\u4e00-\u9fff]|的|$)|"
    rf"(?:找|请|见|问|给|叫|是|跟|和)(?P<w>[{RARE_SURNAMES}])(?:{TITLES}))"
)
"""姓名雒军, 找鄂主任."""
_SIGNED: Final = re.compile(
    rf"(?:^|\n)[ \t]*(?:此致|敬礼|祝好|顺颂商祺|顺祝商祺|谢谢[！!。]?|-{{2,}}|(?:best|kind|warm)? ?regards|sincerely|thanks|"
    rf"cheers)[,，！!。]?[ \t]*\n+[ \t]*"
    rf"(?P<v>{_NAME}|{_RARE}|[A-Z][\w'’\-]+(?: [A-Z][\w'’\-]*\.?){{1,3}})[ \t]*(?=\n|$)",
    re.IGNORECASE,
)
"""The line below the greeting of a letter."""
_HEADINGS: Final = frozenset(
    """
    姓名 户名 金额 时间 金条 单位 余额 应收 应付 车型 车牌 管户 全称 单价 安排 项目 程序 明细 路线 方式 计划 常用 成本 费用
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)


def named(a: Analysis, known: Sequence[Find]) -> Iterator[Find]:
    """Candidates. `known`: the names found before; a column that holds one holds others."""
    for pattern in (_SAYS_SO, _CALLED, _FIELD, _JAPANESE):
        for m in pattern.finditer(a.plain):
            yield Find(*m.span("v"), "PERSON", 0.86, "called a name")
    for m in _RARE_CUED.finditer(a.plain):
        yield Find(*(m.span("v") if m["v"] else m.span("w")), "PERSON", 0.83, "rare surname behind a cue")
    if "\n" in a.flat:
        for m in _SIGNED.finditer(a.plain):
            if m["v"][0].isupper() or (not m["v"].isascii() and m["v"] != "敬礼"):
                yield Find(*m.span("v"), "PERSON", 0.86, "signature")
    for m in _FAMILY.finditer(a.plain):
        yield from _of_family(a, m["x"], m.start())
    for m in _SLASHED.finditer(a.flat):
        if m["family"].lower() in _PINYIN:
            yield Find(*m.span("v"), "PERSON", 0.86, "as in a passport")
    if "\n" in a.flat or "\t" in a.flat:
        yield from _columns(a, known)


def _of_family(a: Analysis, surname: str, said: int) -> Iterator[Find]:
    """和平，姓和: a word of two or three characters that begins with the surname told."""
    for word in a.words:
        size = word.end - word.start
        text = a.plain[word.start : word.end]
        if word.start == said + 1 or word.start == said or not text.startswith(surname):
            continue
        if 1 < size < 4 and (word.start == 0 or a.plain[word.start - 1] in ' ，,。：:“"（(、我给让是叫替帮…'):
            yield Find(word.start, word.end, "PERSON", 0.74, "surname told")
            return


def _columns(a: Analysis, known: Sequence[Find]) -> Iterator[Find]:
    for pattern in (_CELL, _CELLS):
        cells = [m.span("v") for m in pattern.finditer(a.plain) if m["v"] not in _HEADINGS]
        sure = sum(any(f.start < end and start < f.end for f in known) for start, end in cells)
        numbered = len(cells) == 1 and cells[0][0] == 0 and _NUMBERED.match(a.flat, cells[0][1])
        if sure or numbered:
            yield from (Find(start, end, "PERSON", 0.72, "in a column of names") for start, end in cells)
