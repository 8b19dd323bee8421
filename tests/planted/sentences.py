"""How people put such a value into words; `ASKED` are questions after which it stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.planted.values import KINDS, make

FORMS: dict[str, tuple[str, ...]] = {
    "CN_ID": (
        "我的身份证是{}，帮我查下进度",
        "身份证号{}",
        "证件号码：{}，谢谢",
        "my ID number is {} please check",
        "{}这个身份证能办卡吗",
    ),
    "BANK_CARD": (
        "卡号{}，年费怎么又扣了",
        "我的卡{}丢了，要挂失",
        "card number {} was charged twice",
        "尾号不记得，完整卡号：{}",
        "往{}转了两万没到账",
    ),
    "MOBILE": (
        "手机{}，方便时回电",
        "我的手机号是{}",
        "call me at {}",
        "电话{}打不通就发短信",
        "预留的是{}，换号了怎么改",
    ),
    "LANDLINE": ("单位电话{}", "座机{}有人接", "家里电话是{}"),
    "PASSPORT": ("护照号{}", "我的护照是{}，能开户吗", "passport number {}"),
    "PERMIT": ("回乡证号码{}", "港澳通行证{}可以办吗", "台胞证号是{}"),
    "HKTW_ID": ("香港身份证{}", "我的港澳身份证号是{}", "台湾身份证字号{}"),
    "MILITARY_ID": ("军官证号{}", "证件是军官证，{}"),
    "PLATE": ("车牌{}，ETC 扣费不对", "我的车{}被重复扣费", "车牌号是{}"),
    "USCC": ("统一社会信用代码{}", "我们公司的信用代码是{}，想开对公户", "税号{}"),
    "EMAIL": ("账单发到{}", "我的邮箱是{}", "send it to {} please"),
    "WECHAT": ("微信号{}，加我", "我微信是{}", "加微信：{}"),
    "QQ": ("我的QQ是{}", "QQ号{}", "加QQ{}发资料"),
    "ACCOUNT": ("账号{}，户名不对", "对公账号是{}", "存折账号{}被冻结了"),
    "IBAN": ("IBAN {}", "汇到 IBAN：{}", "the IBAN is {}"),
    "SWIFT": ("SWIFT代码{}", "收款行 SWIFT code: {}", "swift是{}"),
    "PERSON": ("我叫{}", "户名{}，查下余额", "收款人是{}", "我是{}，昨天打过电话", "姓名：{}"),
    "ADDRESS": ("寄到{}", "我的地址是{}，附近网点在哪", "住址：{}，想改账单地址"),
    "DOB": ("出生日期{}", "我的生日是{}", "{}出生的，能办吗"),
    "IP": ("登录IP是{}，不是我", "IP地址{}异常登录"),
    "MAC": ("电脑MAC地址{}", "MAC: {}，网银绑定"),
    "OTP": ("验证码{}", "短信验证码是{}，然后呢", "the code is {}"),
    "PASSWORD": ("密码{}，登不上", "我的登录密码是{}", "password: {}"),
    "CVV": ("安全码{}", "cvv是{}", "卡背面三位是{}"),
    "EXPIRY": ("卡有效期{}", "信用卡有效期是{}", "有效期：{}"),
}
ASKED: dict[str, str] = {
    "CN_ID": "请提供您的身份证号",
    "BANK_CARD": "请报一下卡号",
    "MOBILE": "方便留个手机号吗？",
    "PASSPORT": "请提供护照号码",
    "WECHAT": "您的微信号是多少？",
    "QQ": "请留一下QQ号",
    "PERSON": "请问您怎么称呼？",
    "ADDRESS": "请提供收件地址",
    "DOB": "请提供出生日期",
    "OTP": "请输入短信验证码",
    "PASSWORD": "查询密码是多少？",
    "CVV": "卡背面的三位安全码是多少？",
    "ACCOUNT": "请提供账号",
    "EMAIL": "账单发到哪个邮箱？",
}


@dataclass(frozen=True)
class Planted:
    """One value at one door. `question`: what the other side asked just before, or empty."""

    kind: str
    value: str
    text: str
    question: str = ""

    @property
    def start(self) -> int:
        return self.text.index(self.value)


def plant(r: Random, kind: str, *, asked: bool = False) -> Planted:
    """A fresh value in a sentence, or with `asked` alone after the question for it."""
    value = make(kind, r)
    if asked and kind in ASKED:
        return Planted(kind, value, r.choice(["{}", "{}，谢谢", "是{}"]).format(value), ASKED[kind])
    return Planted(kind, value, r.choice(FORMS[kind]).format(value))


def field(count: int, seed: int) -> list[Planted]:
    """`count` of them, all kinds in turn; every fourth stands alone after a question where there is one for its kind."""
    r = Random(seed)
    return [plant(r, KINDS[n % len(KINDS)], asked=n % 4 == 3) for n in range(count)]
