"""Everyday words, famous names and names in other scripts that the text itself gives to somebody: 我弟弟马上，对他就叫马上; 黄蓉，
不是射雕那个，我身份证上真叫这个; Екатерина Волкова.

Each pattern needs words around that say so; the name alone never suffices. They read the tagger's plain text, whose signs
are half-width (and a pause 、 a comma). Linear: every repetition is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from appliance.core.masking.analysis import Analysis, Find
from appliance.core.masking.context import NOW
from appliance.core.masking.recognizers._names import COMPOUND_SURNAMES, SURNAMES, TITLES
from appliance.core.masking.units import PINYIN
from appliance.core.masking.word_lists import words_known

_HAN: Final = r"[\u3400-\u9fff]"
_NAME: Final = rf"(?:(?:{COMPOUND_SURNAMES}){_HAN}{{1,2}}|[{SURNAMES}]{_HAN}{{1,2}})"
_SHORT: Final = rf"(?:(?:{COMPOUND_SURNAMES}){_HAN}{{1,2}}?|[{SURNAMES}]{_HAN}{{1,2}}?)"
_OPEN: Final = r"(?:^|(?<=[,.!;:\s“\"「（(]))"
_SHUT: Final = r"(?=$|[,.!;~～\s\"」)])"
_NOT: Final = (
    rf"(?!什么|啥|谁|这|那|你|我|他|她|停|错|过|醒|好|人|客服|经理|车|号|不|外卖|苦|哪|咩|做|个|{_HAN}号)"
)
_KIN: Final = (
    r"(?:同事|同学|朋友|闺蜜|室友|对象|老公|老婆|丈夫|妻子|爱人|儿子|女儿|闺女|孙子|孙女|外孙女?|孩子|娃|宝宝|弟弟?|哥哥?|姐姐?|"
    r"妹妹?|表[弟哥姐妹]|堂[弟哥姐妹]|"
    r"侄[子女]|外甥女?|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|姥姥|姥爷|舅舅|姑姑|叔叔|邻居|房东|徒弟|师父|老乡|战友)"
)
_SAID: Final = (
    re.compile(rf"(?:我|他|她|就|真|大名|本名|小名|真名)(?:就|真的?)?叫{_NOT}(?P<v>{_HAN}{{2,3}}){_SHUT}"),
    re.compile(rf"{_OPEN}(?P<v>{_NAME})(?:是|就是)我(?:的)?(?:亲|大|小|二)?{_KIN}{_SHUT}"),
    re.compile(
        rf"{_OPEN}(?P<v>{_HAN}{{2,4}})[, ]{{1,2}}(?:对,?)?(?:可?不是|别当成|跟|和)[^,.]{{1,10}}[, ]{{1,2}}(?:我|他|她)?[^,.]{{0,6}}"
        r"(?:叫这个|人名|真名|本名|同名|这么写)"
    ),
    re.compile(
        rf"{_OPEN}(?:找|叫|给|帮)(?P<v>{_NAME})[^,.]{{0,4}}[, ]{{1,2}}[^,.]{{0,3}}(?:他|她)?就叫这(?:个)?名"
    ),
    re.compile(
        rf"{_OPEN}(?P<v>{_HAN}{{2,3}})[,和](?P<w>{_HAN}{{2,3}})(?:都|他俩|两个)?是(?:我(?:家)?(?:的)?)?(?:双胞胎|龙凤胎|"
        rf"[两俩2]个?(?:娃|孩子|儿子|女儿|闺女|孙))"
    ),
    re.compile(
        rf"户名[是为：: ]{{0,2}}(?!不|错|是|写|有|和|填|要|改|对|哪|谁|没|必|可以|怎|跟|与|账|卡)"
        rf"(?P<v>{_HAN}{{2,4}}?)(?=金额|账号|帐号|卡号|开户行|备注|身份证)"
    ),
    re.compile(
        rf"(?:我|他|她|俺|咱)(?:的|家)?{_KIN}(?:呗|呢|啊|的|叫|小名|,| ){{0,2}}"
        rf"(?P<v>(?P<x>(?![天常人年月刚多慢好个种次家大小乖偏仅爸妈爷奶哥姐弟妹叔等看谢试偷悄明渐往白])"
        rf"{_HAN})(?P=x))(?!{_HAN}{{0,1}}的?地)"
    ),
    re.compile(
        rf"(?:我|他|她|俺|咱)(?:的|家)?{_KIN}(?!方便|马上|应该|时间|单位|全部|全都|任何|计划|安排|关于|何时|"
        rf"什么)(?P<v>{_NAME})(?=今年|昨天|去年|明天|上周|名下|那张|的"
        r"(?:身份证|户口|护照|名字|压岁钱|学费|工资卡))"
    ),
    re.compile(
        rf"(?<![百贵同何啥么])姓(?!名|氏|什么|啥|[我他她这那名])(?P<v>{COMPOUND_SURNAMES}|{_HAN})的(?=柜员|经理|小|男|女|姑娘|"
        rf"大[叔妈姐哥]|客[服户]|员工|保安|师傅|主任|那|人)"
    ),
)
_LISTED: Final = re.compile(
    rf"(?:,|和|跟|与)(?P<v>{_SHORT})(?=[,.;\s]|和|跟|与|的|[两俩三四五几]个|都|等|一起|$)"
)
_TITLED: Final = re.compile(
    rf"^\W*(?:找|是|叫|要|约的?|好像是?|应该是?){{0,2}}(?P<v>{COMPOUND_SURNAMES}|[{SURNAMES}])(?:{TITLES}|秘书长|理事长|总)\W*$"
)
_FAMILY: Final = re.compile(
    rf"^\W*(?:我|免贵|本人)?(?:复?姓)?[, ]?(?P<v>{COMPOUND_SURNAMES})[啊呀哈哦的]?\W*$"
)
_SPELT: Final = re.compile(
    rf"^\W*(?:(?:我|免贵|本人)?姓)?(?P<v>(?![和跟同就是]){_HAN})[, ]{{1,2}}(?:[两三双]个|上面|左边|右边|"
    rf"[上左右中草竹雨]字?头|{_HAN}字旁|念|读音?)"
)
_APART: Final = re.compile(
    rf"(?:单名(?:一个|单个|叫|是|一)?(?P<v>{_HAN})(?=字|[,.!;\s]|$)|"
    rf"(?:^|(?<=[,. ]))(?P<w>{COMPOUND_SURNAMES}|[{SURNAMES}])[, ]{{1,2}}(?=可?不是|别写|单名|两个字))"
)
"""昝，不是咱们那个咱，单名一个苡: surname and name told apart."""
_PROPER: Final = re.compile(
    rf"(?:大名|本名|真名|学名|原名|身份证上叫|户口本?上叫)(?:就?是|叫|为|:| ){{0,2}}{_NOT}(?P<v>{_HAN}{{2,3}}){_SHUT}"
)
_NICK: Final = re.compile(
    rf"^(?:是|叫|找|给|跟)?(?P<v>(?:老(?![地样公婆板家师人卡号客用早土爸妈爷大规])|阿(?![姨公婆妈爸爷])|幺){_HAN}{{1,2}})(?=[,.!~\s]|$)"
)
"""老幺, 阿芳, 幺妹: a name only where one was asked for."""
_LATIN_NICK: Final = re.compile(
    r"(?<![A-Za-z])(?:阿(?P<v>[A-Z][a-z]{1,8})|(?:(?<=叫)|(?<=我系)|(?<=名字是)|(?<=英文名)|"
    r"(?<=叫我))(?P<w>[A-Z][a-z]{2,9}仔?)(?=[,.!;，。！；\s]|$))(?![A-Za-z0-9])"
)
"""阿May, 叫Cici: a first name behind its word."""
_PARENT: Final = re.compile(
    r"(?<![A-Za-z])(?P<v>[A-Z][a-z]{2,12})(?=[他她]?(?:妈妈?|爸爸?|爷爷|奶奶|老公|老婆)(?:的|说|要|来|，|,|在))"
)
_CYRILLIC: Final = re.compile(r"(?<![А-яЁё])[А-ЯЁ][а-яё]+(?:[ \-][А-ЯЁ][а-яё]+){1,2}(?![А-яЁё])")
_CYRILLIC_ALONE: Final = re.compile(r"^\W*(?P<v>[А-ЯЁ][а-яё]+)\W*$")
_HANGUL: Final = re.compile(
    r"(?<![\uac00-\ud7a3])(?P<v>[김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하]"
    r"[\uac00-\ud7a3]{2})(?:님|씨|입니다|라고)?(?![\uac00-\ud7a3])"
)
_NOT_KOREAN: Final = frozenset(
    [
        "이메일",
        "이자율",
        "한국어",
        "주소는",
        "이름은",
        "전화는",
        "이체는",
        "정기예",
        "안녕하",
        "송금은",
        "고객님",
        "은행에",
    ]
)
_WORD: Final = r"[A-ZÀ-ÖØ-ÞĀ-ŽẠ-Ỹ][a-zà-öø-ÿā-žıạ-ỹ'’]+"
_ACCENTED: Final = re.compile(rf"(?<![A-Za-zÀ-ỹ])(?:{_WORD})(?:[ \-]{_WORD}){{1,3}}(?![A-Za-zÀ-ỹ])")
_FIRMS: Final = re.compile(
    r"crédit|société|générale|banque|banco|nestlé|hermès|lancôme|citroën|pokémon|são|zürich|estée|café|oréal|beyoncé|caixa|"
    r"universit|école|münchen|köln|düsseldorf|genève|québec|montréal|perú|méxico|türk|österreich|straße|straat|rue |avenida|calle"
)
_CAMEL: Final = re.compile(r"(?<![A-Za-z])(?P<f>[A-Z][a-z]{1,5})(?P<g>[A-Z][a-z]{1,10})(?![A-Za-z])")
_NAME_NEAR: Final = re.compile(r"叫|名|护照|拼音|name")
_FAMILIES: Final = words_known("pinyin_surnames")
_FIRST_NAMES: Final = words_known("latin_names")
_ENGLISH_WORDS: Final = words_known("english_words") | {each.lower() for each in words_known("latin_places")}


def called(a: Analysis, known: Sequence[Find]) -> Iterator[Find]:
    """Candidates. `known`: the names found before."""
    names: set[str] = set()
    for pattern in _SAID:
        for m in pattern.finditer(a.plain):
            for part in ("v", "w")[: 1 + ("w" in m.re.groupindex)]:
                yield Find(*m.span(part), "PERSON", 0.86, "called a name")
                if m.end(part) - m.start(part) > 1:
                    names.add(m[part])
    for name in names:
        for m in re.finditer(re.escape(name), a.plain):
            yield Find(*m.span(), "PERSON", 0.86, "called a name")
    for f in known:
        more = _LISTED.match(a.plain, f.end)
        if more and f.end - f.start > 1 and a.flat[f.end] != ",":
            yield Find(*more.span("v"), "PERSON", 0.74, "named beside another")
    wanted = a.state.wants.get("PERSON") == NOW
    if wanted and (alone := _TITLED.match(a.plain)):
        yield Find(*alone.span("v"), "PERSON", 0.84, "surname and title, asked for")
    if wanted and (alone := _FAMILY.match(a.plain)):
        yield Find(*alone.span("v"), "PERSON", 0.84, "surname, asked for")
    if wanted and (alone := _SPELT.match(a.plain)):
        yield Find(*alone.span("v"), "PERSON", 0.8, "a character and how it is written")
    if wanted:
        for m in _APART.finditer(a.plain):
            yield Find(*m.span("v" if m["v"] else "w"), "PERSON", 0.8, "a character and how it is written")
    for m in _PROPER.finditer(a.plain):
        yield Find(*m.span("v"), "PERSON", 0.8, "called a name")
    if wanted and (alone := _NICK.match(a.plain)):
        yield Find(*alone.span("v"), "PERSON", 0.76, "nickname, asked for")
    for m in (
        _LATIN_NICK.finditer(a.flat)
        if "阿" in a.flat or "叫" in a.flat or "名" in a.flat or "系" in a.plain
        else ()
    ):
        said = (m["w"] or "").lower()
        if m["v"] or said in _FIRST_NAMES or said not in _ENGLISH_WORDS:
            yield Find(m.start(), m.end(), "PERSON", 0.78, "called a name")
    for m in _PARENT.finditer(a.flat):
        yield Find(*m.span("v"), "PERSON", 0.78, "whose mother")
    if not a.flat.isascii():
        yield from _foreign(a, wanted)
    if _NAME_NEAR.search(a.lower):
        for m in _CAMEL.finditer(a.flat):
            if m["f"].lower() in _FAMILIES and PINYIN.fullmatch(m["g"].lower()):
                yield Find(*m.span(), "PERSON", 0.8, "surname and name in one word")


def _foreign(a: Analysis, wanted: bool) -> Iterator[Find]:
    """Cyrillic, Hangul, Latin with accents: scripts in which the bank's own customers write little but names."""
    for m in _CYRILLIC.finditer(a.flat):
        yield Find(*m.span(), "PERSON", 0.78, "cyrillic name")
    if wanted and (alone := _CYRILLIC_ALONE.match(a.flat)):
        yield Find(*alone.span("v"), "PERSON", 0.78, "cyrillic name, asked for")
    for m in _HANGUL.finditer(a.flat):
        if m["v"] not in _NOT_KOREAN:
            yield Find(*m.span("v"), "PERSON", 0.76, "korean name")
    for m in _ACCENTED.finditer(a.flat):
        if not m[0].isascii() and not _FIRMS.search(m[0].lower()):
            yield Find(*m.span(), "PERSON", 0.76, "latin name with accents")
