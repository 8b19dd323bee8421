"""Numbers and codes that are no name, address or birthday, with and without the word that says what they are."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from appliance.core.masking.training import values
from appliance.core.masking.training.values import digits

_HAN: Final = "零一二三四五六七八九"
_SAID: Final = (
    "零幺二三四五六七八九",
    "零一二三四五六七八九",
    "〇一二三四五六七八九",
    "洞幺两三四五六拐八勾",
    "零壹贰叁肆伍陆柒捌玖",
)
_PINYIN: Final = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ALNUM: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _pick(r: Random, alphabet: str, n: int) -> str:
    return "".join(r.choice(alphabet) for _ in range(n))


def _long(r: Random) -> str:
    """Digits in any dress: plain, grouped, spaced, spoken, spelled."""
    n = digits(r, r.choice((4, 5, 6, 6, 6, 7, 8, 9, 10, 11, 12, 15, 17, 18, 19)))
    roll = r.random()
    if roll < 0.5:
        return n
    if roll < 0.6:
        return " ".join(n)
    if roll < 0.7:
        sep, step = r.choice((" ", "-", "，")), r.choice((2, 3, 4))
        return sep.join(n[i : i + step] for i in range(0, len(n), step))
    if roll < 0.86:
        said = r.choice(_SAID)
        return "".join(said[int(d)] for d in n)
    if roll < 0.9:
        return " ".join(_PINYIN[int(d)] for d in n[:11])
    return "".join(chr(0xFF10 + int(d)) for d in n)


def _plate(r: Random) -> str:
    return f"{r.choice(_PROVINCES)}{r.choice('ABCDEFGH')}{r.choice(('', '', '·', ' '))}{_pick(r, _ALNUM, r.choice((5, 5, 6)))}"


def _mac(r: Random) -> str:
    sep = r.choice(":- ")
    return sep.join(_pick(r, "0123456789ABCDEF", 2) for _ in range(6))


def _ip(r: Random) -> str:
    if r.random() < 0.25:
        return ":".join(_pick(r, "0123456789abcdef", 4) for _ in range(r.choice((5, 8)))) + r.choice(
            ("", "::1f")
        )
    return ".".join(str(r.randint(1, 254)) for _ in range(4))


def _expiry(r: Random) -> str:
    m, y = r.randint(1, 12), r.randint(25, 36)
    return r.choice(
        (
            f"{m:02d}/{y}",
            f"{m:02d}/20{y}",
            f"{m:02d}-{y}",
            f"20{y}年{m}月",
            f"{y}年{m}月",
            f"{m:02d}{y}",
            f"20{y}-{m:02d}",
            f"{m}月{y}年",
        )
    )


def _account(r: Random) -> str:
    word = "".join(
        r.choice(
            (
                "li",
                "wang",
                "chen",
                "sun",
                "happy",
                "cat",
                "lu",
                "xm",
                "zh",
                "tian",
                "love",
                "king",
                "dog",
                "yue",
                "an",
            )
        )
        for _ in range(2)
    )
    return f"{r.choice(('wxid_' + _pick(r, _ALNUM.lower(), 12), word + digits(r, 4), word + '_' + digits(r, 3), word, digits(r, 9)))}"


def _mail(r: Random) -> str:
    return f"{_account(r)}{r.choice(('@', '@', ' at ', '艾特', '#'))}{r.choice(('qq', '163', 'gmail', 'outlook', '126', 'foxmail', 'company'))}{r.choice(('.com', '.com', '点com', '.cn', '.com.cn'))}"


def _secret(r: Random) -> str:
    word = r.choice(("Summer", "Hello", "Tianya", "abc", "Qwer", "zhang", "Love", "admin", "pass", "mima"))
    return r.choice(
        (
            f"{word}{r.choice('@#!_$')}{digits(r, 4)}",
            f"{word}{digits(r, 3)}{r.choice('!#@')}",
            _pick(r, _ALNUM + "abcdefgh", 8),
            digits(r, 6),
        )
    )


def _version(r: Random) -> str:
    return ".".join(str(r.randint(0, 19)) for _ in range(r.choice((2, 3, 3))))


def _clock(r: Random) -> str:
    return f"{r.randint(0, 23):02d}:{r.randint(0, 59):02d}{r.choice(('', '', ':' + digits(r, 2)))}"


_CASES: Final[tuple[tuple[tuple[str, ...], Callable[[Random], str]], ...]] = (
    (("验证码", "校验码", "动态码", "短信码", "code", "OTP", "verification code", "码", "取件码", "授权码", "交易码"), lambda r: r.choice((digits(r, 6), digits(r, 4), _long(r), _pick(r, _ALNUM, 6)))),
    (("密码", "口令", "查询密码", "pwd", "password", "原密码", "pin"), _secret),
    (("CVV", "cvv2", "安全码", "后三位", "背面三位", "CVN", "security code"), lambda r: r.choice((digits(r, 3), " ".join(digits(r, 3))))),
    (("有效期", "有效期至", "到期", "exp", "valid thru", "效期", "卡有效期", "expires", "expiry"), _expiry),
    (("卡号", "卡", "银行卡", "信用卡", "card number", "尾号", "这张", "新卡"), lambda r: r.choice((values.card(r), _long(r), digits(r, 4)))),
    (("账号", "对公账号", "户号", "公积金账号", "客户号", "account", "a/c", "登录名", "用户名", "学号", "工号", "水费户号", "会员号"), lambda r: r.choice((_long(r), _account(r)))),
    (("手机", "电话", "手机号", "联系", "mob", "tel", "phone", "座机", "分机", "区号", "office", "打这个"), lambda r: r.choice((values.mobile(r), _long(r), f"0{r.randint(10, 999)}-{digits(r, 8)}", f"+86-{r.randint(10, 29)}-{digits(r, 8)}", f"+852 {digits(r, 4)} {digits(r, 4)}"))),
    (("身份证", "证件号", "ID", "身份证号", "证件"), lambda r: r.choice((values.identity(r), _long(r), f"{digits(r, 6)} {digits(r, 8)} {digits(r, 4)}"))),
    (("护照", "护照号", "passport", "passport no.", "P No.", "通行证", "回乡证", "台胞证", "HKID", "香港身份证"), lambda r: f"{_pick(r, 'ABCDEGHKMPE', r.choice((1, 1, 2)))}{r.choice(('', '', ' '))}{digits(r, r.choice((6, 7, 8)))}{r.choice(('', '', f'({digits(r, 1)})'))}"),
    (("军官证", "士兵证", "军官证号", "士官证", "文职证", ""), lambda r: f"{r.choice('军士武空海南北沈文兰')}字第{digits(r, r.choice((7, 8)))}号"),
    (("车牌", "车牌号", "车", "牌照", "plate", "ETC", "车主", "牌子"), _plate),
    (("税号", "信用代码", "统一代码", "统一社会信用代码", "营业执照", "credit code", "纳税人识别号", "公司代码", "执照号"), lambda r: f"9{r.choice('12')}{digits(r, 6)}{_pick(r, _ALNUM, 10)}"),
    (("邮箱", "email", "邮件", "mail", "E-mail", "发到"), _mail),
    (("微信", "微信号", "vx", "wechat", "WX", "加我", "QQ", "扣扣", "q", "WeChat ID"), _account),
    (("IBAN", "iban", "国际账号"), lambda r: f"{_pick(r, 'DEGBFRESNL', 2)}{digits(r, 2)} {_pick(r, 'BARCHSKU', 4)} {digits(r, 4)} {digits(r, 4)} {digits(r, 2)}"),
    (("SWIFT", "swift code", "BIC", "国际代码", "swift"), lambda r: r.choice((str.upper, str.lower, str.upper))(_pick(r, "ABCDEFGHIKLMNOPRSTUVWXYZ", 6) + _pick(r, _ALNUM, 2) + r.choice(("", "XXX", digits(r, 3))))),
    (("IP", "ip地址", "登录地址", "出口IP", "logged in from", "白名单"), _ip),
    (("MAC", "物理地址", "mac地址", "设备地址", "MAC address"), _mac),
    (("版本", "版本号", "app版本", "version", "iOS", "系统", "V"), _version),
    (("错误代码", "报错", "代码", "提示码", "error code", "错误码", "提示"), lambda r: r.choice((digits(r, 5), digits(r, 6), f"E-{digits(r, 5)}", f"0x{digits(r, 8)}", f"{_pick(r, 'ABCDE', 2)}{digits(r, 4)}"))),
    (("股票", "基金", "基金代码", "产品代码", "批次", "邮编", "行号", "订单号", "流水号", "凭证号", "参考号", "ref", "Ref no.", "快递单号", "合同号", "保单号"), lambda r: r.choice((digits(r, 6), _long(r), f"TXN{digits(r, 12)}", f"SF{digits(r, 12)}", f"{r.randint(2020, 2026)}Q{r.randint(1, 4)}-{digits(r, 3)}"))),
    (("利率", "汇率", "LPR", "净值", "面积", "金额", "余额", "收益率", "限额", "年化"), lambda r: r.choice((f"{r.randint(0, 9)}.{digits(r, 2)}", f"{r.randint(0, 9)}.{digits(r, 4)}", f"{r.randint(1, 99)}.{r.randint(0, 9)}%", f"{r.randint(10, 9999)}.{digits(r, 2)}", values.amount(r)))),
    (("时间", "扣款时间", "大概", "预约", "", "开门", "到点", "日期", "交易时间", "办理日期", "签的"), lambda r: r.choice((_clock(r), f"{r.randint(1, 12):02d}-{r.randint(1, 28):02d} {_clock(r)}", f"{r.randint(2018, 2027)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}", f"{r.randint(2018, 2027)}年{r.randint(1, 12)}月{r.randint(1, 28)}日", f"{r.randint(2018, 2027)}.{r.randint(1, 12)}.{r.randint(1, 28)}", f"{r.randint(1, 12)}月{r.randint(1, 28)}号", f"{r.randint(1, 28)}号到{r.randint(1, 28)}号", f"{r.randint(1, 12)}点半"))),
    (("前面", "后面", "第一段", "开头", "中间", "最后是", "然后是", "后半段", "前六位", "末尾", "再往后", "前两个数是"), lambda r: r.choice((digits(r, r.choice((2, 3, 4, 4, 6, 8))), _pick(r, _ALNUM, 6), _long(r)))),
)  # fmt: skip


def junk(r: Random) -> str:
    """One such value, now and then alone."""
    cues, value = r.choice(_CASES)
    roll = r.random()
    if roll < 0.3:
        return value(r)
    link = r.choice(("：", ":", "是", "", " ", "，", "为", "就是", " is "))
    if roll < 0.9:
        return r.choice(cues) + link + value(r)
    return value(r) + r.choice(("是", "这个", " ", "这", "，")) + r.choice(cues)
