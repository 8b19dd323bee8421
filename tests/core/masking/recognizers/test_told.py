"""Secrets given away inside a story, without any turn before; what only looks like it stays readable."""

from __future__ import annotations

import pytest

from appliance.core.masking.kinds import REPORTED
from appliance.core.masking.text import RawText

SECRETS = [
    ("骗子让我念手机上的数,我念了508213,钱没了", "508213", "OTP"),
    ("一不留神把771也拍进去发朋友圈了", "771", "CVV"),
    ("我刚把 662 019 告诉那个自称客服的", "662 019", "OTP"),
    ("半夜突然来了条 480 115 是谁在弄我的号", "480 115", "OTP"),
    ("他问我要我就回了个209371", "209371", "OTP"),
    ("告诉他831942之后卡就被刷了", "831942", "OTP"),
    ("I gave him 553201 over the phone, am I screwed", "553201", "OTP"),
    ("just got 884 120 by text but I didn't do anything", "884 120", "OTP"),
    ("【招商银行】验证短信 731820，切勿告知他人", "731820", "OTP"),
    ("【建行】您正在登录手机银行,602915,10分钟内有效", "602915", "OTP"),
    ("网站让填三位数我填403它说不对", "403", "CVV"),
    ("卡背面的552被人看到了咋整", "552", "CVV"),
    ("信用卡到2030/06就过期了吗", "2030/06", "EXPIRY"),
    ("我卡上印的是三月三一年", "三月三一年", "EXPIRY"),
    ("卡09/27到期会自动寄新的吗", "09/27", "EXPIRY"),
    ("密码用的我儿子名字haohao0601,安全不", "haohao0601", "PASSWORD"),
    ("口令是春暖花开88 机器人说听不懂", "春暖花开88", "PASSWORD"),
    ("登录密码我就设的是Qwe!2345为啥说太简单", "Qwe!2345", "PASSWORD"),
    ("取款机密码输了三次840216都不对", "840216", "PASSWORD"),
    ("佢叫我讲个密码我话咗佢知 192837", "192837", "PASSWORD"),
    ("我妈把手机上的六位数七一九零零四念给了人家", "七一九零零四", "OTP"),
    ("短信里那个 29 40 17 我没用过可以作废不", "29 40 17", "OTP"),
    ("刚刚发来的是 4471 我点错了", "4471", "OTP"),
]
HARMLESS = [
    "又来一条扣款 200000",
    "把300000转过去了",
    "把500发给我老婆了",
    "我给他发了188红包",
    "又发来账单 3682.50",
    "刚收到 120000 的贷款",
    "填了400字的说明",
    "报了110也没用",
    "输了600519买入失败",
    "股票输入000001没反应",
    "把额度调到100000",
    "三位数的年费太贵",
    "合同2031年2月到期",
    "理财12月25年期",
    "2月14年轻人活动",
    "卡每月25号还款",
    "口令红包怎么领",
    "密码是几位数",
    "密码输了3次被锁24小时",
    "密码是不是必须有大写字母",
    "密码不能带生日吗",
    "密码设置说要8到16位",
    "暗语是什么东西",
    "口令不对",
    "发了12345投诉",
    "打给12378了",
    "告诉我2025年利率",
    "说350一次太贵",
    "给我念5遍都没听清",
    "I sent 500000 yen",
    "told him 300 dollars",
    "entered 3 times",
    "排号排到127",
    "背面写着年费360",
    "【建行】您尾号6620的账户支出120000元",
    "【招行】邀您体验 100000 额度",
    "他说信用卡08月25日到期还款",
    "卡里到2030年还能用公积金吗",
]


@pytest.mark.parametrize(("text", "value", "kind"), SECRETS)
def test_taken_for_a_secret(masker, text, value, kind):
    spans = masker.detect(RawText(text))
    assert (value, kind) in [(text[s.start : s.end], s.kind) for s in spans]


@pytest.mark.parametrize("text", HARMLESS)
def test_stays_readable(masker, text):
    spans = masker.detect(RawText(text))
    assert [s for s in spans if s.kind not in REPORTED] == []
