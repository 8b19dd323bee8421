"""Several secrets in one answer, which of them a bare number is, and the numbers beside them that are none."""

from __future__ import annotations

import pytest

from appliance.core.masking.context import Turn
from appliance.core.masking.kinds import SECRETS
from appliance.core.masking.recognizers.asked._wished import ELSE, listed, wished
from appliance.core.masking.text import RawText

WISHES = [
    ("后三、短验", ("CVV", "OTP"), True),
    ("卡背、取密", ("CVV", "PASSWORD"), True),
    ("金额和背面那三个", (ELSE, "CVV"), True),
    ("转账金额、收款卡尾号、短信码", (ELSE, ELSE, "OTP"), True),
    ("请输入末三位校验码", ("CVV",), True),
    ("查询密码和交易密码您记得哪个", ("PASSWORD",), True),
    ("已向手机号为您名下的那个下发校验码", (ELSE, "OTP"), False),
]
ROWS = [
    (["a:后三、短验"], "024　　918 240", [("024", "CVV"), ("918 240", "OTP")]),
    (["a:后三再加动码，一起发"], "750316  297，反了别弄混", [("750316", "OTP"), ("297", "CVV")]),
    (["a:卡背、取密"], "881/330 274", [("881", "CVV"), ("330 274", "PASSWORD")]),
    (["a:三样：登的、背的、收的"], "登Xia_2009，背375，收609 338", [("Xia_2009", "PASSWORD"), ("375", "CVV"), ("609 338", "OTP")]),
    (["a:密码、验证码，按这个顺序给我"], "336699 190474", [("336699", "PASSWORD"), ("190474", "OTP")]),
    (["a:请按格式回复：持卡人/安全码/期数"], "Kevin Lau/446/12", [("446", "CVV")]),
    (["a:请按顺序给我：转账金额、收款卡尾号、短信码"], "1500、7723、290846", [("290846", "OTP")]),
    (["a:背面、几月到期"], "820，09/27", [("820", "CVV"), ("09/27", "EXPIRY")]),
    (["a:两张信用卡的安全码请分别给我"], "尾号6620：415，尾号1187：902", [("415", "CVV"), ("902", "CVV")]),
    (["a:请问副卡的呢"], "主卡205 副卡947", [("205", "CVV"), ("947", "CVV")]),
    (["a:您输了几次密码"], "两次 306911 306919", [("306911", "PASSWORD"), ("306919", "PASSWORD")]),
    (["a:跳转前那一页空格里"], "上面自动带出来了，下面Taozi&0328", [("Taozi&0328", "PASSWORD")]),
    (["a:卡背的前两个我听到了，最后那个呢？", "v:4 7", "a:嗯"], "2", [("2", "CVV")]),
    (["a:取密和查密是一个吗"], "不是，取的730519，查的111222", [("730519", "PASSWORD"), ("111222", "PASSWORD")]),
]  # fmt: skip
WHICH = [
    (["a:电银六位"], "四零九幺二二", [("四零九幺二二", "PASSWORD")]),
    (["a:查密多少，哪张"], "660912，应该没改过", [("660912", "PASSWORD")]),
    (["a:背面的校验码请告诉我一下。"], "校验码516", [("516", "CVV")]),
    (
        ["v:ATM吞卡前我输了三回", "a:三次都是一样的吗"],
        "头两回305817，第三回按成305871",
        [("305817", "PASSWORD"), ("305871", "PASSWORD")],
    ),
    (["a:请您在柜台键盘上自己输入"], "我看不清，帮我输，604193", [("604193", "PASSWORD")]),
    (["a:您那边提示什么"], "提示倒计时48秒，我输526014点确定没反应", [("526014", "OTP")]),
    (["a:初始密码在短信里"], "短信里是Hb7nW2qk，对不对", [("Hb7nW2qk", "PASSWORD")]),
    (["v:我密码前三个是 4 1 8", "a:这个不用告诉我"], "后三个926", [("926", "PASSWORD")]),
    (["v:我密码前三个是⟦PASSWORD:dropped⟧", "a:这个不用告诉我"], "后三个926", [("926", "PASSWORD")]),
    (["v:验证码前三个是 4 1 8", "a:然后呢"], "后三个926", [("926", "OTP")]),
    (["a:怎么加您微信？"], "lindaxia2019，登录用的Ld2019xx", [("Ld2019xx", "PASSWORD")]),
]
NONE = [
    ((), "用的是iOS17.4.1系统"),
    (["v:我的卡锁住了", "a:24小时后自动解锁"], "那要到后天上午九点以后吧"),
    (["a:请回复卡背末3位。"], "120，急救那个，不说了"),
    (["a:What CVV did you type?"], "I left it blank and got rc 082"),
    (["a:Enter your card security code."], "My room number is 512, check-in at 3 pm"),
    (["a:麻烦念一下令牌上的数字"], "屏幕黑的，2019年领的"),
    (["a:您报一下验证码"], "打你们95588没人接"),
    (["a:请输入验证码"], "跳转404了，一直失败"),
]


def turns(said):
    roles = {"a": "agent", "v": "visitor"}
    return [Turn(roles[each[0]], each[2:]) for each in said]


def secrets(masker, said, text):
    return [
        (text[s.start : s.end], s.kind)
        for s in masker.detect(RawText(text), turns(said))
        if s.kind in SECRETS
    ]


@pytest.mark.parametrize(("words", "kinds", "beside"), WISHES)
def test_what_a_question_asks_for_in_order(words, kinds, beside):
    assert wished(words) == kinds
    assert listed(words) is beside


@pytest.mark.parametrize(("said", "text", "found"), ROWS, ids=[text for _, text, _ in ROWS])
def test_each_value_of_a_row_is_what_stands_at_its_place_or_what_its_form_allows(masker, said, text, found):
    assert secrets(masker, said, text) == found


@pytest.mark.parametrize(("said", "text", "found"), WHICH, ids=[text for _, text, _ in WHICH])
def test_the_words_about_a_bare_number_say_which_secret_it_is(masker, said, text, found):
    assert secrets(masker, said, text) == found


@pytest.mark.parametrize(("said", "text"), NONE, ids=[text for _, text in NONE])
def test_what_is_called_something_else_stays_readable(masker, said, text):
    assert secrets(masker, said, text) == []
