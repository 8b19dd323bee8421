"""Addresses that lead to a door."""

from __future__ import annotations

import pytest

from appliance.core.masking.recognizers.address import Address

FOUND = [
    ("Via Garibaldi 27, 20121 Milano 我留学住这", ["Via Garibaldi 27, 20121 Milano"]),
    ("12 rue de Rivoli, 75004 Paris", ["12 rue de Rivoli, 75004 Paris"]),
    ("Hauptstraße 12, 10115 Berlin", ["Hauptstraße 12, 10115 Berlin"]),
    (
        "14 Pembroke Lane, Dublin 4, D04 X2K7, Ireland, phone",
        ["14 Pembroke Lane, Dublin 4, D04 X2K7, Ireland"],
    ),
    ("住址：滨江大道290弄26号111室", ["滨江大道290弄26号111室"]),
    ("新卡寄到四川省金川县凤凰街295弄12号130室，", ["四川省金川县凤凰街295弄12号130室"]),
    ("我住芳草苑9栋1602", ["芳草苑9栋1602"]),
    (
        "从静安区万航渡路623弄9号搬到闵行区莘松路958弄40号302室",
        ["静安区万航渡路623弄9号", "闵行区莘松路958弄40号302室"],
    ),
    ("地址义乌市稠州北路699号 0579-85192204", ["义乌市稠州北路699号"]),
    ("地址是朝阳路12号院3单元401", ["朝阳路12号院3单元401"]),
    ("老家在河北省定兴县北河镇李家庄村3组", ["河北省定兴县北河镇李家庄村3组"]),
    ("住在那个徐汇区漕溪路一百二十弄五号六零二室谢谢", ["徐汇区漕溪路一百二十弄五号六零二室"]),
    ("九龍旺角彌敦道610號荷李活商業中心8樓C室", ["九龍旺角彌敦道610號荷李活商業中心8樓C室"]),
    ("新北市板橋區文化路二段182巷3弄7號5樓", ["新北市板橋區文化路二段182巷3弄7號5樓"]),
    ("I live at 902 Maple Street, Boston", ["902 Maple Street, Boston"]),
    ("please mail it to Flat 3, 18 Grove Road, Leeds", ["Flat 3, 18 Grove Road, Leeds"]),
    (
        "地址 Building 7, Unit 2, Room 1101, Greentown Rose Garden, Hangzhou",
        ["Building 7, Unit 2, Room 1101, Greentown Rose Garden, Hangzhou"],
    ),
    (
        "Blk 412 Ang Mo Kio Ave 10 #08-1123 Singapore 560412",
        ["Blk 412 Ang Mo Kio Ave 10 #08-1123 Singapore 560412"],
    ),
    ("俺家搁平顶山市鲁山县瓦屋镇大潺寺村河东组", ["平顶山市鲁山县瓦屋镇大潺寺村河东组"]),
    ("東京都豊島区池袋2-40-13 メゾン201，在日", ["東京都豊島区池袋2-40-13 メゾン201"]),
    (
        "1600 Amphitheatre Parkway, Mountain View, CA 94043",
        ["1600 Amphitheatre Parkway, Mountain View, CA 94043"],
    ),
    ("寄成都市高新区天府大道中段1366号天府软件园E5-8F", ["成都市高新区天府大道中段1366号天府软件园E5-8F"]),
    (
        "原天津市南开区红旗南路阳光100西园6号楼2门901，现天津市西青区中北镇枫桥园12-2-302",
        ["天津市南开区红旗南路阳光100西园6号楼2门901", "天津市西青区中北镇枫桥园12-2-302"],
    ),
    ("惠州市惠阳区淡水街道土湖长安街2巷5号", ["惠州市惠阳区淡水街道土湖长安街2巷5号"]),
    ("my address is 88 Robinson Road #12-01 Singapore 068899", ["88 Robinson Road #12-01 Singapore 068899"]),
    ("康乐小区3排5号", ["康乐小区3排5号"]),
]
LEFT_ALONE = [
    "我在上海",
    "我是朝阳区的，能办吗",
    "张江高科附近的网点",
    "3栋楼下有ATM吗",
    "取号机A0123号",
    "白云机场能换外币吗",
    "军官证南字第24897766号",
    "中山路支行几点下班",
    "电脑的物理地址是0A-15-CB-4C-AF-65",
    "信用代码91310115MA1K3YJ12X",
    "Priority Banking 门槛多少",
    "中山路123号那家支行还在吗",
    "理财产品R2和R3区别",
    "我们县镇上有网点吗",
    "座位 12排7座，电影票",
    "贵行总行是不是在北京西城区复兴门内大街55号",
    "取件的是菜鸟驿站7-3-2016",
]
ASKED = [
    ("凤鸣苑7-2-502", ["凤鸣苑7-2-502"]),
    ("朝阳路12号院3单元401", ["朝阳路12号院3单元401"]),
    ("6栋2单元1203", ["6栋2单元1203"]),
]
NO_ANSWER = ["还是老地方", "系统里登记的那个", "没变", "填公司的可以吗", "在你们网点对面"]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(finds, text, expected):
    assert set(expected) <= set(finds(Address(), text))


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(finds, text):
    assert finds(Address(), text) == []


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_part_of_an_address_answers_the_question_for_it(finds, text, expected):
    assert finds(Address(), text, asked=["ADDRESS"]) == expected


@pytest.mark.parametrize("text", NO_ANSWER)
def test_other_answers_are_no_addresses(finds, text):
    assert finds(Address(), text, asked=["ADDRESS"]) == []
