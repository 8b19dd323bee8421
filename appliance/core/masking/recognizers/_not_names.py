"""What looks like somebody's name and is nobody's: people whom everybody knows, shops, products, places, English words."""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.recognizers._names import NOT_LATIN_NAMES
from appliance.core.masking.word_lists import words_known

ENGLISH: Final = (
    (words_known("english_words") | {w.lower() for w in words_known("latin_places")})
    - words_known("latin_names")
    - words_known("pinyin_surnames")
)
_FIGURES: Final = frozenset(name.replace("_", " ").lower() for name in words_known("figures"))
_OWN: Final = re.compile(
    r"(?:叫|名字?|姓|户[名主]|本人|我是|这里是|这边是|[款系卡件办托保诉货寄约请]人|法人|给|找|联系|通知|老公|老婆|丈夫|妻子|先生|儿子|女儿|[爸妈哥姐弟妹爷奶]|"
    r"同事|朋友|同学|name|payee|beneficiary|mr|ms|mrs)[\s：:是为叫“\"（(,，]{0,4}$"
)
"""Words after which a name is somebody's own, however famous."""
_OWN_AFTER: Final = re.compile(
    r"[\s，,：:]{0,2}(?:\d{11}|\d{15,19}|[（(]?也?[真本实]名|[，, ]?就?是[我他她](?!们)|"
    r"[，, ]{1,2}(?:可?不是|跟)[^，。]{1,10}[，, ]{1,2}[^，。]{0,8}(?:叫这个|本名|真名|人名)|"
    r"的(?:卡|账|工资|"
    r"存折|贷款|户|手机|身份证)|本人|名下)"
)
_SHOP_AFTER: Final = re.compile(
    r"[记氏](?=[\u4e00-\u9fff])|(?:(?![的在去开给到是和有来买说了把被让叫要想]|客户)[\u4e00-\u9fff]){0,4}?(?:店(?![长员主])|馆|牛肉面|麻辣烫|火锅|烧烤|超市|餐厅|酒楼|酒家|饭庄|"
    r"药房|诊所|律所|商行|商贸|物流|珠宝|银楼|豆腐|麻花|月饼|奶茶|烤鸭|包子|饺子|米线|螺蛳粉|鸭脖|凉茶|礼盒|农庄|酒庄)"
)
"""杨国福麻辣烫, 老王烧烤店, 张记牛肉面."""
_PRODUCT_AFTER: Final = re.compile(
    r"[〔\[（(]20\d\d[〕\]）)]|20\d\d-\d+号|(?:惠农|科创|农|商|快|e|E)?贷(?![款了过到])|联名|同款|代言|演唱会|限量|主题|纪念|签名会|见面会|出行|掌柜|书法|头像|牌(?!照)|旗舰店|专卖店|专柜|股票|支行|分行|证券"
)
"""李宁联名卡, 杨梅贷, a brand, a branch."""
_PRODUCT_END: Final = re.compile(
    r"[\u4e00-\u9fff]{1,5}(?:贷|借|卡|券|币|债|基金|宝贝|周周发|月月红|支行|分行|营业部)"
)
_TITLE: Final = re.compile(r"《[^》]{0,12}$|“[^”]{0,3}$")
_SURE: Final = 2.0
_NEAR: Final = 2
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_DOTTED: Final = tuple(name for name in _FIGURES if "·" in name)


def elsewhere(a: Analysis, start: int, end: int, sure: float = 0.0) -> bool:
    """True where the words of `[start, end)`, or those around, say that no customer is meant. `sure`: the tagger's lead."""
    said = a.flat[start:end]
    if _SHOP_AFTER.match(a.flat, end) or _PRODUCT_AFTER.match(a.flat, end) or _PRODUCT_END.fullmatch(said):
        return True
    if _OWN.search(a.before(start, 10)) or _OWN_AFTER.match(a.lower, end):
        return False
    said = said.strip().removesuffix("'s").removesuffix("’s")
    if said.isascii():
        parts = [part.strip(".,'") for part in re.split(r"[\s-]+", said.lower())]
        return said.lower() in _FIGURES or all(part in ENGLISH or part in NOT_LATIN_NAMES for part in parts)
    bare = a.plain[start:end]
    alone = "PERSON" in a.state.wants and start <= _NEAR and not _HAN.match(a.flat, end)
    famous = bare in _FIGURES or said.startswith(_DOTTED)
    if end - start == 1:  # the surname of one
        famous = any(a.plain[start : start + size] in _FIGURES for size in (2, 3, 4))
    if end - start == 2:  # 欧阳 of 欧阳修
        famous = famous or a.plain[start : start + 3] in _FIGURES
    if famous and not alone:
        return True
    return sure < _SURE and not alone and _place(a, start, end)


def _place(a: Analysis, start: int, end: int) -> bool:
    """高雄, 华沙: LAC knows a place there."""
    return any(word.tag == "LOC" and word.start <= start and end <= word.end for word in a.words)


_PINYIN_WORDS: Final = frozenset(
    """
    shenfenzheng shouji shoujihao haoma dianhua weixin mima kahao yinhang yinhangka zhanghao yanzhengma dizhi xingming mingzi nihao
    xiexie qingwen zhuanzhang yue liushui youxiang hukou gongzi kefu jiejue zenme wode nide
    """.split()  # noqa: SIM905  (a word per line would fill the screen)
)
"""Words of everyday that are typed in pinyin where no Chinese can be typed."""
_NUMERALS: Final = frozenset("zero one two three four five six seven eight nine dot dash underscore".split())  # noqa: SIM905
_VERBS: Final = frozenset(
    "grace mark hope will may max rich sunny chase bill rose joy frank art drew pat rob green dawn faith june april summer".split()  # noqa: SIM905
)
"""First names that are words too …"""
_GOES_ON: Final = re.compile(
    r" (?!and |here|is |was |said|told|from |at |wants|needs|speaking|called)[a-z]+(?: |\?|$)"
)
"""… at the beginning of a sentence that goes on in small letters: Mark as read, Grace period."""
_PLACE_AFTER: Final = re.compile(r" (?:branch|mall|plaza|station|hotel|fund|bonds?|campus|airport)(?![a-z])")
_FIRMS: Final = frozenset(
    """
    ltd limited co inc llc gmbh corp corporation company trading group holdings bank
    textile textiles wfoe banca popolare mall plaza tower hotel hospital university school
    airport station street road market centre center
    """.split()  # noqa: SIM905
)
_FIRM_AFTER: Final = re.compile(
    r",? (?:ltd|limited|(?:general )?trading|company|co\.|inc|llc|gmbh|corp|"
    r"group|holdings|logistics|textiles?|electronics)(?![a-z])"
)
"""Kowloon Bright Trading Ltd: a firm."""
_READ_SO: Final = re.compile(r"(?:念|读|读作|发音|拼音)[是为:： ]{0,2}$")
_SAYS_HOW: Final = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{2,6}")
_HABIT: Final = re.compile(r"老[爱是想说提示让要弹跳收打念报显给有不]|[伊佢俺][讲话說说]")
_BOT: Final = re.compile(r"(?:客服|机器人|智能|助手|助理|人工)$")
_PART_OF_SIGN: Final = re.compile(r"[两三双]个$|(?:上|下|左|右)[面边]一?个?$|字旁加?$")
"""喆，两个吉: how a character is written."""
_WORD_GOES_ON: Final = re.compile(
    r"花[呗旗]|[三四五]星|(?:[小大][雪寒]|立[春夏秋冬]|谷雨|白露|霜降)(?:节气|那天|节)|黎明前|林海雪|余生请|光大(?![\u4e00-\u9fff]?(?:的|今年))|乐乐茶|借呗|申し|[余金]额|白条"
)


def no_name(a: Analysis, start: int, end: int) -> bool:
    """Pinyin of everyday words, numbers read out in English, 老爱, 客服小美, the beginning of a word such as 花呗."""
    said = a.lower[start:end]
    if said.isascii():
        parts = said.split()
        if parts[-1].strip(".,") in _FIRMS or _FIRM_AFTER.match(a.lower, end):
            return True
        if _PLACE_AFTER.match(a.lower, end) or (
            said in _VERBS and not a.lower[:start].strip(" ,.!?") and _GOES_ON.match(a.lower, end)
        ):
            return True
        return any(p in _PINYIN_WORDS for p in parts) or (len(parts) > 1 and parts[-1] in _NUMERALS)
    if _READ_SO.search(a.before(start, 5)) and _SAYS_HOW.fullmatch(said):
        return True  # 单念shàn
    if a.plain[end - 1] in "念读" and _SAYS_HOW.match(a.lower, end):
        return True
    if a.plain[end - 1] == "人" and _place(a, start, end - 1):
        return True  # 高雄人, 韩国人
    if a.plain[start] in "张張" and a.lower[start - 1 : start].isdigit():
        return True  # 1张健保卡: a measure word
    if _HABIT.match(a.plain, start) or _WORD_GOES_ON.match(a.plain, start):
        return True
    if a.flat[start].islower() and not said[:1].isascii():
        return True
    if end - start == 1 and _PART_OF_SIGN.search(a.plain[max(0, start - 3) : start]):
        return True
    return (
        a.plain[start] == "小"
        and end - start == 2
        and _BOT.search(a.plain[max(0, start - 4) : start]) is not None
    )
