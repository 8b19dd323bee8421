"""Dates of birth, and no other dates."""

from __future__ import annotations

import pytest

from appliance.core.masking.analysis import Analysis
from appliance.core.masking.context import Turn, read
from appliance.core.masking.recognizers.asked.birth import AskedBirth
from appliance.core.masking.recognizers.dob import Dob

FOUND = [
    ("出生日期是1959.06.20，", ["1959.06.20"]),
    ("出生年月日：19840712", ["19840712"]),
    ("我1997年7月19日出生", ["1997年7月19日"]),
    ("born on 3 May 1990", ["3 May 1990"]),
    ("生日八五年三月十二", ["八五年三月十二"]),
    ("我是一九六三年八月十九生的", ["一九六三年八月十九"]),
    ("民國74年11月5日出生", ["民國74年11月5日"]),
    ("他1938年生，腿脚不便", ["1938年"]),
    ("dob 12/04/1988", ["12/04/1988"]),
    ("宝宝去年八月十三号刚出生", ["去年八月十三号"]),
    ("生日0912那天", ["0912"]),
    ("贺小宝，54212219910213001X，1991-02-13", ["1991-02-13"]),
    ("被保人贺小宝，2021-04-02", ["2021-04-02"]),
    ("生日是：930803", ["930803"]),
    ("出生年月：1965-05", ["1965-05"]),
    ("Nov. 23, 1991 is my birthday", ["Nov. 23, 1991"]),
    ("农历1980年3月12生人", ["农历1980年3月12"]),
    ("DOB: 03-Nov-1979", ["03-Nov-1979"]),
    ("生日8月27日，1982年", ["8月27日，1982年"]),
]
LEFT_ALONE = [
    "2023/10/11到2023/12/11的明细",
    "我2024年3月15日还的款",
    "合同2023-08-01签的",
    "生日有礼2元",
    "有效期2028年2月",
    "2023年12月的账单",
    "2019年开的户，一直没用",
    "生日5月20日前领券",
]
ASKED = [
    ("八五年三月十二", ["八五年三月十二"]),
    ("85.3.12", ["85.3.12"]),
    ("属牛的85年", ["85年"]),
    ("7月23", ["7月23"]),
    ("March 9, 1988", ["March 9, 1988"]),
    ("850312", ["850312"]),
    ("1975", ["1975"]),
    ("農曆四三年冬月初八", ["農曆四三年冬月初八"]),
    ("民國74年11月5日", ["民國74年11月5日"]),
    ("阴历三八年腊月初九，证上是390128", ["阴历三八年腊月初九", "390128"]),
]
NO_ANSWER = ["为什么要这个", "身份证上有", "农历还是阳历", "3万", "6222020000000000000", "有效期2028年2月"]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Dob(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Dob(), text) == []


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_a_bare_date_answers_the_question_for_it(finds, text, expected):
    assert finds(AskedBirth(), text, asked=["DOB"]) == expected


@pytest.mark.parametrize("text", NO_ANSWER)
def test_other_answers_are_no_birthdays(finds, text):
    assert finds(AskedBirth(), text, asked=["DOB"]) == []


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_unasked_a_date_alone_is_none(finds, text, expected):
    assert finds(AskedBirth(), text) == []


def test_month_and_day_follow_the_year_of_the_message_before(tagger):
    turns = [Turn("agent", "出生日期？"), Turn("visitor", "1991年的"), Turn("agent", "好的，还有呢")]
    analysis = Analysis("7月23", state=read(turns), reading=tagger.read("7月23"))
    assert [(f.start, f.end) for f in AskedBirth().find(analysis)] == [(0, 4)]
