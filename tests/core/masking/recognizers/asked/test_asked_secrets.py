"""Bare values that answer a question; the same values without the question stay."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.asked.secrets import AskedSecret

ANSWERS = [
    ("OTP", "短信来了，556677", "556677"),
    ("OTP", "四八二九零一", "四八二九零一"),
    ("CVV", "是361", "361"),
    ("EXPIRY", "12/28", "12/28"),
    ("PASSWORD", "hunter2!", "hunter2!"),
]
NO_ANSWERS = [
    ("OTP", "我转了50000元"),
    ("OTP", "等了5分钟"),
    ("CVV", "365天"),
]


@pytest.mark.parametrize(("kind", "text", "value"), ANSWERS)
def test_taken_when_asked(finds, kind, text, value):
    assert value in finds(AskedSecret(), text, [kind])
    assert finds(AskedSecret(), text) == []


@pytest.mark.parametrize(("kind", "text"), NO_ANSWERS)
def test_not_every_word_is_an_answer(finds, kind, text):
    assert finds(AskedSecret(), text, [kind]) == []


MORE = [
    ("OTP", "958213", "958213"),
    ("OTP", "12306", "12306"),
    ("OTP", "呃三三九零五七", "三三九零五七"),
    ("OTP", "看成上一条了，最新这条是615280", "615280"),
    ("CVV", "哦哦前面有个0，047", "047"),
    ("EXPIRY", "月份06，年份29", "06"),
    ("EXPIRY", "05 29", "05 29"),
    ("EXPIRY", "第二栏我填2703它说反了", "2703"),
    ("PASSWORD", "就Tianya@2019啊一直都是这个", "Tianya@2019"),
    ("PASSWORD", "那不是wenwen11就是Wenwen1111", "Wenwen1111"),
]
STAY = [
    ("OTP", "95588发的"),
    ("OTP", "我点了3次，等了20240分钟"),
    ("OTP", "尾号8832的卡"),
    ("OTP", "转了12,345.67"),
    ("CVV", "额度是500"),
    ("OTP", "我要转120000给我儿子"),
    ("OTP", "是20240618吗，哦那是日期"),
    ("CVV", "刚刷了188那笔是啥"),
    ("EXPIRY", "账单是09/25出的"),
    ("EXPIRY", "上个月10号扣的"),
    ("EXPIRY", "定期三年的，2026年12月到期"),
    ("PASSWORD", "忘记了"),
    ("EXPIRY", "2年"),
]


@pytest.mark.parametrize(("kind", "text", "value"), MORE)
def test_said_in_other_ways(finds, kind, text, value):
    assert value in finds(AskedSecret(), text, [kind])


@pytest.mark.parametrize(("kind", "text"), STAY)
def test_numbers_that_answer_nothing(finds, kind, text):
    assert finds(AskedSecret(), text, [kind]) == []
